// What is on the table: assets, the groups they sit in, the one in focus.

import { setup } from "../setup.js";

export const OPEN = ["ready", "doubtful", "held"];
const VIEWS = { open: OPEN, accepted: ["accepted"], rejected: ["rejected"] };
const ORDER = ["ready", "doubtful", "held", "accepted", "rejected"];

const activities = setup.plan ? setup.plan.activities : [];
const units = setup.plan ? setup.plan.units : [];
const placeOf = (list, key) => {
  const place = list.findIndex((each) => each.key === key);
  return place < 0 ? list.length : place;
};

export class Table {
  constructor() {
    this.assets = new Map();
    this.seats = new Map();
    this.groups = [];
    this.view = "open";
    // Column, activity, day and unit that the address asks for; null leaves one open.
    this.narrow = { column: null, activity: null, day: null, unit: null };
    // Asset in doubt -> its question's place in the order of asking, and its place in there.
    this.asked = new Map();
    this.group = null;
    this.focus = null;
  }

  // Questions as the server orders them: the one whose answer settles most comes first.
  ask(questions) {
    this.asked.clear();
    questions.forEach((question, place) => {
      question.settles.forEach((id, inside) => this.asked.set(id, { place, inside }));
    });
  }

  put(rows) {
    for (const row of rows) this.assets.set(row.id, row);
  }

  counts() {
    const counts = { ready: 0, doubtful: 0, held: 0, accepted: 0, rejected: 0, processing: 0 };
    for (const row of this.assets.values()) {
      if (row.column) counts[row.column] += 1;
    }
    return counts;
  }

  // Everyone sits down anew. Between two seatings nobody moves, so that what is decided stays
  // under the editor's eyes until they leave the group.
  seat() {
    const groups = new Map();
    this.seats.clear();
    for (const row of this.assets.values()) {
      if (!this.isShown(row)) continue;
      const key = this.groupKey(row);
      if (!groups.has(key)) groups.set(key, { key, ids: [], ...groupFacts(row), asked: this.questionOf(row) });
      groups.get(key).ids.push(row.id);
      this.seats.set(row.id, key);
    }
    this.groups = Array.from(groups.values()).sort(byPlan);
    for (const group of this.groups) group.ids.sort((a, b) => this.order(group, a, b));
    if (!groups.has(this.group)) this.group = this.groups.length ? this.groups[0].key : null;
    this.settleFocus();
  }

  isShown(row) {
    const { column, activity, day, unit } = this.narrow;
    const columns = column === "all" ? ORDER : column ? [column] : VIEWS[this.view];
    return (
      columns.includes(row.column) &&
      (activity === null || (row.activity_key || "") === activity) &&
      (day === null || (row.date || "") === day) &&
      (unit === null || row.unit_key === unit)
    );
  }

  // Doubts that one answer settles sit together; what nobody has ordered yet, by what it looks like.
  groupKey(row) {
    const asked = this.questionOf(row);
    return asked === null ? groupKey(row) : `question|${asked}`;
  }

  questionOf(row) {
    const asked = row.column === "doubtful" ? this.asked.get(row.id) : null;
    return asked ? asked.place : null;
  }

  // Doubts in the order of asking, the others as they were taken.
  order(group, a, b) {
    const [one, other] = [this.assets.get(a), this.assets.get(b)];
    if (group.asked !== null) return this.asked.get(a).inside - this.asked.get(b).inside;
    return (one.taken_at || "~").localeCompare(other.taken_at || "~") || (a < b ? -1 : 1);
  }

  settleFocus() {
    const here = this.here();
    if (here && here.ids.includes(this.focus)) return;
    this.focus = here ? this.waiting(here)[0] || here.ids[0] : null;
  }

  here() {
    return this.groups.find((group) => group.key === this.group) || null;
  }

  row() {
    return this.assets.get(this.focus) || null;
  }

  // Ids of a group that are still to be decided.
  waiting(group) {
    return group.ids.filter((id) => OPEN.includes(this.assets.get(id).column));
  }

  // Ids that Enter accepts together: those of a ready group which are ready still; of the
  // others those that an answer made ready.
  acceptable() {
    const here = this.here();
    if (!here || !OPEN.includes(here.column)) return [];
    const isReady = (row) => row.column === "ready" && row.activity_key;
    return here.ids.filter((id) => isReady(this.assets.get(id)));
  }

  // The one in focus and all that follow it in its group and wait for a word, as a sending shows
  // one event after the other: what the machine tagged, and what a person put to another activity.
  fromHere(activity) {
    const here = this.here();
    const says = (row) => ["ready", "doubtful"].includes(row.column);
    const ids = here ? here.ids.slice(here.ids.indexOf(this.focus)).filter((id) => says(this.assets.get(id))) : [];
    const isPersons = (id) => this.assets.get(id).tag_by === "person";
    return {
      machines: ids.filter((id) => !isPersons(id)),
      persons: ids.filter((id) => isPersons(id) && this.assets.get(id).activity_key !== activity),
    };
  }

  // Ids of a group, doubts among them, that can be accepted as they are suggested.
  suggested() {
    const here = this.here();
    const can = (row) => ["ready", "doubtful"].includes(row.column) && row.activity_key;
    return here ? here.ids.filter((id) => can(this.assets.get(id))) : [];
  }

  enter(key, focus = null) {
    this.group = key;
    this.focus = focus;
    this.seat();
  }

  // The group after (or before) this one in the list; null past its ends.
  beside(step) {
    const place = this.groups.findIndex((group) => group.key === this.group);
    return this.groups[place + step] || null;
  }

  // The next thing to decide, here first, then in the groups that follow, then from the top.
  nextWaiting() {
    const here = this.here();
    if (!here) return null;
    const place = here.ids.indexOf(this.focus);
    const left = this.waiting(here);
    const after = left.find((id) => here.ids.indexOf(id) > place) || left[0];
    if (after) return { group: here.key, id: after };
    const from = this.groups.indexOf(here);
    const round = [...this.groups.slice(from + 1), ...this.groups.slice(0, from)];
    const next = round.find((group) => this.waiting(group).length);
    return next ? { group: next.key, id: this.waiting(next)[0] } : null;
  }
}

function groupKey(row) {
  return [row.column, row.activity_key || "", row.date || "", row.unit_key].join("|");
}

function groupFacts(row) {
  return {
    column: row.column,
    activity: activities.find((each) => each.key === row.activity_key) || null,
    day: row.date,
    unit: row.unit,
    unitKey: row.unit_key,
  };
}

function byPlan(one, other) {
  return (
    ORDER.indexOf(one.column) - ORDER.indexOf(other.column) ||
    byQuestion(one, other) ||
    placeOf(activities, one.activity && one.activity.key) -
      placeOf(activities, other.activity && other.activity.key) ||
    (one.day || "~").localeCompare(other.day || "~") ||
    placeOf(units, one.unitKey) - placeOf(units, other.unitKey)
  );
}

function byQuestion(one, other) {
  const last = Number.MAX_SAFE_INTEGER;
  return (one.asked === null ? last : one.asked) - (other.asked === null ? last : other.asked);
}
