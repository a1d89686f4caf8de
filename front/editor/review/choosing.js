// Small dialogs that ask one thing: who agreed, which day, which unit.

import { at, el, inWords, setup, t } from "../setup.js";
import { dayWords } from "./words.js";

// `choose(value)` is called once, the dialog closed; Escape chooses nothing.
function dialog(title, words, parts) {
  const box = at("chooser");
  box.replaceChildren(
    el("h2", { id: "chooser-name", tabIndex: -1 }, title),
    words ? el("p", {}, words) : "",
    ...parts,
    el("form", { method: "dialog" }, el("button", { className: "plain" }, t("不改了"), " ", el("kbd", {}, "Esc"))),
  );
  box.setAttribute("aria-labelledby", "chooser-name");
  if (!box.open) box.showModal();
  // What is chosen already, a list, or nothing yet: consent is never one blind Enter away.
  const first = box.querySelector("[aria-current], select") || box.querySelector("h2");
  first.focus();
  return box;
}

function choiceButton(number, words, chosen, pick) {
  return el(
    "button",
    { type: "button", className: "choice", "aria-current": chosen ? "true" : null, "data-number": String(number), onclick: pick },
    el("kbd", {}, String(number)),
    ` ${words}`,
  );
}

// Digits pick, arrows move, as everywhere on this page.
export function startChoosing() {
  at("chooser").addEventListener("keydown", (event) => {
    const choices = Array.from(at("chooser").querySelectorAll(".choice"));
    if (event.target.tagName === "INPUT") return;
    if (!choices.length || event.ctrlKey || event.metaKey || event.altKey) return;
    const together = at("chooser").querySelector(".together");
    if (together && event.key.toLowerCase() === "a") together.click();
    const named = choices.find((choice) => choice.dataset.number === event.key);
    const step = { ArrowDown: 1, ArrowRight: 1, ArrowUp: -1, ArrowLeft: -1 }[event.key];
    if (named) named.click();
    else if (step) {
      const place = choices.indexOf(document.activeElement);
      const next = place < 0 ? (step > 0 ? 0 : choices.length - 1) : place + step;
      choices[(next + choices.length) % choices.length].focus();
    } else if (!together || event.key.toLowerCase() !== "a") return;
    event.preventDefault();
    event.stopPropagation();
  });
}

// Which wanted shots of its activity it shows; each press takes one on or off.
export function chooseShot(row, shots, likely, choose) {
  const choices = shots.map((shot, place) => {
    const why = likely.find((each) => each.shot === shot);
    const words = `${row.shows.includes(shot) ? "✓ " : ""}${shot}${why ? t("（可能：%(why)s）", { why: inWords(why.words) }) : ""}`;
    return choiceButton(place + 1, words, row.shows.includes(shot), () => {
      at("chooser").close();
      choose(shot);
    });
  });
  dialog(t("拍到了哪一种镜头"), row.original_name, [el("div", { className: "choices-column" }, choices)]);
}

export function chooseDay(row, choose) {
  const days = setup.plan.days.map((day, place) =>
    choiceButton(place + 1, dayWords(day), day === row.date, () => {
      at("chooser").close();
      choose(day);
    }),
  );
  dialog(t("改为哪一天"), "", [el("div", { className: "choices-row" }, days)]);
}

// `beside` are other near shots of the same sending that wait for the same word.
export function chooseConsent(row, beside, choose) {
  let all = false;
  const together = el("button", { type: "button", className: "button together", "aria-pressed": "false" }, t("这次发送的 %(count)s 件一起定", { count: beside + 1 }), " ", el("kbd", {}, "A"));
  together.addEventListener("click", () => {
    all = !all;
    together.setAttribute("aria-pressed", String(all));
  });
  const pick = (action, reason) => () => {
    at("chooser").close();
    choose(action, reason, all);
  };
  // Of children the guardian decides, not the child.
  const who = [
    row.consent.minors ? null : t("本人同意"),
    t("监护人或家属同意"),
    row.consent.minors ? t("学校留有监护人的书面同意") : t("单位留有书面同意"),
  ].filter(Boolean);
  const choices = [...who.map((name) => [name, "consent_grant"]), [t("不同意，或问不到"), "consent_deny"]];
  const shown = [row.consent.minors ? t("孩子") : null, row.consent.patients ? t("患者") : null].filter(Boolean);
  const words = shown.length
    ? t("发送人说画面里有%(who)s的近景。谁同意用在成片里？选择会记入审核记录。", { who: shown.join(t("和")) })
    : t("发送人没有说有近景。谁同意用在成片里？选择会记入审核记录。");
  dialog(
    t("能不能用"),
    words,
    [beside ? together : "", el("div", { className: "choices-column" }, choices.map(([name, action], place) => choiceButton(place + 1, name, false, pick(action, name))))],
  );
}

export function chooseUnit(row, count, choose) {
  const select = el(
    "select",
    { "aria-label": t("单位") },
    setup.plan.units.filter((unit) => unit.key !== row.unit_key).map((unit) => el("option", { value: unit.key }, unit.name)),
  );
  const move = el("button", { type: "button", className: "button button-main" }, t("移动"));
  move.addEventListener("click", () => {
    at("chooser").close();
    choose(setup.plan.units.find((unit) => unit.key === select.value));
  });
  dialog(
    t("整次发送移到另一单位"),
    t("%(unit)s 这次发送的 %(count)s 件会一起移走，系统建议会重新计算；人选定的不变。", { unit: row.unit, count }),
    [el("div", { className: "line-form" }, select, move)],
  );
}

// Why it is not taken: a short list, or in one's own words.
export function chooseReason(row, choose) {
  const pick = (reason) => {
    at("chooser").close();
    choose(reason);
  };
  const reasons = [t("模糊或抖动"), t("太暗或过曝"), t("与其他素材重复"), t("与活动无关"), t("内容不合适"), t("截图、表格或有水印")];
  const own = el("input", { maxLength: 200, placeholder: t("或自己写，按 Enter 确定"), "aria-label": t("自己写原因") });
  const form = el("form", { className: "line-form own-reason" }, own);
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    if (own.value.trim()) pick(own.value.trim());
  });
  dialog(t("为什么不采用"), row.original_name, [
    el("div", { className: "choices-column" }, reasons.map((words, place) => choiceButton(place + 1, words, false, () => pick(words)))),
    form,
  ]);
}
