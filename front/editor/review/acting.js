// What each key of the review does to the asset in focus, and how it is taken back.

import { ask } from "../http.js";
import { at, say, setup, t } from "../setup.js";
import { Carrying } from "./carrying.js";
import { chooseConsent, chooseReason, chooseShot, chooseUnit } from "./choosing.js";
import { Deciding } from "./deciding.js";
import { changed, draw } from "./drawing.js";
import { drawFocus } from "./grid.js";
import { closeLarge, isLarge } from "./large.js";
import { advance, enterGroup, reload } from "./moving.js";
import { details, table } from "./reading.js";
import { dayWords, needsConsent } from "./words.js";

export const carrying = new Carrying(table, { apply: carryOver });
export const deciding = new Deciding(table, { changed, reload: reloadAll });

export function reloadAll(to) {
  carrying.close();
  return reload(to);
}

// The row in focus when it may be decided on, else null after saying why not.
export function decidable() {
  if (!setup.mayEdit) {
    say(t("您的账号只能查看"), "bad");
    return null;
  }
  return table.row();
}

export function accept() {
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
export function acceptSuggested() {
  if (!decidable()) return;
  if (isLarge()) return void say(t("先按空格回到缩略图，看过整组再一并采用"));
  const many = table.suggested();
  if (!many.length) return void say(t("这一组没有可以一并采用的"));
  deciding.decide(many, "accept", {}, t("已采用整组 %(count)s 件", { count: many.length }));
  advance();
}

export function simply(action, column, words) {
  const row = decidable();
  if (!row) return;
  if (row.column === column) return void say(t("已经是这样了"));
  deciding.decide([row.id], action, {}, `${words} ${row.original_name}`);
  advance();
}

export function rejectWithReason() {
  const row = decidable();
  if (!row) return;
  chooseReason(row, (reason) => {
    deciding.decide([row.id], "reject", { reason }, t("未采用 %(name)s：%(reason)s", { name: row.original_name, reason }));
    advance();
  });
}

export function star() {
  const row = decidable();
  if (!row) return;
  deciding.decide([row.id], row.star ? "unstar" : "star", {}, row.star ? t("已取消星标") : t("已加星标"));
}

export function toggleShot(shot) {
  const row = decidable();
  if (!row) return;
  const shown = row.shows.includes(shot);
  deciding.decide([row.id], shown ? "unshow" : "show", { shot }, shown ? t("不再标为“%(shot)s”", { shot }) : t("已标为“%(shot)s”", { shot }));
}

export function whichShot() {
  const row = decidable();
  if (!row) return;
  const activity = setup.plan.activities.find((each) => each.key === row.activity_key);
  if (!activity || !activity.wanted.length) return void say(t("这项活动没有列出需要的镜头，可在进度页的活动清单里写"));
  const detail = details.get(row.id);
  chooseShot(row, activity.wanted, (detail && detail.likely) || [], toggleShot);
}

export function digit(number) {
  const found = setup.plan.activities.find((each) => each.number === number);
  if (!found) return void say(t("没有第 %(number)s 项活动", { number }), "bad");
  changeActivity(found.key);
}

export function fromHere() {
  // Not over the question that the same digit answers.
  if (decidable() && !stillAsks()) say(t("从这一件起：再按数字选第几项活动"));
}

// What a word from one on left as somebody had said it. While the page still says so, the same
// digit takes those too.
let asked = { words: "", activity: "", ids: "" };

function stillAsks() {
  return asked.words !== "" && at("said").textContent === asked.words;
}

// One word for this one and all that follow it in the group, seen as a whole before; over a
// person's word, own or another's, only when asked for twice.
export function digitFromHere(number) {
  if (!decidable()) return;
  const found = setup.plan.activities.find((each) => each.number === number);
  if (!found) return void say(t("没有第 %(number)s 项活动", { number }), "bad");
  if (isLarge()) return void say(t("先按空格回到缩略图，看过后面的再一并改"));
  const { machines, persons } = table.fromHere(found.key);
  if (!machines.length && !persons.length) return void say(t("这里没有可以一并改的"));
  const again = stillAsks() && asked.activity === found.key && asked.ids === String(persons);
  const many = again ? [...machines, ...persons] : machines;
  carrying.close();
  const words = { count: many.length, number: found.number, title: found.title, left: persons.length };
  if (many.length) deciding.decide(many, "change", { activity: found.key }, t("这一件起 %(count)s 件已改为 %(number)s %(title)s", words));
  if (!again && persons.length) askForPersons(found.key, persons, words);
  drawFocus(table, true);
}

function askForPersons(activity, ids, said) {
  const words = said.count
    ? t("这一件起 %(count)s 件已改为 %(number)s %(title)s；人定过的 %(left)s 件没有动，要一起改，再按一次", said)
    : t("这里的 %(left)s 件都是人定过的，没有动；要改为 %(number)s %(title)s，再按一次", said);
  asked = { words, activity, ids: String(ids) };
  // It stays until something else is said.
  say(words, "bad");
}

export function changeActivity(key) {
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
    const now = table.assets.get(row.id);
    if (turn === carrying.turn && now && now.tag_by === "person") carrying.ask(row.id, words);
  });
}

function carryOver(ids, { source, correction }) {
  const said = { activity: correction.activity, day: correction.day, reason: source };
  deciding.decide(ids, "carry", said, t("已一并改 %(count)s 件", { count: ids.length }));
  drawFocus(table, true);
}

export function changeDay(day) {
  const row = decidable();
  if (row && day) correct(row, { day }, t("已改为 %(day)s", { day: dayWords(day) }));
}

export function decideConsent() {
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

export function move() {
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
    await reloadAll();
    say(words, "good");
  } catch (refusal) {
    say(refusal.message, "bad");
  }
}

export function withdraw(reason) {
  const row = decidable();
  if (!row || !reason) return;
  deciding.decide([row.id], "withdraw", { reason }, t("已撤回 %(name)s", { name: row.original_name }));
  closeLarge();
  advance();
}

// In the large view the offer cannot be seen: first it is shown.
export function carryOn() {
  if (!carrying.offer) return void say(t("现在没有可以一并改的"));
  if (isLarge()) closeLarge();
  else carrying.carryOver();
}

export function undo() {
  if (!decidable() && !setup.mayEdit) return;
  carrying.close();
  const stroke = deciding.undo();
  if (!stroke || !stroke.ids.length) return;
  table.seat();
  const seat = stroke.ids.map((id) => table.seats.get(id)).find(Boolean);
  if (seat) enterGroup(seat, stroke.ids.find((id) => table.seats.get(id) === seat), true);
  else draw();
}
