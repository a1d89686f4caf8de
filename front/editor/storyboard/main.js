// The storyboard page: one film on the table; its parts are made here and told of each other.

import { startLive } from "../live.js";
import { at, el } from "../setup.js";
import { startShared } from "../shared.js";
import { Acts } from "./acts.js";
import { Board } from "./board.js";
import { Budget } from "./budget.js";
import { startButtons } from "./buttons.js";
import { Changing } from "./changing.js";
import { ChoicePanel } from "./choice_panel.js";
import { Drawing } from "./drawing.js";
import { FilmPanel } from "./film_panel.js";
import { startKeys } from "./keys.js";
import { Moving } from "./moving.js";
import { Player } from "./player.js";
import { Reel } from "./reel.js";
import { ShotPanel } from "./shot_panel.js";
import { Strokes } from "./strokes.js";
import { refuse, Tabs } from "./tabs.js";
import { VersionsPanel } from "./versions_panel.js";

const LOOK_MS = 10000;

const board = new Board();
const page = { board };
const drawing = new Drawing(page);
page.changing = new Changing(board, () => drawing.draw(), () => page.panels.shot.forget());
page.player = new Player(board, { moved: () => drawing.moved(), entered: () => drawing.entered() });
page.acts = new Acts(board, page.changing, { say: refuse });
page.moving = new Moving(page);
page.tabs = new Tabs(page);
page.reel = new Reel(board, { choose: (key, event, button) => page.moving.choose(key, event, button), open: () => page.player.playShot(), into: () => page.acts.into() });
page.budget = new Budget(board, (frame) => page.player.seek(frame));

// What the panels at the side ask of the rest.
const on = {
  edit: (list, words) => page.acts.edit(list, words),
  peek: (shot, offset) => page.player.peek(shot, offset),
  shot: () => board.shot(),
  try: (tried) => drawing.tryOut(tried),
  send: (tried, words) => page.acts.edit([{ kind: "trim", ...tried }], words),
  letter: (words) => drawing.letter(words),
  typing: () => page.player.pause(),
  show: (row) => page.player.look(guestOf(row)),
  chosen: (asset) => page.moving.chosen(asset),
  go: (frame) => page.player.seek(frame),
  transition: (value) => page.acts.transition(value),
  replan: (keep) => page.acts.replan(keep),
  restore: (number) => page.acts.restore(number),
  moveChapter: (activity, by) => page.acts.moveChapter(activity, by),
};
page.panels = {
  shot: new ShotPanel(board, on),
  choice: new ChoicePanel(board, on),
  film: new FilmPanel(board, on),
  versions: new VersionsPanel(board, on),
};
const strokes = new Strokes(page);
let looked = 0;

// A candidate as if it were a shot.
function guestOf(row) {
  const kind = row.kind || (row.source_ms ? "clip" : "photo");
  return { ...row, kind, shot: row.shot || row.asset, in_ms: row.from_ms || 0, frames: row.frames || 75, sound: true, usable: true, caption: null, card: null };
}

// What others do meanwhile is looked for from time to time, and when the page is come back to.
function look() {
  const busy = page.player.playing || page.player.guest || document.querySelector(".dragged");
  if (Date.now() - looked < LOOK_MS || busy) return;
  looked = Date.now();
  page.changing.look();
}

async function start() {
  startShared();
  startButtons(page, strokes);
  startKeys({ press: (stroke) => strokes.press(stroke) });
  try {
    await page.changing.read();
    looked = Date.now();
    startLive().hear(look);
    if (board.shots.length) page.reel.focus();
  } catch (refusal) {
    at("blank").hidden = false;
    at("blank").replaceChildren(el("p", { className: "note note-bad" }, refusal.message));
  }
}

start();
