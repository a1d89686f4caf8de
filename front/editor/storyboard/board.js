// The storyboard as the server told it, where in it the editor is, and what is being tried.

import { setup } from "../setup.js";

export const RATE = setup.limits.rate;
export const FRAME_MS = 1000 / RATE;
// Frames that two shots share in a dissolve.
export const SHARED = setup.limits.transition;

export class Board {
  constructor() {
    this.told = null;
    // Film frame that is looked at; the shot that shows it is the one that keys are about.
    this.frame = 0;
    // Lengths and in points that are dragged and not yet sent: { shot, frames, in_ms }.
    this.trying = null;
    this.shots = [];
  }

  // Takes what the server tells; the same picture of the same shot stays in sight wherever it went.
  // With `back` the shot that this brought back is gone to: undone is best seen where it was done.
  put(told, { back = false } = {}) {
    const before = this.shot();
    const known = new Set(this.shots.map((shot) => shot.shot));
    this.told = told;
    this.trying = null;
    this.lay();
    const came = back ? this.shots.filter((shot) => !known.has(shot.shot)) : [];
    const same = before && this.named(before.shot);
    if (came.length === 1) this.frame = came[0].starts_at_frame;
    else if (same) {
      const moved = Math.round(((before.in_ms || 0) - (same.in_ms || 0)) / FRAME_MS);
      const offset = this.frame - before.starts_at_frame + moved;
      this.frame = within(same, same.starts_at_frame + offset);
    }
    else if (before) this.frame = (this.shots[Math.min(before.index, this.shots.length - 1)] || { starts_at_frame: 0 }).starts_at_frame;
  }

  // Shows a length without sending it; null takes it away.
  try(tried) {
    const shot = this.shot();
    this.trying = tried;
    this.lay();
    const same = shot && this.named(shot.shot);
    if (same) this.frame = within(same, this.frame);
  }

  lay() {
    let at = 0;
    this.shots = this.told.shots.map((shot) => {
      const tried = this.trying && this.trying.shot === shot.shot ? this.trying : {};
      const shared = shot.into === "dissolve" ? SHARED : 0;
      const laid = { ...shot, ...tried, starts_at_frame: at - shared };
      at = laid.starts_at_frame + laid.frames;
      return laid;
    });
    this.frames = at;
    // Where two lie over each other, the one that comes is the one in sight.
    this.shots.forEach((shot, number) => (shot.seen_to = (this.shots[number + 1] || { starts_at_frame: at }).starts_at_frame));
  }

  named(key) {
    return this.shots.find((shot) => shot.shot === key) || null;
  }

  // The shot that shows a film frame; the last one beyond the end, null of an empty film.
  at(frame) {
    return this.shots.find((shot) => frame < shot.seen_to) || this.shots[this.shots.length - 1] || null;
  }

  shot() {
    return this.at(this.frame);
  }

  beside(by) {
    const shot = this.shot();
    return (shot && this.shots[shot.index + by]) || null;
  }

  // Shots that follow each other about one activity; of the cards that is null.
  chapters() {
    const found = [];
    for (const shot of this.shots) {
      const last = found[found.length - 1];
      if (last && last.activity === shot.activity) last.shots.push(shot);
      else found.push({ activity: shot.activity, shots: [shot] });
    }
    return found;
  }

  // The chapter of an activity, or the one that a shot is in.
  chapter(activity, shot = null) {
    return this.chapters().find((each) => (shot ? each.shots.includes(shot) : each.activity === activity)) || null;
  }

  // True of a shot that rises out of the dark: the first of its chapter in what an earlier version
  // laid out (domain/cutting/segmenting.py).
  dips(shot) {
    const before = this.shots[shot.index - 1];
    return Boolean(!shot.into && before && before.activity !== shot.activity && shot.frames > 24);
  }
}

// The film frame, or the nearest one at which the shot is in sight.
function within(shot, frame) {
  return Math.min(Math.max(frame, shot.starts_at_frame), shot.seen_to - 1);
}
