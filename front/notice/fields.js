// One field: label, sign of its state, what may be typed, and what is doubted.

import { el, inWords, t } from "../editor/setup.js";

let made = 0;

// `input` is an element; `put` takes what it holds into the values. `pair` is "first" or "second" of
// two fields that are read from the same words: what is doubted of both is said once, in a note
// below them, and counts once.
export function field(desk, { name, label, input, put, width = "", event = "input", pair = "" }) {
  made += 1;
  input.id = input.id || `nf-${made}`;
  const sign = el("span", { className: "nf-sign" });
  const doubt = el("p", { className: "nf-doubt" });
  const whole = el(
    "div",
    { className: `nf ${width}`, "data-field": name },
    el("label", { htmlFor: input.id }, label, sign),
    input,
    doubt,
  );
  const draw = () => {
    const state = desk.state(name);
    whole.dataset.state = pair === "second" && state === "doubt" ? "doubt-too" : state;
    sign.textContent = { sure: t("✓ 原文有"), read: t("○ 由图片识别"), doubt: t("! 存疑"), plain: "" }[state];
    const doubts = desk.doubts(name);
    doubt.hidden = Boolean(pair) || !doubts.length;
    doubt.id = `${input.id}-doubt`;
    if (doubts.length) input.setAttribute("aria-describedby", pair ? noteOf(name) : doubt.id);
    doubt.replaceChildren(
      el("span", {}, doubts.map((each) => inWords(each)).join("；")),
      el("button", { type: "button", className: "plain", onclick: right }, t("核对过")),
    );
  };
  const right = () => {
    desk.agree(name);
    input.focus();
  };
  document.addEventListener("notice-agreed", draw);
  input.addEventListener(event, () => {
    put(input);
    desk.settle(name);
    if (pair) document.dispatchEvent(new CustomEvent("notice-agreed"));
    draw();
    desk.count();
  });
  draw();
  return whole;
}

function noteOf(name) {
  return `nf-note-${name}`;
}

// What is doubted of a list as a whole, or of a pair of fields above it (`counted` with the first of
// them), until a person agrees; nothing when nothing is.
export function note(desk, name, counted = true) {
  const whole = el("p", { className: "note note-doubt nf-doubt notice-note", id: noteOf(name), "data-field": name });
  const draw = () => {
    const doubts = desk.doubts(name);
    whole.hidden = !doubts.length;
    whole.dataset.state = counted ? desk.state(name) : "";
    whole.replaceChildren(
      el("span", {}, "! ", doubts.map((each) => inWords(each)).join("；")),
      el("button", { type: "button", className: "plain", onclick: () => desk.agree(name) }, t("核对过")),
    );
  };
  document.addEventListener("notice-agreed", draw);
  draw();
  return whole;
}

// What the notice says beside the campaign: shown with its sentence, not kept.
export function told(desk, { name, label, value, width }) {
  const input = el("input", { type: "text", value, readOnly: true });
  return field(desk, { name, label, width, input, put: () => {} });
}

// A line of text that is one of the values; `also` is what else a change of it means.
export function line(desk, { of, key, name, label, width, type = "text", long = 300, pair, also = () => {} }) {
  const input = el("input", { type, value: of[key] || "", maxLength: long, autocomplete: "off" });
  const put = () => {
    of[key] = input.value;
    also();
  };
  return field(desk, { name, label, width, input, put, pair });
}

// Several names in one line, with 、 between.
export function names(desk, { of, key, name, label, width }) {
  const input = el("input", { type: "text", value: of[key].join("、"), placeholder: t("多个用顿号隔开"), autocomplete: "off" });
  return field(desk, { name, label, width, input, put: () => (of[key] = split(input.value)) });
}

export function split(text) {
  return text.split(/[、，,；;\n]+/).map((each) => each.trim()).filter(Boolean);
}
