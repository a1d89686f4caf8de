// The shot in sight: trims, what is done with it, its words, and why it is in.

import { at, el, inWords, setup, t } from "../setup.js";
import { activityOf, chapterWords, kindWords, marksOf, nameOf } from "./telling.js";
import { wordsForm } from "./wording.js";
import { Trim } from "./trimming.js";

export class ShotPanel {
  // `on` has what the keys do by name, and peek, try, send for the handles.
  constructor(board, on) {
    this.board = board;
    this.on = on;
    this.place = at("panel-shot");
    this.drawn = "";
    this.trim = null;
  }

  // Somebody who types is not disturbed: what is new is drawn when the field is left.
  draw() {
    const shot = this.board.shot();
    if (!shot) return void this.place.replaceChildren();
    const told = this.board.told.shots[shot.index];
    const drawn = JSON.stringify([this.board.told.seen, told, this.board.chapter(shot.activity).shots.length]);
    if (drawn === this.drawn || this.types(shot)) return;
    // A handle that is worked with keeps the focus, and what was not sent yet is not lost.
    const side = document.activeElement && this.place.contains(document.activeElement) && document.activeElement.dataset.side;
    const same = this.trim && this.trim.shot.shot === shot.shot;
    if (this.trim && this.trim.timer) {
      if (same) return;
      this.trim.send();
    }
    this.drawn = drawn;
    this.trim = new Trim(told, this.on);
    this.place.replaceChildren(this.head(shot), this.trim.node, this.acts(shot), wordsForm(this.board, shot, this.on) || "", this.why(shot));
    if (same && side) this.handle(side);
  }

  // What was tried and refused is not shown as if it were.
  forget() {
    this.drawn = "";
  }

  types(shot) {
    const field = document.activeElement;
    return this.place.contains(field) && field.tagName === "INPUT" && field.form && field.form.dataset.shot === shot.shot;
  }

  // Puts the focus on a handle: "in" or "out".
  handle(side) {
    const node = this.place.querySelector(`.trim-${side}.trim-handle`);
    if (node) node.focus();
    return Boolean(node);
  }

  field() {
    const field = this.place.querySelector("form input");
    if (field) field.select();
    return Boolean(field);
  }

  head(shot) {
    const activity = activityOf(shot.activity);
    const place = activity ? `${chapterWords(shot.activity)} · ` : "";
    return el(
      "div",
      { className: "shot-head" },
      el("h2", {}, t("镜头 %(number)s", { number: shot.index + 1 }), " ", el("small", {}, `${kindWords(shot.kind)} · ${nameOf(shot)}`)),
      el("p", { className: "quiet" }, shot.card ? "" : `${place}${shot.unit || ""}`, marksOf(shot).map(([, words, kind]) => el("span", { className: `shot-sign mark-of-${kind}` }, words))),
      shot.usable ? "" : el("p", { className: "note note-bad" }, `! ${inWords(shot.unusable_because)}。${t("请换一个，或去掉它。")}`),
    );
  }

  acts(shot) {
    if (!setup.mayEdit) return "";
    const press = (key, words, sign, pressed = null) => el("button", { type: "button", className: "button", "data-key": key, "aria-pressed": pressed === null ? null : String(pressed) }, words, " ", el("kbd", {}, sign));
    const still = shot.trimmed ? press("u", t("恢复原长"), "U") : "";
    if (shot.card) return el("div", { className: "act-line shot-acts" }, still);
    const sound = shot.kind === "clip" && (shot.sound || shot.muted) ? press("m", shot.muted ? t("恢复原声") : t("静音"), "M", shot.muted) : "";
    return el(
      "div",
      { className: "act-line shot-acts" },
      press("r", t("再选一个"), "R"),
      press("f", shot.pinned ? t("取消固定") : t("固定"), "F", shot.pinned),
      press("x", t("去掉"), "X"),
      sound,
      still,
      press("Shift+ArrowLeft", t("前移"), "⇧←"),
      press("Shift+ArrowRight", t("后移"), "⇧→"),
    );
  }

  why(shot) {
    return el("section", { className: "shot-why" }, el("h3", {}, t("为什么选它")), el("p", {}, inWords(shot.why)));
  }
}
