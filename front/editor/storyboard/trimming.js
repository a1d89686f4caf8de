// The handles at a shot's ends over the outline of its sound; a frame at a time by keys.

import { say, el, setup, t } from "../setup.js";
import { FRAME_MS, RATE } from "./board.js";
import { clamped } from "./framing.js";
import { lasts, seconds, sourceTime } from "./telling.js";

const { least: LEAST, still: STILL } = setup.limits;
// Strokes that follow each other within this time are one change, and one step of undo.
const REST_MS = 700;
// Source shown before and after the excerpt: as much again, 2 s at least.
const BESIDE_MS = 2000;

const peaksOf = new Map();

export class Trim {
  // `on`: peek(shot, offset) shows a frame, try(tried) lays it, send(tried) makes it.
  constructor(shot, on) {
    this.shot = shot;
    this.on = on;
    this.clip = shot.kind === "clip";
    this.from = this.clip ? shot.in_ms : 0;
    this.frames = shot.frames;
    this.timer = 0;
    const length = lasts(shot.frames);
    const beside = Math.max(BESIDE_MS, length);
    this.most = this.clip ? shot.source_ms || this.from + length : STILL * FRAME_MS;
    // What the bar spans; it stays while a handle moves.
    this.span = this.clip ? [Math.max(0, this.from - beside), Math.min(this.most, this.from + length + beside)] : [0, this.most];
    this.build();
    this.draw();
    if (this.clip) this.hear();
  }

  build() {
    this.canvas = el("canvas", { className: "trim-wave", "aria-hidden": "true" });
    this.inside = el("div", { className: "trim-inside" });
    this.here = el("span", { className: "trim-here", hidden: true, "aria-hidden": "true" });
    this.start = this.clip ? this.handle("in", t("入点")) : null;
    this.end = this.handle("out", this.clip ? t("出点") : t("长度"));
    const talks = (this.clip ? this.shot.speech : []).map(([from, to]) => this.talk(from, to)).filter(Boolean);
    this.bar = el("div", { className: `trim-bar${this.clip ? "" : " trim-still"}` }, this.canvas, talks, this.inside, this.here, this.start || "", this.end);
    this.words = el("p", { className: "trim-words" });
    const step = (side, by, words) => el("button", { type: "button", className: "button trim-step", "aria-label": words, onclick: () => this.move(side, by) }, by < 0 ? "−1" : "+1");
    const row = (side, name) => el("span", { className: "trim-side" }, name, step(side, -1, t("%(name)s早一帧", { name })), step(side, 1, t("%(name)s晚一帧", { name })));
    this.steps = el("div", { className: "trim-steps" }, this.clip ? row("in", t("入点")) : "", row("out", this.clip ? t("出点") : t("长度")));
    const legend = talks.length ? el("small", { className: "trim-legend" }, t("有人说话")) : "";
    this.node = el("div", { className: "trim" }, this.bar, el("div", { className: "trim-line" }, this.words, legend, setup.mayEdit ? this.steps : ""));
  }

  // Somebody speaks here: a cut inside it breaks a sentence.
  talk(from, to) {
    const [first, last] = this.span;
    const left = clamped((from - first) / (last - first), 0, 1);
    const right = clamped((to - first) / (last - first), 0, 1);
    if (right <= left) return null;
    const node = el("span", { className: "trim-talk", title: t("有人说话") });
    node.style.left = `${100 * left}%`;
    node.style.width = `${100 * (right - left)}%`;
    return node;
  }

  handle(side, name) {
    const node = el("span", { className: `trim-handle trim-${side}`, role: "slider", tabIndex: setup.mayEdit ? 0 : -1, "aria-label": name, "data-side": side });
    if (!setup.mayEdit) return node;
    node.addEventListener("pointerdown", (event) => {
      event.preventDefault();
      node.setPointerCapture(event.pointerId);
      node.focus();
      this.held = side;
    });
    node.addEventListener("pointermove", (event) => {
      if (this.held !== side) return;
      const { left, width } = this.bar.getBoundingClientRect();
      const [from, to] = this.span;
      this.to(side, from + ((event.clientX - left) / width) * (to - from));
    });
    for (const end of ["pointerup", "pointercancel"]) {
      node.addEventListener(end, () => {
        if (this.held === side) this.send();
        this.held = null;
      });
    }
    node.addEventListener("keydown", (event) => this.press(event, side));
    node.addEventListener("blur", () => this.timer && this.send());
    return node;
  }

  press(event, side) {
    if (event.ctrlKey || event.metaKey || event.altKey) return;
    const by = { ArrowLeft: -1, ArrowDown: -1, ArrowRight: 1, ArrowUp: 1, PageDown: -RATE, PageUp: RATE }[event.key];
    if (by) this.move(side, by * (event.shiftKey ? 10 : 1));
    else if (event.key === "Enter" && this.timer) this.send();
    else if (event.key === "Escape") this.leave();
    else return;
    event.preventDefault();
    event.stopPropagation();
  }

