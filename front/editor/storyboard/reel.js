// The filmstrip: chapters and shots with widths by time, signs, and the line that runs along.

import { at, el, setup, t } from "../setup.js";
import { RATE } from "./board.js";
import { chapterWords, intoWords, kindWords, marksOf, nameOf, shotWords, tenths } from "./telling.js";

// Pixels a second; a shot is never narrower than its signs.
const ZOOMS = [14, 20, 28, 40, 60];
const NARROWEST = 44;

export class Reel {
  // `on`: choose(shot), open(shot), into(), and what dragging.js needs.
  constructor(board, on) {
    this.board = board;
    this.on = on;
    this.place = at("reel");
    this.buttons = new Map();
    this.line = el("span", { className: "reel-line", "aria-hidden": "true" });
    this.zoom = Math.max(0, ZOOMS.indexOf(Number(localStorage.getItem("reel-zoom")) || 28));
    this.place.addEventListener("click", (event) => {
      const button = event.target.closest(".reel-shot");
      if (button) this.on.choose(button.dataset.shot, event, button);
    });
    this.place.addEventListener("dblclick", (event) => {
      if (event.target.closest(".reel-shot")) this.on.open();
    });
  }

  enlarge(by) {
    this.zoom = Math.min(Math.max(0, this.zoom + by), ZOOMS.length - 1);
    localStorage.setItem("reel-zoom", String(ZOOMS[this.zoom]));
    this.draw();
    this.follow(true);
  }

  draw() {
    const scrolled = this.place.scrollLeft;
    // What is laid elsewhere loses the focus.
    const focused = this.place.contains(document.activeElement) && document.activeElement !== this.place;
    const seen = new Set();
    this.place.replaceChildren(
      ...this.board.chapters().flatMap(({ activity, shots }) => {
        const frames = shots.reduce((sum, shot) => sum + shot.frames, 0);
        const chapter = el(
          "div",
          { className: `reel-chapter${activity ? "" : " reel-cards"}`, role: "group", "aria-label": activity ? chapterWords(activity) : t("字幕卡"), "data-activity": activity || "" },
          el("div", { className: "reel-name", title: activity ? chapterWords(activity) : "" }, activity ? chapterWords(activity) : nameOf(shots[0]), " ", el("small", {}, tenths(frames))),
          el(
            "div",
            { className: "reel-shots" },
            shots.map((shot) => {
              seen.add(shot.shot);
              return this.button(shot);
            }),
          ),
        );
        return shots[0].index ? [this.into(shots[0]), chapter] : [chapter];
      }),
      this.line,
    );
    for (const key of Array.from(this.buttons.keys())) if (!seen.has(key)) this.buttons.delete(key);
    this.place.scrollLeft = scrolled;
    this.mark();
    if (focused) this.focus();
  }

  // How a chapter follows the one before it; pressed, the whole film takes the next way.
  into(shot) {
    const [sign, words] = intoWords(shot.into);
    return el("button", { type: "button", className: "reel-into", "data-into": shot.shot, "aria-label": words, title: words, tabIndex: -1, disabled: !setup.mayEdit, onclick: () => this.on.into() }, el("span", { "aria-hidden": "true" }, sign));
  }

  // The shot's own button, drawn anew only where something of it is different.
  button(shot) {
    const kept = this.buttons.get(shot.shot);
    const drawn = JSON.stringify([shot.frames, shot.index, shot.pictures.thumb, shot.card, marksOf(shot), this.zoom]);
    const button = kept || el("button", { type: "button", className: "reel-shot", role: "option", "data-shot": shot.shot, draggable: false });
    this.buttons.set(shot.shot, button);
    if (button.dataset.drawn === drawn) return button;
    button.dataset.drawn = drawn;
    button.setAttribute("aria-label", shotWords(shot));
    button.title = `${nameOf(shot)} · ${kindWords(shot.kind)}`;
    button.style.width = `${Math.max(NARROWEST, (shot.frames * ZOOMS[this.zoom]) / RATE)}px`;
    button.classList.toggle("reel-unusable", !shot.usable);
    const thumb = shot.pictures.thumb;
    const kept_image = button.querySelector("img");
    const image = thumb && kept_image && kept_image.getAttribute("src") === thumb ? kept_image : thumb && el("img", { src: thumb, alt: "", draggable: false });
    button.replaceChildren(
      image || el("span", { className: shot.card ? "reel-card" : "no-picture" }, shot.card ? shot.card.title : t("无图")),
      el("span", { className: "reel-marks", "aria-hidden": "true" }, marksOf(shot).map(([sign, words, kind]) => el("b", { className: `reel-mark mark-of-${kind}`, title: words }, sign))),
      el("span", { className: "reel-length", "aria-hidden": "true" }, shot.kind === "clip" ? "▶ " : "", tenths(shot.frames)),
    );
    return button;
  }

  // The shot in sight, and one tab stop for all.
  mark() {
    const here = this.board.shot();
    for (const [key, button] of this.buttons) {
      const is = Boolean(here && here.shot === key);
      button.setAttribute("aria-selected", String(is));
      button.tabIndex = is ? 0 : -1;
    }
    // Of the marks between chapters the one before the chapter in sight is reached by Tab.
    const chapter = here && this.board.chapter(here.activity, here);
    for (const mark of this.place.querySelectorAll(".reel-into")) mark.tabIndex = chapter && chapter.shots[0].shot === mark.dataset.into ? 0 : -1;
    this.run();
  }

  // Moves the line to the frame that is shown.
  run() {
    const shot = this.board.shot();
    const button = shot && this.buttons.get(shot.shot);
    this.line.hidden = !button;
    if (!button) return;
    const share = (this.board.frame - shot.starts_at_frame) / (shot.seen_to - shot.starts_at_frame);
    this.line.style.transform = `translateX(${button.offsetLeft + share * button.offsetWidth}px)`;
  }

  // Keeps the shot in sight in view; `at once` also when it only sits at the edge.
  follow(centred = false) {
    const shot = this.board.shot();
    const button = shot && this.buttons.get(shot.shot);
    if (!button) return;
    const left = button.offsetLeft;
    const right = left + button.offsetWidth;
    const from = this.place.scrollLeft;
    const wide = this.place.clientWidth;
    if (centred || left < from + 24 || right > from + wide - 24) {
      this.place.scrollLeft = left + button.offsetWidth / 2 - wide / 2;
    }
  }

  focus() {
    const shot = this.board.shot();
    const button = shot && this.buttons.get(shot.shot);
    if (button) button.focus({ preventScroll: true });
  }
}

