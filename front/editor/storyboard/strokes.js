// Every key of the page and what it does; its button does the same.

import { at, say, setup } from "../setup.js";
import { refuse, TABS } from "./tabs.js";

export class Strokes {
  constructor(page) {
    this.page = page;
    this.known = { ...looking(page), ...leading(page) };
    for (const [stroke, act] of Object.entries(page.acts.strokes())) this.known[stroke] = () => (setup.mayEdit ? act() : refuse());
  }

  // True when the stroke did something.
  press(stroke) {
    const { board, panels } = this.page;
    if (!board.told || !board.shots.length) return false;
    if (panels.choice.shown && panels.choice.press(stroke)) return true;
    if (!this.known[stroke]) return false;
    // Whoever goes on has read what was refused.
    if (at("said").dataset.kind === "bad") say("");
    this.known[stroke]();
    return true;
  }
}

// What moves or plays the picture.
function looking({ moving, player, reel }) {
  return {
    ArrowLeft: () => moving.step(-1),
    ArrowRight: () => moving.step(1),
    Home: () => moving.first(),
    End: () => moving.last(),
    PageUp: () => moving.stepChapter(-1),
    PageDown: () => moving.stepChapter(1),
    " ": () => player.toggle(),
    p: () => (player.guest ? player.playGuest() : player.playShot()),
    ",": () => moving.stepFrame(-1),
    ".": () => moving.stepFrame(1),
    "-": () => reel.enlarge(-1),
    "=": () => reel.enlarge(1),
    "+": () => reel.enlarge(1),
    Escape: () => {
      player.show();
      reel.focus();
    },
  };
}

// What leads to a panel, or tells the keys.
function leading({ tabs }) {
  const known = {
    i: () => tabs.handle("in"),
    o: () => tabs.handle("out"),
    c: () => tabs.letter(),
    a: () => tabs.show("choice", { focus: true }),
    v: () => tabs.nameVersion(),
    "?": () => {
      at("sheet").showModal();
      at("sheet").scrollTop = 0;
    },
  };
  TABS.forEach((name, number) => (known[number + 1] = () => tabs.show(name)));
  return known;
}
