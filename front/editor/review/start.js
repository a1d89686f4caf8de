// The review: one editor, one table, every key and its button the same.

import { at, el, say, t } from "../setup.js";
import {
  accept,
  acceptSuggested,
  carryOn,
  carrying,
  changeActivity,
  changeDay,
  decidable,
  decideConsent,
  deciding,
  digit,
  digitFromHere,
  fromHere,
  move,
  rejectWithReason,
  reloadAll,
  simply,
  star,
  toggleShot,
  undo,
  whichShot,
  withdraw,
} from "./acting.js";
import { chooseDay, startChoosing } from "./choosing.js";
import { openLarge, startDrawing } from "./drawing.js";
import { columns, drawFocus } from "./grid.js";
import { join, openAndCompare, play, split } from "./joining.js";
import { startKeys } from "./keys.js";
import { closeLarge, compare, isLarge } from "./large.js";
import { enterGroup, focusOn, read, step, stepGroup, widen } from "./moving.js";
import { readAll, table } from "./reading.js";

const STROKES = {
  Enter: accept,
  a: acceptSuggested,
  x: () => simply("reject", "rejected", t("未采用")),
  r: rejectWithReason,
  h: () => simply("hold", "held", t("已暂缓")),
  s: star,
  c: decideConsent,
  d: () => decidable() && chooseDay(table.row(), changeDay),
  m: move,
  w: whichShot,
  z: undo,
  y: carryOn,
  n: () => carrying.close(),
  " ": () => (isLarge() ? closeLarge() : openLarge()),
  p: play,
  b: () => (isLarge() ? compare() : openAndCompare()),
  f: fromHere,
  g: join,
  u: split,
  "?": () => {
    at("sheet").showModal();
    // Its button has the focus and lies at the end.
    at("sheet").scrollTop = 0;
  },
  ArrowLeft: () => step(-1),
  ArrowRight: () => step(1),
  ArrowUp: () => step(isLarge() ? -1 : -columns()),
  ArrowDown: () => step(isLarge() ? 1 : columns()),
  PageUp: () => stepGroup(-1),
  PageDown: () => stepGroup(1),
  digit,
  digitFromHere,
};

function press(key) {
  STROKES[key]();
}

function narrowByAddress() {
  const asked = new URLSearchParams(location.search);
  table.narrow = {
    column: asked.get("show"),
    activity: asked.get("activity"),
    day: asked.get("day"),
    unit: asked.get("unit"),
  };
}

export function startReview(live) {
  narrowByAddress();
  startDrawing({
    widen,
    enterGroup,
    focusOn,
    reasons: { activity: changeActivity, day: changeDay, consent: decideConsent, shot: toggleShot, move },
    large: { key: press, withdraw },
  });
  startChoosing();
  startKeys(STROKES);
  at("acts").addEventListener("click", (event) => {
    const button = event.target.closest("[data-key]");
    if (button) press(button.dataset.key);
  });
  for (const button of document.querySelectorAll("[data-view]")) {
    button.addEventListener("click", () => {
      table.view = button.dataset.view;
      widen();
    });
  }
  at("large").addEventListener("close", () => {
    at("large").replaceChildren();
    drawFocus(table, true);
  });
  live.hear((now, before) => {
    const asset = (jobs) => (jobs.kinds.asset || 0) + (jobs.kinds.retag || 0);
    const words = (jobs) => jobs.kinds.read || 0;
    if (before && ((asset(before) && !asset(now)) || (words(before) && !words(now)))) offerFresh();
    else if (before && before.kinds.weigh && !now.kinds.weigh) takeLearnt();
  });
  read().then(openAsked, (refusal) => say(refusal.message, "bad"));
}

// A finding leads to the asset that it is about, whatever was decided of it.
function openAsked() {
  const id = new URLSearchParams(location.search).get("asset");
  if (!id) return drawFocus(table, true);
  const row = table.assets.get(id);
  if (!row) {
    drawFocus(table, true);
    return say(t("这件素材已不在这里"), "bad");
  }
  if (!table.isShown(row)) {
    table.narrow = { ...table.narrow, column: row.column };
    table.seat();
  }
  enterGroup(table.seats.get(id), id, true);
  return openLarge();
}

// What was weighed anew after decisions: the tiles say so at once, and nobody moves before the
// editor goes on to the next group.
function takeLearnt() {
  readAll((page) => deciding.take(page.filter((row) => table.assets.has(row.id)))).catch((refusal) => say(refusal.message, "bad"));
}

// What was identified meanwhile comes in when the editor asks for it, never under their hands.
function offerFresh() {
  const place = at("narrowed");
  if (!table.here()) return void reloadAll();
  place.hidden = false;
  place.replaceChildren(t("有新识别的素材。"), el("button", { type: "button", className: "plain", onclick: () => reloadAll() }, t("显示")));
}
