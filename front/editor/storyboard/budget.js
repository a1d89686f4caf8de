// How long the film is and how long it may be: in words and as a bar that is the film itself.

import { at, el, t } from "../setup.js";
import { chapterWords, clock, seconds } from "./telling.js";

export class Budget {
  // `seek(frame)` goes to a place in the film.
  constructor(board, seek) {
    this.board = board;
    this.place = at("overview");
    this.line = el("span", { className: "overview-line" });
    const to = (event) => {
      const { left, width } = this.place.getBoundingClientRect();
      seek(Math.floor(((event.clientX - left) / width) * this.whole()));
    };
    this.place.addEventListener("pointerdown", (event) => {
      if (!this.board.shots.length) return;
      this.place.setPointerCapture(event.pointerId);
      this.held = true;
      to(event);
    });
    this.place.addEventListener("pointermove", (event) => this.held && to(event));
    for (const end of ["pointerup", "pointercancel"]) this.place.addEventListener(end, () => (this.held = false));
  }

  whole() {
    return Math.max(this.board.told.longest_frames, this.board.frames);
  }

  draw() {
    const { frames, told } = this.board;
    const over = frames - told.limit_frames;
    const left = el("span", { className: over > 0 ? "budget-over" : "budget-left" }, over > 0 ? `! ${t("超出 %(count)s 秒", { count: seconds(over) })}` : t("剩 %(count)s 秒", { count: seconds(-over) }));
    const wish = told.edits.target_ms === null ? null : el("small", { className: "quiet" }, t("目标 %(count)s 秒", { count: seconds(told.limit_frames) }));
    at("budget").replaceChildren(el("b", {}, seconds(frames)), " / ", t("%(count)s 秒", { count: seconds(told.limit_frames) }), " ", left, ...(wish ? [" ", wish] : []));
    this.bar(over > 0);
  }

  bar(over) {
    const whole = this.whole();
    const parts = this.board.chapters().map(({ activity, shots }) => {
      const frames = shots[shots.length - 1].seen_to - shots[0].starts_at_frame;
      const part = el("span", { className: `overview-part${activity ? "" : " overview-card"}`, title: activity ? `${chapterWords(activity)} · ${t("%(count)s 秒", { count: seconds(frames) })}` : "" });
      part.style.width = `${(100 * frames) / whole}%`;
      return part;
    });
    const limit = el("span", { className: "overview-limit", hidden: this.board.told.limit_frames >= whole });
    limit.style.left = `${(100 * this.board.told.limit_frames) / whole}%`;
    this.place.classList.toggle("overview-over", over);
    this.place.replaceChildren(...parts, limit, this.line);
    this.run();
  }

  run() {
    if (!this.board.told) return;
    const { frame, frames } = this.board;
    this.line.style.left = `${(100 * frame) / this.whole()}%`;
    this.place.setAttribute("aria-valuemax", String(frames));
    this.place.setAttribute("aria-valuenow", String(Math.floor(frame)));
    this.place.setAttribute("aria-valuetext", clock(frame));
    at("clock").textContent = `${clock(frame)} / ${clock(frames)}`;
  }
}
