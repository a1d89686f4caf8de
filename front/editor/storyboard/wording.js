// Words on the picture: a chapter's caption or a card's lines, seen on the stage while typed.

import { el, setup, t } from "../setup.js";
import { chapterWords } from "./telling.js";

// Characters of a title and of a line, and lines of a card (domain/cutting/captions.py, retouching.py).
const TITLE_MOST = 24;
const LINE_MOST = 28;
const CARD_LINES = 6;

// The form of a shot's words; null for a shot that has none. `on.letter(words)` shows what is typed
// (null puts back what is kept), `on.edit(list, words)` keeps it.
export function wordsForm(board, shot, on) {
  if (shot.card) return cardForm(shot, on);
  const chapter = board.chapter(shot.activity);
  if (!chapter || !setup.plan.activities.some((each) => each.key === shot.activity)) return null;
  return captionForm(chapter, on);
}

function captionForm({ activity, shots }, on) {
  const first = shots[0];
  const [title, line] = first.caption || ["", ""];
  const fields = [field(t("字幕"), title, TITLE_MOST), field(t("第二行"), line, LINE_MOST)];
  const read = () => fields.map(value);
  const edit = (more) => ({ kind: "caption", activity, ...more });
  return form(t("章节字幕 %(chapter)s", { chapter: chapterWords(activity) }), first, fields, {
    on,
    own: first.own_text,
    show: () => on.letter({ shot: first.shot, caption: read() }),
    keep: () => on.edit([edit({ title: read()[0], lines: [read()[1]] })], read().some(Boolean) ? t("字幕已改") : t("这一章不写字幕")),
    back: () => on.edit([edit({ title: null })], t("字幕已恢复原文")),
    hint: t("两行都空着就不写字幕。"),
  });
}

function cardForm(shot, on) {
  const { role, title, lines } = shot.card;
  const filled = [...lines, ""].slice(0, CARD_LINES);
  const fields = [field(t("标题"), title, TITLE_MOST), ...filled.map((line, number) => field(t("第 %(number)s 行", { number: number + 1 }), line, LINE_MOST))];
  const read = () => {
    const [head, ...rest] = fields.map(value);
    return { role, title: head, lines: rest.filter(Boolean) };
  };
  return form(role === "opening" ? t("片头的文字") : t("片尾的文字"), shot, fields, {
    on,
    own: shot.own_text,
    show: () => on.letter({ shot: shot.shot, card: read() }),
    keep: () => on.edit([{ kind: "card", ...read() }], t("文字已改")),
    back: () => on.edit([{ kind: "card", role, title: null }], t("文字已恢复原文")),
    hint: t("空着的行不写。"),
  });
}

function form(name, shot, fields, { on, own, show, keep, back, hint }) {
  const made = el(
    "form",
    { className: "words-form", "data-shot": shot.shot },
    el("h3", {}, name, " ", el("kbd", {}, "C")),
    fields,
    setup.mayEdit
      ? el(
          "p",
          { className: "buttons" },
          el("button", { className: "button" }, t("保存文字"), " ", el("kbd", {}, "Enter")),
          own ? el("button", { type: "button", className: "button button-quiet", onclick: back }, t("恢复原文")) : "",
          el("small", { className: "quiet" }, hint),
        )
      : "",
  );
  const before = JSON.stringify(fields.map(value));
  const different = () => JSON.stringify(fields.map(value)) !== before;
  made.addEventListener("focusin", () => on.typing(shot.shot));
  let sent = false;
  made.addEventListener("input", () => {
    sent = false;
    show();
  });
  made.addEventListener("submit", (event) => {
    event.preventDefault();
    sent = true;
    on.letter(null);
    document.activeElement.blur();
    if (different()) keep();
  });
  made.addEventListener("keydown", (event) => {
    if (event.key !== "Escape" || event.isComposing) return;
    fields.forEach((each) => (each.querySelector("input").value = each.querySelector("input").defaultValue));
    on.letter(null);
    document.activeElement.blur();
  });
  // Left by Tab or mouse, also for a place that takes no focus: what was typed is kept, as on every
  // other page. Who goes to another window is not done yet.
  made.addEventListener("focusout", (event) => {
    if (event.relatedTarget && made.contains(event.relatedTarget)) return;
    on.letter(null);
    if (!sent && different() && made.isConnected && document.hasFocus()) keep();
  });
  return made;
}

function field(name, text, most) {
  return el("label", { className: "field" }, el("span", {}, name), el("input", { value: text, defaultValue: text, maxLength: most, readOnly: !setup.mayEdit, autocomplete: "off" }));
}

function value(node) {
  return node.querySelector("input").value.trim();
}
