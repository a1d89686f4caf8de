// The review: one editor, one table, every key and its button the same.

import { ask } from "../http.js";
import { at, el, say, setup, t } from "../setup.js";
import { Carrying } from "./carrying.js";
import { chooseConsent, chooseDay, chooseReason, chooseUnit, startChoosing } from "./choosing.js";
import { Deciding } from "./deciding.js";
import { columns, drawFocus, drawGrid, drawTiles } from "./grid.js";
import { drawGroups, drawNarrowed, drawProgress } from "./groups.js";
import { startKeys } from "./keys.js";
import { closeLarge, compare, isLarge, playOrPause, showLarge } from "./large.js";
import { Table } from "./model.js";
import { drawReasons } from "./reasons.js";
import { dayWords, needsConsent } from "./words.js";

// The first page is small, so that something is seen at once; the rest comes in few requests.
const FIRST_PAGE = 100;
const PAGE = 500;
// Pictures of the next group that are fetched ahead: two rows at the desk.
const AHEAD = 12;
const fetched = new Set();
const STATES = ["tagged", "held", "accepted", "rejected"];

const table = new Table();
const details = new Map();
const underWay = new Map();
const deciding = new Deciding(table, { changed, reload });
const carrying = new Carrying(table, { apply: carryOver });
let asking = 0;
let listed = 0;

// -- reading

async function readAll(each) {
  const states = STATES.map((state) => `state=${state}`).join("&");
  const path = `/campaigns/${encodeURIComponent(setup.campaign)}/assets`;
  const read = (after) => {
    const next = after ? `limit=${PAGE}&after=${encodeURIComponent(after)}` : `limit=${FIRST_PAGE}`;
    return ask("GET", `${path}?${next}&${states}`);
  };
  let coming = read("");
  while (coming) {
    const page = await coming;
    // The next is under way while this one is drawn; whether it fails is told when its turn comes.
    coming = page.next ? read(page.next) : null;
    if (coming) coming.catch(() => {});
    each(page.assets);
  }
}

// Everything anew; `to` is the asset that is then in focus, where it is shown.
async function reload(to = null) {
  const rows = [];
  await readAll((page) => rows.push(...page));
  table.assets.clear();
  details.clear();
  carrying.close();
  table.put(rows);
  await readQuestions();
  table.seat();
  const seat = to && table.seats.get(to);
  if (seat) enterGroup(seat, to, true);
  else draw();
}

// Doubts in the order in which answers settle most.
async function readQuestions() {
  const path = `/campaigns/${encodeURIComponent(setup.campaign)}/questions`;
  await ask("GET", path).then(({ questions }) => table.ask(questions), (refusal) => say(refusal.message, "bad"));
}

// Shown from the first page on; the rest joins the groups as it comes.
async function read() {
  await readAll((page) => {
    table.put(page);
    table.seat();
    draw();
  });
  await readQuestions();
  table.seat();
  draw();
}

// One request for one asset's details at a time, however many wait for it.
function readDetail(id) {
  const row = table.assets.get(id);
  const known = details.get(id);
  if (!row || (known && known.version === row.version)) return Promise.resolve();
  if (!underWay.has(id)) underWay.set(id, fetchDetail(id, known).finally(() => underWay.delete(id)));
  return underWay.get(id);
}

async function fetchDetail(id, known) {
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
  drawNarrowed(table, widen);
  drawList();
  drawGrid(table, onTile);
  drawNothing();
  drawSide();
  askDetail();
}

// The left side holds hundreds of groups: however often it is asked for, it is drawn once a frame.
function drawList() {
  if (listed) return;
  listed = requestAnimationFrame(() => {
    listed = 0;
    drawProgress(table);
    drawGroups(table, (key) => enterGroup(key, null, true));
  });
}

function changed(ids) {
  drawList();
  drawTiles(table, ids, onTile);
  if (!ids.includes(table.focus)) return;
  drawSide();
  if (isLarge()) openLarge();
  askDetail();
}

// Moving quickly over many pictures asks for none of them.
function askDetail() {
  clearTimeout(asking);
  asking = setTimeout(() => {
    readDetail(table.focus);
    fetchAhead();
  }, 150);
}

