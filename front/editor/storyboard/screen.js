// One shot on the stage: a clip's video, a photo that is panned over, a card in letters.
// Two of them lie over each other, so that the next shot is ready when the one before it ends.

import { el, setup } from "../setup.js";
import { FRAME_MS } from "./board.js";
import { drawCard, layCard } from "./card.js";
import { WHOLE, clipBox, pan, photoBox, windowAt } from "./framing.js";

// A hair inside a frame, so that rounding does not show the one before it.
const INSIDE_MS = 8;

export class Screen {
  // `heard(screen)` is called when what is shown changes by itself: a picture came, a source broke.
  constructor(place, heard) {
    this.heard = heard;
    this.shot = null;
    this.laid = "";
    this.back = el("img", { className: "screen-back", alt: "", hidden: true });
    this.picture = el("img", { className: "screen-picture", alt: "", hidden: true });
    this.video = el("video", { className: "screen-video", playsInline: true, preload: "auto", hidden: true, tabIndex: -1, "aria-hidden": "true" });
    this.box = el("div", { className: "screen-box" }, this.picture, this.video);
    this.card = el("div", { className: "screen-card", hidden: true });
    this.node = el("div", { className: "screen" }, this.back, this.box, this.card);
    place.append(this.node);
    this.wanted = null;
    this.seeking = false;
    this.video.addEventListener("seeked", () => this.settle());
    this.video.addEventListener("loadeddata", () => this.settle());
    this.video.addEventListener("error", () => this.next());
  }

  // Takes another shot; what is loaded already stays.
  lay(shot) {
    const key = `${shot.kind}|${shot.asset || shot.shot}`;
    this.shot = shot;
    this.pan = null;
    if (shot.kind === "card") layCard(this.card, shot.card);
    this.video.muted = !shot.sound;
    const size = shot.width && shot.height;
    const box = size ? (shot.kind === "clip" ? clipBox : photoBox)(shot.width, shot.height) : WHOLE;
    place(this.box, box);
    if (size && shot.kind === "photo") this.pan = pan(shot.width, shot.height, box, shot.focus || [500, 500], shot.frames);
    if (key === this.laid) return;
    this.laid = key;
    this.failed = false;
    const still = shot.pictures && (shot.pictures.view || shot.pictures.poster || shot.pictures.thumb);
    this.card.hidden = shot.kind !== "card";
    this.box.hidden = shot.kind === "card";
    show(this.back, box !== WHOLE && shot.pictures ? shot.pictures.thumb || still : null);
    show(this.picture, shot.kind === "photo" ? still : null);
    this.picture.className = "screen-picture";
    this.source(shot, still);
  }

  source(shot, still) {
    this.video.pause();
    this.seeking = false;
    this.wanted = null;
    this.sources = shot.kind === "clip" ? [shot.pictures.proxy, setup.mayEdit ? shot.original : null].filter(Boolean) : [];
    this.video.hidden = !this.sources.length;
    if (shot.kind === "clip") {
      this.video.poster = still || "";
      this.video.classList.toggle("covers", place.whole(this.box));
    }
    if (this.sources.length) this.video.src = this.sources.shift();
    else if (shot.kind === "clip") this.next();
    else if (this.video.hasAttribute("src")) {
      this.video.removeAttribute("src");
      this.video.load();
    }
  }

  // The next source; when none is left, the clip's still picture stands for it.
  next() {
    if (!this.shot || this.shot.kind !== "clip" || this.failed) return;
    if (this.sources.length) {
      this.video.src = this.sources.shift();
      this.seeking = false;
      if (this.wanted !== null) this.settle();
      return;
    }
    this.failed = true;
    this.video.hidden = true;
    const pictures = this.shot.pictures || {};
    show(this.picture, pictures.poster || pictures.view || pictures.thumb || null);
    this.picture.className = "screen-picture screen-still";
    this.heard(this);
  }

  // True while the video's own clock says where in the shot it is.
  get runs() {
    return this.plays && !this.video.paused && !this.video.ended && this.video.readyState > 1;
  }

  get plays() {
    return this.shot && this.shot.kind === "clip" && !this.failed;
  }

  // True when playing would show the next frame at once.
  get ready() {
    return !this.plays || (this.video.readyState > 2 && !this.video.seeking && !this.seeking);
  }

  // Frames into the shot, by the video's clock.
  get offset() {
    return (this.video.currentTime * 1000 - (this.shot.in_ms || 0)) / FRAME_MS;
  }

  // Shows that frame of the shot; of many asked for quickly, the last one.
  seek(offset) {
    if (!this.plays) return;
    this.wanted = ((this.shot.in_ms || 0) + Math.floor(offset) * FRAME_MS + INSIDE_MS) / 1000;
    this.settle();
  }

  settle() {
    if (this.video.readyState < 1) return;
    if (this.video.seeking) return;
    this.seeking = false;
    if (this.wanted !== null && Math.abs(this.video.currentTime - this.wanted) > 0.001) {
      this.seeking = true;
      const wanted = this.wanted;
      this.wanted = null;
      this.video.currentTime = wanted;
      return;
    }
    this.wanted = null;
    this.heard(this);
  }

  play() {
    if (!this.plays) return;
    // Refused without a gesture, or cut off by the next seek: it then stands still, and says so.
    this.video.play().catch(() => {});
  }

  stop() {
    this.video.pause();
  }

  volume(share) {
    this.video.volume = Math.min(1, Math.max(0, share));
  }

  // Comes over `other` by that share; whichever lies on top lets the one below be seen.
  mix(share, other) {
    const above = Boolean(other.node.compareDocumentPosition(this.node) & Node.DOCUMENT_POSITION_FOLLOWING);
    for (const screen of [this, other]) screen.node.classList.add("mixing");
    this.node.style.opacity = above ? String(share) : "1";
    other.node.style.opacity = above ? "1" : String(1 - share);
  }

  unmix() {
    this.node.classList.remove("mixing");
    this.node.style.opacity = "";
    this.volume(1);
  }

  // Draws what the browser does not move by itself; `rests` shows it as it is when all has come.
  draw(offset, rests) {
    if (this.pan) {
      const shown = windowAt(this.pan, Math.floor(offset));
      const { width, height } = this.shot;
      const start = this.pan.start;
      const style = this.picture.style;
      style.width = `${(100 * width) / start.width}%`;
      style.height = `${(100 * height) / start.height}%`;
      style.transform = `scale(${start.width / shown.width}) translate(${(-100 * shown.x) / width}%, ${(-100 * shown.y) / height}%)`;
    } else if (!this.picture.hidden) {
      this.picture.style.cssText = "";
    }
    if (!this.card.hidden) drawCard(this.card, offset, rests);
  }
}

function show(image, source) {
  image.hidden = !source;
  if (source && image.getAttribute("src") !== source) image.src = source;
}

function place(node, { x, y, width, height }) {
  const style = node.style;
  style.left = `${100 * x}%`;
  style.top = `${100 * y}%`;
  style.width = `${100 * width}%`;
  style.height = `${100 * height}%`;
}

place.whole = (node) => node.style.width === "100%" && node.style.height === "100%";
