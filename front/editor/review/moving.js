// Where the review goes: from picture to picture, from group to group, and into fresh rows.

import { say, t } from "../setup.js";
import { askDetail, draw, drawSide, openLarge } from "./drawing.js";
import { drawFocus } from "./grid.js";
import { closeLarge, isLarge } from "./large.js";
import { details, readAll, readQuestions, table } from "./reading.js";

// Shown from the first page on; the rest joins the groups as it comes.
export async function read() {
  await readAll((page) => {
    table.put(page);
    table.seat();
    draw();
  });
  await readQuestions();
  table.seat();
  draw();
}

// Everything anew; `to` is the asset that is then in focus, where it is shown.
export async function reload(to = null) {
  const rows = [];
  await readAll((page) => rows.push(...page));
  table.assets.clear();
  details.clear();
  table.put(rows);
  await readQuestions();
  table.seat();
  const seat = to && table.seats.get(to);
  if (seat) enterGroup(seat, to, true);
  else draw();
}

export function focusOn(id, move) {
  table.focus = id;
  drawFocus(table, move && !isLarge());
  drawSide();
  if (isLarge()) openLarge();
  askDetail();
}

export function enterGroup(key, id, move) {
  table.enter(key, id);
  draw();
  drawFocus(table, move && !isLarge());
  if (isLarge()) openLarge();
}

export function step(by) {
  const here = table.here();
  if (!here) return;
  const place = here.ids.indexOf(table.focus) + by;
  if (place >= 0 && place < here.ids.length) return focusOn(here.ids[place], true);
  const rows = Math.abs(by) > 1;
  // From the last row but one, a step down goes to the last picture and not past it.
  if (rows && by > 0 && here.ids.indexOf(table.focus) < here.ids.length - (here.ids.length % by || by)) {
    return focusOn(here.ids[here.ids.length - 1], true);
  }
  return stepGroup(Math.sign(by), by < 0);
}

export function stepGroup(by, toEnd = false) {
  const group = table.beside(by);
  if (!group) return say(by > 0 ? t("已是最后一组") : t("已是第一组"));
  return enterGroup(group.key, toEnd ? group.ids[group.ids.length - 1] : null, true);
}

export function advance() {
  const next = table.nextWaiting();
  if (!next) {
    // Everything here is decided: the list is drawn anew without it.
    table.seat();
    draw();
    if (isLarge() && !table.row()) closeLarge();
    return;
  }
  if (next.group === table.group) focusOn(next.id, true);
  else enterGroup(next.group, next.id, true);
}

export function widen() {
  table.narrow = { column: null, activity: null, day: null, unit: null };
  history.replaceState(null, "", location.pathname + (location.search.match(/[?&]campaign=[^&]*/) || [""])[0].replace("&", "?"));
  table.seat();
  draw();
}
