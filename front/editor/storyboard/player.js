// Plays the storyboard in the browser: shots one after another, each for its planned frames.
// While a clip runs its own clock leads, so that no frame of it is skipped; else the wall's does.

import { at, el, t } from "../setup.js";
import { FRAME_MS, SHARED } from "./board.js";
import { Screen } from "./screen.js";

// A caption comes so many frames after its shot, over so many (workers/tools/film/film_recipe.py).
const CAPTION_AFTER = 6;
const CAPTION_FADE = 10;
const DIP_FRAMES = 12;
// Of a transition through black, on each side of the cut.
const HALF = SHARED / 2;
// A clip that does not move for so long is waited for no longer: its picture stands.
const PATIENCE_MS = 4000;

export class Player {
  // `moved()` is called whenever the frame changed, `entered(shot)` when another shot is shown.
  constructor(board, { moved, entered }) {
    this.board = board;
    this.moved = moved;
    this.entered = entered;
    const stage = at("stage");
    const heard = (screen) => screen === this.front && this.draw();
    this.front = new Screen(stage, heard);
    this.rear = new Screen(stage, heard);
    this.dip = el("div", { className: "stage-dip" });
    this.plate = el("div", { className: "plate" });
    this.note = el("p", { className: "stage-note", hidden: true });
    stage.append(this.dip, this.plate, this.note);
    this.playing = false;
    // True while two shots are seen at once.
    this.mixing = false;
    this.frame = 0;
    this.guest = null;
    // First film frame that is not shown any more; null plays to the film's end.
    this.until = null;
    this.measure(stage);
  }

  // Letters are as large as in the film: one unit is one of its 1920 pixels.
  measure(stage) {
    const fit = () => stage.style.setProperty("--u", `${stage.clientWidth / 1920}px`);
    if (window.ResizeObserver) new ResizeObserver(fit).observe(stage);
    else window.addEventListener("resize", fit);
    fit();
  }

  get shot() {
    return this.board.shot();
  }

  get offset() {
    return this.shot ? this.board.frame - this.shot.starts_at_frame : 0;
  }

  // Goes to a film frame and shows it.
  seek(frame) {
    const last = Math.max(0, this.board.frames - 1);
    this.board.frame = Math.min(Math.max(0, frame), last);
    this.show();
    this.moved();
  }

  // Shows where the board is, after it was changed or the editor went elsewhere.
  show() {
    const shot = this.shot;
    if (!shot) return;
    this.guest = null;
    const key = shot.shot;
    if (!this.playing) this.unmix();
    const same = this.front.shot && this.front.shot.shot === key;
    if (!same && this.rear.shot && this.rear.shot.shot === key) this.swap();
    this.front.lay(shot);
    if (this.playing && this.front.runs && Math.abs(this.front.offset - this.offset) < 2) return;
    this.front.seek(this.offset);
    this.appear();
    this.prepare();
    if (!same) this.entered(shot);
    if (this.playing) this.front.play();
    this.draw();
  }

  // Shows what is not in the film, in the shot's place, until somebody goes elsewhere.
  look(guest) {
    this.pause();
    this.guest = guest;
    this.front.lay(guest);
    this.front.seek(0);
    this.draw();
  }

  playGuest() {
    const { guest, front } = this;
    if (!front.plays) return;
    if (!front.video.paused) return void front.stop();
    front.play();
    const watch = () => {
      if (this.guest !== guest || front.video.paused) return;
      if (front.offset < guest.frames) return void requestAnimationFrame(watch);
      front.stop();
      front.seek(0);
    };
    requestAnimationFrame(watch);
  }

  // Another frame of the shot's source than is in it now: what a handle is dragged to.
  peek(shot, offset) {
    this.front.lay(shot);
    this.front.seek(offset);
    this.front.draw(offset, true);
  }

  swap() {
    [this.front, this.rear] = [this.rear, this.front];
    this.rear.stop();
  }

  appear() {
    this.front.node.classList.add("front");
    this.rear.node.classList.remove("front");
  }

  // The next shot is loaded and stands at its first frame while this one is shown.
  prepare() {
    const next = this.board.beside(1);
    if (!next) return;
    this.rear.stop();
    this.rear.lay(next);
    this.rear.seek(0);
    this.rear.draw(0, false);
  }

  toggle() {
    if (this.playing) this.pause();
    else this.play(null);
  }

  // From where it stands; `until` is where it stops.
  play(until) {
    if (!this.shot) return;
    if (until === null && this.board.frame >= this.board.frames - 1) this.board.frame = 0;
    this.until = until;
    this.playing = true;
    this.last = performance.now();
    this.stuck = this.last;
    this.show();
    this.front.play();
    this.entered(this.shot);
    this.moved();
    this.next();
  }

  // One chain of frames at a time: played again before it saw the pause, each would start another.
  next() {
    cancelAnimationFrame(this.frame);
    this.frame = requestAnimationFrame((now) => this.tick(now));
  }

  // The shot alone, from its first frame.
  playShot() {
    const shot = this.shot;
    if (!shot) return;
    this.pause();
    this.board.frame = shot.starts_at_frame;
    this.play(shot.seen_to);
  }