// What comes next is in the browser's cache before it is asked for: the pictures beside the one
// that is shown large, else the first of the next group.
function fetchAhead() {
  const here = table.here();
  if (!here) return;
  const place = here.ids.indexOf(table.focus);
  const beside = table.beside(1);
  const ids = isLarge() ? here.ids.slice(place + 1, place + 3) : beside ? beside.ids.slice(0, AHEAD) : [];
  for (const { pictures } of ids.map((id) => table.assets.get(id)).filter(Boolean)) {
    const source = isLarge() ? pictures.view || pictures.poster : pictures.thumb || pictures.poster;
    if (source && !fetched.has(source)) new Image().src = source;
    if (source) fetched.add(source);
  }
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

// A group of doubts as it was suggested, after a look at all of it: one key, as for a ready group.
function acceptSuggested() {
  if (!decidable()) return;
  if (isLarge()) return void say(t("先按空格回到缩略图，看过整组再一并采用"));
  const many = table.suggested();
  if (!many.length) return void say(t("这一组没有可以一并采用的"));
  deciding.decide(many, "accept", {}, t("已采用整组 %(count)s 件", { count: many.length }));
  advance();
}

function simply(action, column, words) {
  const row = decidable();
  if (!row) return;
  if (row.column === column) return void say(t("已经是这样了"));
  deciding.decide([row.id], action, {}, `${words} ${row.original_name}`);
  advance();
}

function rejectWithReason() {
  const row = decidable();
  if (!row) return;
  chooseReason(row, (reason) => {
    deciding.decide([row.id], "reject", { reason }, t("未采用 %(name)s：%(reason)s", { name: row.original_name, reason }));
    advance();
  });
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
  correct(row, { activity: key }, words);
}

// What a person says of one may hold for others: they are shown once the server knows of it.
function correct(row, said, words) {
  carrying.close();
  const turn = carrying.turn;
  deciding.decide([row.id], "change", said, words).then(() => {
    if (turn === carrying.turn && table.assets.get(row.id).tag_by === "person") carrying.ask(row.id);
  });
}

function carryOver(ids, { source, correction }) {
  const said = { activity: correction.activity, day: correction.day, reason: source };
  deciding.decide(ids, "carry", said, t("已一并改 %(count)s 件", { count: ids.length }));
  drawFocus(table, true);
}

function changeDay(day) {
  const row = decidable();
  if (row && day) correct(row, { day }, t("已改为 %(day)s", { day: dayWords(day) }));
}

function decideConsent() {
  const row = decidable();
  if (!row) return;
  const same = (each) => each.sending === row.sending && each.id !== row.id && each.column === "held" && needsConsent(each);
  const beside = Array.from(table.assets.values()).filter(same).map((each) => each.id);
  chooseConsent(row, beside.length, (action, reason, all) => {
    const ids = all ? [row.id, ...beside] : [row.id];
    deciding.decide(ids, action, { reason }, all ? t("%(reason)s：%(count)s 件", { reason, count: ids.length }) : reason);
    if (action === "consent_deny") advance();
    else drawFocus(table, !isLarge());
  });
}

function move() {
  const row = decidable();
  if (!row) return;
  const count = Array.from(table.assets.values()).filter((each) => each.sending === row.sending).length;
  chooseUnit(row, count, (unit) => moveTo(row.sending, unit));
}

async function moveTo(sending, unit) {
  try {
    const { moved, stroke } = await ask("POST", `/sendings/${encodeURIComponent(sending)}/move`, { unit: unit.key });
    const words = t("%(count)s 件已移到 %(unit)s", { count: moved, unit: unit.name });
    deciding.note(stroke, words);
    await reload();
    say(words, "good");
  } catch (refusal) {
    say(refusal.message, "bad");
  }
}

// -- look-alikes

// The first of two that are to be put together; G on the second does it.
let first = null;

function join() {
  const row = decidable();
  if (!row) return;
  if (first === null || first === row.id || !table.assets.has(first)) {
    first = first === row.id ? null : row.id;
    say(first ? t("已记住这一件。到相近的那一件再按 G，归为一组；在原处再按 G 取消") : t("不归组了"));
    return;
  }
  const other = first;
  first = null;
  regroup(row.id, { with: other }, t("已归为相近的一组，剪辑时只用最好的一件"));
}

function split() {
  const row = decidable();
  if (row) regroup(row.id, {}, t("已从相近的一组拆出，可以单独使用"));
}

async function regroup(id, asked, words) {
  try {
    const { stroke, assets } = await ask("POST", `/assets/${id}/${asked.with ? "join" : "split"}`, asked);
    deciding.note(stroke, words);
    for (const row of assets) details.delete(row.id);
    table.put(assets);
    changed(assets.map((row) => row.id));
    say(words, "good");
  } catch (refusal) {
    say(refusal.message, "bad");
  }
}

function play() {
  const row = table.row();
  if (!row) return;
  if (!isLarge()) openLarge();
  // Where a clip is played from is told with its details.
  if (details.has(row.id)) playOrPause();
  else readDetail(row.id).then(() => table.focus === row.id && isLarge() && playOrPause());
}

function openAndCompare() {
  const row = table.row();
  if (!row) return;
  openLarge();
  if (details.has(row.id)) compare();
  else readDetail(row.id).then(() => table.focus === row.id && isLarge() && compare());
}

function withdraw(reason) {
  const row = decidable();
  if (!row || !reason) return;
  deciding.decide([row.id], "withdraw", { reason }, t("已撤回 %(name)s", { name: row.original_name }));
  closeLarge();
  advance();
}

// In the large view the offer cannot be seen: first it is shown.
function carryOn() {
  if (!carrying.offer) return void say(t("现在没有可以一并改的"));
  if (isLarge()) closeLarge();
  else carrying.carryOver();
}

function undo() {
  if (!decidable() && !setup.mayEdit) return;
  carrying.close();
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
  a: acceptSuggested,
  x: () => simply("reject", "rejected", t("未采用")),
  r: rejectWithReason,
  h: () => simply("hold", "held", t("已暂缓")),
  s: star,
  c: decideConsent,
  d: () => decidable() && chooseDay(table.row(), changeDay),
  m: move,
  z: undo,
  y: carryOn,
  n: () => carrying.close(),
  " ": () => (isLarge() ? closeLarge() : openLarge()),
  p: play,
  b: () => (isLarge() ? compare() : openAndCompare()),
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
  if (!table.here()) return void reload();
  place.hidden = false;
  place.replaceChildren(t("有新识别的素材。"), el("button", { type: "button", className: "plain", onclick: () => reload() }, t("显示")));
}
