// What an editor does with a shot, a chapter or the film, each in the words it is told with.

import { say, setup, t } from "../setup.js";
import { FRAME_MS } from "./board.js";
import { chapterWords, intoWords, nameOf, seconds } from "./telling.js";

export class Acts {
  constructor(board, changing, { say: refuse }) {
    this.board = board;
    this.changing = changing;
    this.refuse = refuse;
  }

  strokes() {
    return {
      z: () => this.undo(),
      Z: () => this.redo(),
      r: () => this.another(),
      f: () => this.pin(),
      x: () => this.ban(),
      m: () => this.mute(),
      u: () => this.untrim(),
      t: () => this.into(),
      "[": () => this.point("in"),
      "]": () => this.point("out"),
      "Shift+ArrowLeft": () => this.move(-1),
      "Shift+ArrowRight": () => this.move(1),
      "Shift+PageUp": () => this.moveChapter(this.board.shot().activity, -1),
      "Shift+PageDown": () => this.moveChapter(this.board.shot().activity, 1),
    };
  }

  edit(list, words) {
    return this.changing.edits(list, words);
  }

  undo() {
    if (this.board.told.undo || this.changing.waiting) return this.changing.send("undo", {}, t("已撤销"));
    return say(t("没有可以撤销的"));
  }

  redo() {
    if (this.board.told.redo || this.changing.waiting) return this.changing.send("redo", {}, t("已重做"));
    return say(t("没有可以重做的"));
  }

  // The shot in sight unless it is a card, of which this cannot be done.
  plain() {
    const shot = this.board.shot();
    if (!shot.card) return shot;
    say(t("片头和片尾不能这样改"), "bad");
    return null;
  }

  another() {
    const shot = this.plain();
    if (shot) this.changing.send("another", { shot: shot.shot }, t("已换一个，原来的 %(name)s 去掉了", { name: nameOf(shot) }));
  }

  pin() {
    const shot = this.plain();
    if (!shot) return;
    if (shot.pinned) this.edit([{ kind: "unpin", shot: shot.shot }], t("不再固定"));
    else this.edit([{ kind: "pin", shot: shot.shot }], t("已固定，重新排片也留着"));
  }

  ban() {
    const shot = this.plain();
    if (shot) this.edit([{ kind: "ban", shot: shot.shot }], t("已去掉 %(name)s，空出 %(count)s 秒", { name: nameOf(shot), count: seconds(shot.frames) }));
  }

  mute() {
    const shot = this.plain();
    if (!shot) return;
    if (shot.muted) this.edit([{ kind: "unmute", shot: shot.shot }], t("已恢复原声"));
    else if (!shot.sound) say(t("这个镜头没有声音"));
    else this.edit([{ kind: "mute", shot: shot.shot }], t("已静音"));
  }

  untrim() {
    const shot = this.board.shot();
    if (!shot.trimmed) return void say(t("这个镜头没有修剪过"));
    this.edit([{ kind: "untrim", shot: shot.shot }], t("已恢复原来的长度"));
  }

  // In or out point at the frame that is looked at.
  point(side) {
    const shot = this.board.shot();
    const offset = Math.floor(this.board.frame) - shot.starts_at_frame;
    const frames = side === "in" ? shot.frames - offset : offset + 1;
    if (side === "in" && shot.kind !== "clip") return void say(t("照片和字幕卡没有入点，用 ] 定长度"));
    if (frames === shot.frames) return void say(t("已经是这样了"));
    const moved = side === "in" ? { in_ms: Math.round((shot.in_ms || 0) + offset * FRAME_MS) } : {};
    if (shot.kind === "clip" && side === "out") moved.in_ms = shot.in_ms;
    this.edit([{ kind: "trim", shot: shot.shot, frames, ...moved }], side === "in" ? t("入点已定，%(count)s 秒", { count: seconds(frames) }) : t("出点已定，%(count)s 秒", { count: seconds(frames) }));
  }

  // One place on in its chapter; a second stroke counts from where the first one brought it.
  async move(by) {
    await this.changing.line;
    const shot = this.plain();
    if (!shot) return;
    const keys = this.board.chapter(shot.activity).shots.map((each) => each.shot);
    const from = keys.indexOf(shot.shot);
    if (!keys[from + by]) return void say(t("镜头只在本章里移动；移整章用 ⇧PgUp、⇧PgDn"));
    [keys[from], keys[from + by]] = [keys[from + by], keys[from]];
    this.order(shot.activity, keys);
  }

  order(activity, keys) {
    return this.edit([{ kind: "order", activity, shots: keys }], t("已调整“%(chapter)s”的顺序", { chapter: chapterWords(activity) }));
  }

  async moveChapter(activity, by) {
    await this.changing.line;
    if (!activity) return void say(t("片头和片尾不能这样改"), "bad");
    const keys = this.board.chapters().map((each) => each.activity).filter(Boolean);
    const from = keys.indexOf(activity);
    if (!keys[from + by]) return void say(by > 0 ? t("已是最后一章") : t("已是第一章"));
    [keys[from], keys[from + by]] = [keys[from + by], keys[from]];
    return this.orderChapters(keys);
  }

  orderChapters(activities) {
    return this.edit([{ kind: "chapters", activities }], t("已调整章节顺序"));
  }

  // The next way in which chapters follow each other, for the whole film.
  into() {
    const ways = setup.transitions.map(({ key }) => key);
    const { transition } = this.board.told.edits;
    const old = this.board.shots.every((shot) => !shot.into);
    const way = transition || (old ? null : setup.transition);
    this.transition(ways[(ways.indexOf(way) + 1) % ways.length]);
  }

  transition(value) {
    return this.edit([{ kind: "transition", value }], t("%(way)s（全片），可以撤销", { way: intoWords(value)[1] }));
  }

  replan(keep) {
    say(t("正在排片…"));
    return this.changing.send("replan", { keep }, t("已重新排片"));
  }

  restore(number) {
    return this.changing.send(`versions/${number}/restore`, {}, t("已恢复，可以撤销"));
  }
}
