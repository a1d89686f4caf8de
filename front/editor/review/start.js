// The review: one editor, one table, every key and its button the same.

import { ask } from "../http.js";
import { at, el, say, setup, t } from "../setup.js";
import { chooseConsent, chooseDay, chooseUnit, startChoosing } from "./choosing.js";
import { Deciding } from "./deciding.js";
import { columns, drawFocus, drawGrid, drawTiles } from "./grid.js";
import { drawGroups, drawNarrowed, drawProgress } from "./groups.js";
import { startKeys } from "./keys.js";
import { closeLarge, isLarge, showLarge } from "./large.js";
import { Table } from "./model.js";
import { drawReasons } from "./reasons.js";
import { dayWords, needsConsent } from "./words.js";

// The first page is small, so that something is seen at once; the rest comes in few requests.
const FIRST_PAGE = 100;
const PAGE = 500;
const STATES = ["tagged", "held", "accepted", "rejected"];

const table = new Table();
const details = new Map();
const deciding = new Deciding(table, { changed, reload });
let asking = 0;

// -- reading

async function readAll(each) {
  const states = STATES.map((state) => `state=${state}`).join("&");
  const path = `/campaigns/${encodeURIComponent(setup.campaign)}/assets`;
  let after = "";
  do {
    const next = after ? `limit=${PAGE}&after=${encodeURIComponent(after)}` : `limit=${FIRST_PAGE}`;
    const page = await ask("GET", `${path}?${next}&${states}`);
    each(page.assets);
    after = page.next;
  } while (after);
}

async function reload() {
  const rows = [];
  await readAll((page) => rows.push(...page));
  table.assets.clear();
  details.clear();
  table.put(rows);
  table.seat();
  draw();
}

// Shown from the first page on; the rest joins the groups as it comes.
async function read() {
  await readAll((page) => {
    table.put(page);
    table.seat();
    draw();
  });
  if (!table.assets.size) draw();
}

async function readDetail(id) {
  const row = table.assets.get(id);
  const known = details.get(id);
  if (!row || (known && known.version === row.version)) return;
  try {
    details.set(id, await ask("GET", `/assets/${id}`));
  } catch (refusal) {
    say(refusal.message, "bad");
    return;
  }
  if (table.focus !== id) return;
  drawSide();
  if (isLarge() && !known) openLarge();
}

// -- drawing

function draw() {
  drawProgress(table);
  drawNarrowed(table, widen);
  drawGroups(table, (key) => enterGroup(key, null, true));
  drawGrid(table, onTile);
  drawNothing();
  drawSide();
  askDetail();
}

function changed(ids) {
  drawProgress(table);
  drawGroups(table, (key) => enterGroup(key, null, true));
  drawTiles(table, ids, onTile);
  if (!ids.includes(table.focus)) return;
  drawSide();
  if (isLarge()) openLarge();
  askDetail();
}

// Moving quickly over many pictures asks for none of them.
function askDetail() {
  clearTimeout(asking);
  asking = setTimeout(() => readDetail(table.focus), 150);
}

function drawSide() {
  const row = table.row();
  drawReasons(row, row && details.get(row.id), { activity: changeActivity, day: changeDay, consent: decideConsent, move });
}

function drawNothing() {
  if (table.here()) return;
  const counts = table.counts();
  const words = {
    open: counts.processing ? t("都审完了，还有素材正在识别，稍后会出现在这里。") : t("都审完了。可以去成片页剪辑。"),
    accepted: t("还没有采用的素材。"),
    rejected: t("没有标为不采用的素材。"),
  };
  const none = !table.assets.size;
  at("nothing").replaceChildren(
    el("p", {}, none ? t("还没有可以审核的素材。先把链接发给各单位，素材到了会自动识别。") : words[table.view]),
    el("p", {}, el("a", { className: "button", href: setup.base + setup.board }, none ? t("去进度页建链接") : t("回进度页"))),
  );
}

const onTile = {
  focusOn: (id) => focusOn(id, true),
  open: () => openLarge(),
};

// -- moving

function focusOn(id, move) {
  table.focus = id;
  drawFocus(table, move && !isLarge());
  drawSide();
  if (isLarge()) openLarge();
  askDetail();
}

function enterGroup(key, id, move) {
  table.enter(key, id);
  draw();
  drawFocus(table, move && !isLarge());
  if (isLarge()) openLarge();
}