  pause() {
    if (!this.playing) return;
    this.playing = false;
    this.board.frame = Math.floor(this.board.frame);
    this.front.stop();
    this.unmix();
    this.front.seek(this.offset);
    this.draw();
    this.moved();
  }

  tick(now) {
    if (!this.playing) return;
    const shot = this.shot;
    const passed = Math.min(now - this.last, 250) / FRAME_MS;
    this.last = now;
    let offset = this.offset + (this.waits(now) ? 0 : passed);
    if (this.front.runs) offset = Math.max(0, this.front.offset);
    if (offset > this.offset) this.stuck = now;
    const ends = shot.seen_to - shot.starts_at_frame;
    if (offset >= ends) {
      if (!this.cross(shot, offset - ends)) return;
    } else {
      this.board.frame = shot.starts_at_frame + offset;
      this.draw();
    }
    this.mix();
    this.moved();
    this.next();
  }

  // True while the clip is still loading: the film's time waits for it.
  waits(now) {
    return this.front.plays && !this.front.video.ended && now - this.stuck < PATIENCE_MS;
  }

  // Over the cut; false at the end.
  cross(shot, beyond) {
    const end = shot.seen_to;
    const next = this.board.beside(1);
    if (!next || (this.until !== null && end >= this.until)) {
      this.board.frame = end - 1;
      this.pause();
      return false;
    }
    const still = next.kind !== "clip";
    this.board.frame = end + (still ? Math.min(beyond, 1) : 0);
    this.stuck = performance.now();
    // The one that is left goes on to its last frame.
    this.mixing = next.into === "dissolve" && this.until === null;
    if (this.mixing) [this.front, this.rear] = [this.rear, this.front];
    else this.swap();
    if (this.front.shot.shot !== next.shot) {
      this.front.lay(next);
      this.front.seek(0);
    }
    this.front.play();
    this.draw();
    this.appear();
    if (!this.mixing) this.prepare();
    this.entered(next);
    return true;
  }

  // In a dissolve both shots are seen and heard, the one that comes a little more each frame.
  mix() {
    if (!this.mixing) return;
    const offset = this.offset;
    if (offset >= SHARED) return void this.unmix();
    const share = Math.min(1, (offset + 1) / (SHARED + 1));
    this.front.mix(share, this.rear);
    this.front.volume(share);
    this.rear.volume(1 - share);
  }

  unmix() {
    if (!this.mixing) return;
    this.mixing = false;
    for (const screen of [this.front, this.rear]) screen.unmix();
    this.rear.stop();
    this.prepare();
  }

  // How dark it is: in the middle of a transition through black, and as a chapter of an earlier
  // version rises.
  darkness(shot, offset) {
    if (this.board.dips(shot)) return Math.max(0, 1 - offset / DIP_FRAMES);
    const next = this.board.beside(1);
    const left = shot.frames - 1 - Math.floor(offset);
    if (next && next.into === "dip" && left < HALF) return 1 - left / HALF;
    return shot.into === "dip" ? Math.max(0, 1 - Math.floor(offset) / HALF) : 0;
  }

  draw() {
    const shot = this.guest || this.shot;
    if (!shot) return;
    const rests = !this.playing;
    const offset = this.guest ? 0 : this.offset;
    this.front.draw(offset, rests);
    this.dip.style.opacity = rests ? "0" : String(this.darkness(shot, offset));
    this.drawPlate(shot.caption, rests ? 1 : this.lettered(shot, offset));
    const missing = shot.kind === "clip" && this.front.failed;
    const guest = this.guest ? t("候选：%(name)s", { name: this.guest.original_name }) : "";
    const never = missing && shot.pictures["no-proxy"] && t("这段视频做不了预览，只能看静止画面");
    const words = never ? never : missing ? t("这段视频的预览还在制作，先看静止画面") : !shot.usable ? t("素材已不能使用，请换掉这个镜头") : guest;
    this.note.hidden = !words;
    if (this.note.textContent !== words) this.note.textContent = words;
  }

  // How much of a caption is seen: none in a transition at either end.
  lettered(shot, offset) {
    const next = this.board.beside(1);
    const taken = (into) => ({ dissolve: SHARED, dip: HALF })[into] || 0;
    const comes = (offset - Math.max(CAPTION_AFTER, taken(shot.into))) / CAPTION_FADE;
    const left = next && taken(next.into);
    const goes = left ? (shot.frames - left - offset) / CAPTION_FADE : 1;
    return Math.min(1, Math.max(0, Math.min(comes, goes)));
  }

  drawPlate(caption, come) {
    const words = caption ? caption.filter(Boolean) : [];
    const plain = words.join("\n");
    if (this.plate.dataset.words !== plain) {
      this.plate.dataset.words = plain;
      this.plate.replaceChildren(...words.map((line, number) => el(number || !caption[0] ? "span" : "b", {}, line)));
    }
    this.plate.hidden = !words.length;
    this.plate.style.opacity = String(come);
  }
}