  // So many frames later; sent when the strokes rest.
  move(side, by) {
    this.to(side, (side === "in" ? this.from : this.from + lasts(this.frames)) + by * FRAME_MS);
    clearTimeout(this.timer);
    this.timer = setTimeout(() => this.send(), REST_MS);
  }

  // Puts an end at a place of the source, as far as it can go.
  to(side, ms) {
    const out = this.from + this.frames * FRAME_MS;
    if (side === "in") {
      const moved = Math.round((this.from - ms) / FRAME_MS);
      const frames = clamped(this.frames + moved, LEAST, Math.floor(out / FRAME_MS));
      this.from = Math.round(out - frames * FRAME_MS);
      this.frames = frames;
    } else {
      this.frames = clamped(Math.round((ms - this.from) / FRAME_MS), LEAST, Math.floor((this.most - this.from) / FRAME_MS));
    }
    this.on.try(this.tried());
    this.draw();
    this.on.peek(this.on.shot(), side === "in" ? 0 : this.frames - 1);
  }

  tried() {
    return this.clip ? { shot: this.shot.shot, frames: this.frames, in_ms: this.from } : { shot: this.shot.shot, frames: this.frames };
  }

  get changed() {
    return this.frames !== this.shot.frames || (this.clip && this.from !== this.shot.in_ms);
  }

  send() {
    clearTimeout(this.timer);
    this.timer = 0;
    if (!this.changed) {
      this.on.try(null);
      return;
    }
    const words = this.clip ? t("已修剪：%(from)s → %(to)s，%(count)s 秒", { from: sourceTime(this.from), to: sourceTime(this.from + lasts(this.frames)), count: seconds(this.frames) }) : t("已改为 %(count)s 秒", { count: seconds(this.frames) });
    this.on.send(this.tried(), words);
  }

  leave() {
    clearTimeout(this.timer);
    this.timer = 0;
    this.from = this.clip ? this.shot.in_ms : 0;
    this.frames = this.shot.frames;
    this.on.try(null);
    this.draw();
    say(t("没有改动"));
  }

  draw() {
    const [from, to] = this.span;
    const out = this.from + this.frames * FRAME_MS;
    const share = (ms) => (100 * (ms - from)) / (to - from);
    this.inside.style.left = `${share(this.from)}%`;
    this.inside.style.width = `${share(out) - share(this.from)}%`;
    if (this.start) this.start.style.left = `${share(this.from)}%`;
    this.end.style.left = `${share(out)}%`;
    for (const [node, ms] of [[this.start, this.from], [this.end, out]]) {
      if (!node) continue;
      node.setAttribute("aria-valuemin", String(Math.round(from)));
      node.setAttribute("aria-valuemax", String(Math.round(to)));
      node.setAttribute("aria-valuenow", String(Math.round(ms)));
      node.setAttribute("aria-valuetext", this.clip ? sourceTime(ms) : t("%(count)s 秒", { count: seconds(this.frames) }));
    }
    const length = t("%(count)s 秒 · %(frames)s 帧", { count: seconds(this.frames), frames: this.frames });
    this.words.textContent = this.clip ? `${sourceTime(this.from)} → ${sourceTime(out)}  ${length}` : length;
  }

  // Where in the shot one looks: what [ and ] would set.
  run(board) {
    const shot = board.shot();
    this.here.hidden = !shot || shot.shot !== this.shot.shot;
    if (this.here.hidden) return;
    const [from, to] = this.span;
    const ms = this.from + (board.frame - shot.starts_at_frame) * FRAME_MS;
    this.here.style.left = `${(100 * (ms - from)) / (to - from)}%`;
  }

  // Draws the outline of the sound below the handles; a clip without one has a plain bar.
  async hear() {
    const url = this.shot.pictures.peaks;
    if (!url) return;
    if (!peaksOf.has(url)) peaksOf.set(url, fetch(url, { credentials: "same-origin" }).then((answer) => (answer.ok ? answer.json() : null)).catch(() => null));
    const told = await peaksOf.get(url);
    if (!told || !told.peaks.length) return void this.bar.classList.add("trim-silent");
    requestAnimationFrame(() => drawWave(this.canvas, told, this.span));
  }
}

function drawWave(canvas, { ms, peaks }, [from, to]) {
  const wide = canvas.clientWidth;
  const tall = canvas.clientHeight;
  if (!wide) return;
  const dense = window.devicePixelRatio || 1;
  canvas.width = Math.round(wide * dense);
  canvas.height = Math.round(tall * dense);
  const pen = canvas.getContext("2d");
  pen.fillStyle = getComputedStyle(canvas).color;
  for (let x = 0; x < canvas.width; x += 1) {
    const first = Math.floor((from + ((to - from) * x) / canvas.width) / ms);
    const last = Math.max(first + 1, Math.ceil((from + ((to - from) * (x + 1)) / canvas.width) / ms));
    const high = Math.max(0, ...peaks.slice(first, last)) / 255;
    // Loudness is heard by its logarithm: speech at a tenth of full scale still stands half as high.
    const bar = Math.max(dense, Math.sqrt(high) * canvas.height);
    pen.fillRect(x, (canvas.height - bar) / 2, 1, bar);
  }
}
