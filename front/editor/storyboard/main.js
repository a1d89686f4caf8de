// The storyboard page: one film on the table, every key and its button the same.

import { ask } from "../http.js";
import { startLive } from "../live.js";
import { at, el, say, setup, t } from "../setup.js";
import { startShared } from "../shared.js";
import { Acts } from "./acts.js";
import { Board } from "./board.js";
import { Budget } from "./budget.js";
import { BASE, Changing } from "./changing.js";
import { dress } from "./card.js";
import { ChoicePanel } from "./choice_panel.js";
import { startDragging } from "./dragging.js";
import { FilmPanel } from "./film_panel.js";
import { startKeys } from "./keys.js";
import { Player } from "./player.js";
import { Reel } from "./reel.js";
import { ShotPanel } from "./shot_panel.js";
import { VersionsPanel } from "./versions_panel.js";

const TABS = ["shot", "choice", "film", "versions"];
// Somebody who goes quickly from shot to shot asks for no candidates.
const REST_MS = 250;
const LOOK_MS = 10000;

const board = new Board();
const changing = new Changing(board, draw, () => panels.shot.forget());
const player = new Player(board, { moved, entered });
const acts = new Acts(board, changing, { say: refuse });
const reel = new Reel(board, {
  choose: (key, event, button) => {
    const shot = board.named(key);
    const { left, width } = button.getBoundingClientRect();
    // A click goes to the shot; in the one that is in sight already, to that place in it.
    const inside = board.shot().shot === key && event.detail > 0 ? Math.floor(((event.clientX - left) / width) * shot.frames) : 0;
    player.pause();
    player.seek(shot.starts_at_frame + inside);
  },
  open: () => player.playShot(),
});
const budget = new Budget(board, (frame) => player.seek(frame));
const on = {
  edit: (list, words) => acts.edit(list, words),
  peek: (shot, offset) => player.peek(shot, offset),
  shot: () => board.shot(),
  try: tryOut,
  send: (tried, words) => acts.edit([{ kind: "trim", ...tried }], words),
  letter,
  typing: () => player.pause(),
  show: (row) => player.look(guestOf(row)),
  chosen,
  go: (frame) => player.seek(frame),
  replan: (keep) => acts.replan(keep),
  restore: (number) => acts.restore(number),
  moveChapter: (activity, by) => acts.moveChapter(activity, by),
};
const panels = {
  shot: new ShotPanel(board, on),
  choice: new ChoicePanel(board, on),
  film: new FilmPanel(board, on),
  versions: new VersionsPanel(board, on),
};
const asked = new Set();
let resting = 0;
let looked = 0;

// -- drawing

function draw() {
  const { told } = board;
  const empty = !told.planned;
  document.querySelector("main").classList.toggle("cutting-blank", empty);
  at("blank").hidden = !empty;
  if (empty) return drawBlank();
  dress(at("stage"), told.edits.style);
  budget.draw();
  reel.draw();
  reel.follow();
  player.show();
  drawPanels();
  drawActs();
  askForPreviews();
  return moved();
}

function drawPanels() {
  panels.shot.draw();
  panels.film.draw();
  panels.versions.draw();
  panels.choice.draw();
}

function drawActs() {
  if (!setup.mayEdit) return;
  at("undo").disabled = !board.told.undo;
  at("redo").disabled = !board.told.redo;
  at("render").disabled = !board.told.seen;
  at("render").title = board.told.seen ? "" : t("还没有改动，成片就是这样");
}

function drawBlank() {
  at("blank").replaceChildren(
    el("p", {}, t("还没有分镜。系统先用已采用的素材排一版，您再改。")),
    setup.mayEdit ? el("button", { type: "button", className: "button button-main", onclick: () => acts.replan(false) }, t("排片")) : "",
  );
}

function moved() {
  reel.run();
  budget.run();
  if (panels.shot.trim) panels.shot.trim.run(board);
  const words = player.playing ? `⏸ ${t("停")} ` : `▶ ${t("连播")} `;
  const play = at("play");
  if (play.firstChild.data !== words) play.firstChild.data = words;
}

function entered() {
  reel.mark();
  reel.follow();
  panels.shot.draw();
  clearTimeout(resting);
  resting = setTimeout(() => player.playing || panels.choice.draw(), REST_MS);
}

// A length that is being dragged: bar, strip and budget follow, nothing is sent.
function tryOut(tried) {
  board.try(tried);
  budget.draw();
  reel.draw();
  if (!tried) player.show();
}

// Words as they are typed; null shows again what is kept.
function letter(words) {
  const shot = words && board.named(words.shot);
  if (shot) Object.assign(shot, words);
  else board.lay();
  if (shot && board.shot().shot !== shot.shot) board.frame = shot.starts_at_frame;
  player.show();
}

// A candidate as if it were a shot.
function guestOf(row) {
  const kind = row.kind || (row.source_ms ? "clip" : "photo");
  return { ...row, kind, shot: row.shot || row.asset, in_ms: row.from_ms || 0, frames: row.frames || 75, sound: true, usable: true, caption: null, card: null };
}

// Back to the strip: to the shot of what was brought in, else to where one was.
function chosen(asset) {
  const shot = asset && board.shots.find((each) => each.asset === asset);
  player.seek(shot ? shot.starts_at_frame : board.frame);
  reel.focus();
}