function step(by) {
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

function stepGroup(by, toEnd = false) {
  const group = table.beside(by);
  if (!group) return say(by > 0 ? t("已是最后一组") : t("已是第一组"));
  return enterGroup(group.key, toEnd ? group.ids[group.ids.length - 1] : null, true);
}

function advance() {
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

function widen() {
  table.narrow = { column: null, activity: null, day: null, unit: null };
  history.replaceState(null, "", location.pathname + (location.search.match(/[?&]campaign=[^&]*/) || [""])[0].replace("&", "?"));
  table.seat();
  draw();
}

function openLarge() {
  const row = table.row();
  if (row) showLarge(row, details.get(row.id), { key: (key) => press(key), withdraw });
}

// -- deciding

// The row in focus when it may be decided on, else null after saying why not.
function decidable() {
  if (!setup.mayEdit) {
    say(t("您的账号只能查看"), "bad");
    return null;
  }
  return table.row();
}

function accept() {
  const row = decidable();
  if (!row) return;
  const many = isLarge() ? [] : table.acceptable();
  if (row.column === "ready" && many.length > 1 && many.includes(row.id)) {
    deciding.decide(many, "accept", {}, t("已采用整组 %(count)s 件", { count: many.length }));
    advance();
    return;
  }
  if (needsConsent(row)) return void say(t("近景素材要先确认有人同意：按 C"), "bad");
  if (row.consent.decision === "denied") return void say(t("已定为不同意使用。要改请按 C"), "bad");
  if (!row.activity_key) return void say(t("先按数字键选定是第几项活动"), "bad");
  if (row.column === "accepted") return void advance();
  deciding.decide([row.id], "accept", {}, t("已采用 %(name)s", { name: row.original_name }));
  advance();
}

function simply(action, column, words) {
  const row = decidable();
  if (!row) return;
  if (row.column === column) return void say(t("已经是这样了"));
  deciding.decide([row.id], action, {}, `${words} ${row.original_name}`);
  advance();
}

function star() {
  const row = decidable();
  if (!row) return;
  deciding.decide([row.id], row.star ? "unstar" : "star", {}, row.star ? t("已取消星标") : t("已加星标"));
}

function digit(number) {
  const found = setup.plan.activities.find((each) => each.number === number);
  if (!found) return void say(t("没有第 %(number)s 项活动", { number }), "bad");
  changeActivity(found.key);
}

function changeActivity(key) {
  const row = decidable();
  const found = setup.plan.activities.find((each) => each.key === key);
  if (!row || !found) return;
  if (row.activity_key === key && row.tag_by === "person") return void say(t("已经是这样了"));
  const words = t("已改为 %(number)s %(title)s", { number: found.number, title: found.title });
  deciding.decide([row.id], "change", { activity: key }, words);
}

function changeDay(day) {
  const row = decidable();
  if (row && day) deciding.decide([row.id], "change", { day }, t("已改为 %(day)s", { day: dayWords(day) }));
}

function decideConsent() {
  const row = decidable();
  if (!row) return;
  chooseConsent(row, (action, reason) => {
    deciding.decide([row.id], action, { reason }, reason);
    if (action === "consent_deny") advance();
    else drawFocus(table, !isLarge());
  });
}

function move() {
  const row = decidable();
  if (!row) return;
  const count = Array.from(table.assets.values()).filter((each) => each.sending === row.sending).length;
  chooseUnit(row, count, (unit) => moveTo(row.sending, row.unit_key, unit));
}

async function moveTo(sending, from, unit) {
  const send = (key) => ask("POST", `/sendings/${encodeURIComponent(sending)}/move`, { unit: key });
  try {
    const { moved } = await send(unit.key);
    const words = t("%(count)s 件已移到 %(unit)s", { count: moved, unit: unit.name });
    deciding.done.push({ ids: [], words, back: () => send(from).then(() => reload, (refusal) => () => say(refusal.message, "bad")) });
    await reload();
    say(words, "good");
  } catch (refusal) {
    say(refusal.message, "bad");
  }
}

function withdraw(reason) {
  const row = decidable();
  if (!row || !reason) return;
  deciding.decide([row.id], "withdraw", { reason }, t("已撤回 %(name)s", { name: row.original_name }));
  closeLarge();
  advance();
}

function undo() {
  if (!decidable() && !setup.mayEdit) return;
  const stroke = deciding.undo();
  if (!stroke || !stroke.ids.length) return;
  table.seat();
  const seat = stroke.ids.map((id) => table.seats.get(id)).find(Boolean);
  if (seat) enterGroup(seat, stroke.ids.find((id) => table.seats.get(id) === seat), true);
  else draw();
}

// -- keys and buttons

const STROKES = {
  Enter: accept,
  x: () => simply("reject", "rejected", t("未采用")),
  h: () => simply("hold", "held", t("已暂缓")),
  s: star,
  c: decideConsent,
  d: () => decidable() && chooseDay(table.row(), changeDay),
  m: move,
  z: undo,
  " ": () => (isLarge() ? closeLarge() : openLarge()),
  "?": () => at("sheet").showModal(),
  ArrowLeft: () => step(-1),
  ArrowRight: () => step(1),
  ArrowUp: () => step(isLarge() ? -1 : -columns()),
  ArrowDown: () => step(isLarge() ? 1 : columns()),
  PageUp: () => stepGroup(-1),
  PageDown: () => stepGroup(1),
  digit,
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
    if (before && asset(before) && !asset(now)) offerFresh();
  });
  read().then(() => drawFocus(table, true), (refusal) => say(refusal.message, "bad"));
}

// What was identified meanwhile comes in when the editor asks for it, never under their hands.
function offerFresh() {
  const place = at("narrowed");
  if (!table.here()) return void reload();
  place.hidden = false;
  place.replaceChildren(t("有新识别的素材。"), el("button", { type: "button", className: "plain", onclick: () => reload() }, t("显示")));
}