// Clips that were taken in before there were previews get one when somebody asks for it.
function askForPreviews() {
  for (const shot of board.shots) {
    if (shot.kind !== "clip" || !shot.usable || shot.pictures.proxy || asked.has(shot.asset)) continue;
    asked.add(shot.asset);
    fetch(`${setup.base}/media/assets/${shot.asset}/proxy`, { credentials: "same-origin", headers: { Range: "bytes=0-0" } }).catch(() => {});
  }
}

// -- moving

function step(by) {
  const to = board.beside(by);
  if (!to) return say(by > 0 ? t("已是最后一个镜头") : t("已是第一个镜头"));
  player.pause();
  player.seek(to.starts_at_frame);
  return focusReel();
}

function stepChapter(by) {
  const all = board.chapters();
  const here = all.findIndex(({ shots }) => shots.some((shot) => shot.shot === board.shot().shot));
  const to = all[here + by];
  if (!to) return;
  player.pause();
  player.seek(to.shots[0].starts_at_frame);
  focusReel();
}

function focusReel() {
  const field = document.activeElement;
  if (field === document.body || at("reel").contains(field)) reel.focus();
}

function stepFrame(by) {
  player.pause();
  player.seek(Math.floor(board.frame) + by);
}

function showTab(name, { focus = false } = {}) {
  for (const each of TABS) {
    at(`tab-${each}`).setAttribute("aria-selected", String(each === name));
    at(`panel-${each}`).hidden = each !== name;
  }
  if (name !== "choice" && player.guest) player.show();
  if (name === "choice") panels.choice.draw(focus);
  if (name === "film") panels.film.draw();
  if (name === "versions") panels.versions.draw();
}

function handle(side) {
  if (!setup.mayEdit) return refuse();
  showTab("shot");
  if (!panels.shot.handle(side) && side === "in") panels.shot.handle("out");
  return undefined;
}

function letterIt() {
  showTab("shot");
  if (!panels.shot.field()) say(t("这个镜头没有文字"));
}

function nameVersion() {
  showTab("versions");
  setTimeout(() => {
    const field = at("panel-versions").querySelector(".version-name input");
    if (field) field.select();
  }, REST_MS);
}

function refuse() {
  say(t("您的账号只能查看"), "bad");
}

// -- keys and buttons

const STROKES = {
  ArrowLeft: () => step(-1),
  ArrowRight: () => step(1),
  Home: () => player.seek(0),
  End: () => player.seek(board.shots[board.shots.length - 1].starts_at_frame),
  PageUp: () => stepChapter(-1),
  PageDown: () => stepChapter(1),
  " ": () => player.toggle(),
  p: () => (player.guest ? player.playGuest() : player.playShot()),
  ",": () => stepFrame(-1),
  ".": () => stepFrame(1),
  "-": () => reel.enlarge(-1),
  "=": () => reel.enlarge(1),
  "+": () => reel.enlarge(1),
  i: () => handle("in"),
  o: () => handle("out"),
  c: letterIt,
  a: () => showTab("choice", { focus: true }),
  v: nameVersion,
  Escape: () => {
    player.show();
    reel.focus();
  },
  "?": () => {
    at("sheet").showModal();
    at("sheet").scrollTop = 0;
  },
};
TABS.forEach((name, number) => (STROKES[number + 1] = () => showTab(name)));
for (const [stroke, act] of Object.entries(acts.strokes())) STROKES[stroke] = () => (setup.mayEdit ? act() : refuse());

function press(stroke) {
  if (!board.told || !board.shots.length) return false;
  if (panels.choice.shown && panels.choice.press(stroke)) return true;
  if (!STROKES[stroke]) return false;
  STROKES[stroke]();
  return true;
}

function startButtons() {
  document.addEventListener("click", (event) => {
    const button = event.target.closest("[data-key], [data-tab], #stage");
    if (!button) return;
    if (button.id === "stage") touchStage(event);
    else if (button.dataset.tab) showTab(button.dataset.tab);
    else press(button.dataset.key);
    // After a click keys are about the strip again: Space plays and does not press the button.
    if (event.detail && document.activeElement === button) reel.focus();
  });
  if (!setup.mayEdit) return;
  at("render").addEventListener("click", render);
  startDragging(reel, { shots: (activity, keys) => acts.order(activity, keys), chapters: (keys) => acts.orderChapters(keys) });
}

// Words are changed where they stand; anywhere else the picture runs or stops.
function touchStage(event) {
  if (event.target.closest(".plate, .screen-card") && setup.mayEdit && !player.playing) letterIt();
  else if (player.guest) player.playGuest();
  else player.toggle();
}

async function render() {
  at("render").disabled = true;
  await changing.line;
  try {
    await ask("POST", `${BASE}/versions/${board.told.seen}/cut`);
    sessionStorage.setItem("said", t("已开始剪辑，可以离开本页，不影响进度"));
    location.href = setup.base + setup.pages.film;
  } catch (refusal) {
    say(refusal.message, "bad");
    drawActs();
  }
}

// What others do meanwhile is looked for from time to time, and when the page is come back to.
function look() {
  if (Date.now() - looked < LOOK_MS || player.playing || player.guest || document.querySelector(".dragged")) return;
  looked = Date.now();
  changing.look();
}

async function start() {
  startShared();
  startButtons();
  startKeys({ press });
  try {
    await changing.read();
    looked = Date.now();
    startLive().hear(look);
    if (board.shots.length) reel.focus();
  } catch (refusal) {
    at("blank").hidden = false;
    at("blank").replaceChildren(el("p", { className: "note note-bad" }, refusal.message));
  }
}

start();
