// Decisions: shown at once, sent one after the other, taken back in the order they were made.

import { ask } from "../http.js";
import { inWords, say, setup, t } from "../setup.js";

// What a stroke makes of an asset until the server's own answer is there.
const AT_ONCE = {
  accept: () => ({ state: "accepted", column: "accepted" }),
  reject: () => ({ state: "rejected", column: "rejected" }),
  hold: () => ({ state: "held", column: "held" }),
  star: () => ({ star: true }),
  unstar: () => ({ star: false }),
  show: (row, { shot }) => ({ shows: row.shows.filter((each) => each !== shot).concat(shot) }),
  unshow: (row, { shot }) => ({ shows: row.shows.filter((each) => each !== shot) }),
  withdraw: () => ({ state: "withdrawn", column: null }),
  consent_grant: (row) => ({
    ...(row.column === "held" ? { state: "tagged", column: row.ready ? "ready" : "doubtful" } : {}),
    consent: { ...row.consent, decision: "granted" },
  }),
  consent_deny: (row) => ({
    state: "rejected",
    column: "rejected",
    consent: { ...row.consent, decision: "denied" },
  }),
  change: retagged,
  carry: retagged,
};

function retagged(row, said) {
  return {
    activity_key: said.activity || row.activity_key,
    date: said.day || row.date,
    tag_by: "person",
    ready: true,
    confidence: 1,
    ...(row.column === "doubtful" ? { column: "ready" } : {}),
  };
}

export class Deciding {
  // `changed(ids)` redraws; `reload()` reads everything again after a conflict.
  constructor(table, { changed, reload }) {
    this.table = table;
    this.changed = changed;
    this.reload = reload;
    this.done = [];
    // Strokes that could not be taken back, as others have changed since what they did.
    this.skip = [];
    this.chain = Promise.resolve();
    // Asset id -> strokes on it that the server has not answered yet.
    this.waiting = new Map();
    // Asset id -> the version that the server's last answer to a stroke of this page told of.
    this.told = new Map();
  }

  // One stroke over some assets; `said` may hold activity (key), day, reason, shot.
  decide(ids, action, said, words) {
    const before = ids.map((id) => this.table.assets.get(id));
    const stroke = { ids, before, words, id: null };
    this.table.put(before.map((row) => ({ ...row, ...AT_ONCE[action](row, said) })));
    if (action !== "withdraw") this.done.push(stroke);
    this.changed(ids);
    say(words, "good");
    return this.queue(ids, () => this.send(stroke, action, said));
  }

  async send(stroke, action, said) {
    // What was seen or our own last answer told of, though all was read anew since: another's change
    // after that is a conflict.
    const decisions = stroke.ids.map((id, place) => ({
      asset: id,
      action,
      seen_version: Math.max(stroke.before[place].version, this.told.get(id) || 0),
      seen: seenAs(stroke.before[place]),
      activity: said.activity || null,
      day: said.day || null,
      reason: said.reason || "",
      shot: said.shot || "",
    }));
    try {
      const answer = await ask("POST", "/decisions", { decisions });
      stroke.id = answer.stroke;
      this.hear(answer.assets);
      return () => this.take(answer.assets);
    } catch (refusal) {
      this.done = this.done.filter((each) => each !== stroke);
      return () => this.failed(stroke.before, refusal);
    }
  }

  // What was done elsewhere than to assets of the table, so that Z finds it too.
  note(id, words) {
    this.done.push({ ids: [], before: [], words, id });
  }

  // The stroke that is being taken back; null when it is one of before this page was opened.
  undo() {
    const stroke = this.done.pop();
    if (!stroke) {
      this.queue([], () => this.sendUndoOfEarlier());
      return null;
    }
    say(t("已撤销：%(words)s", { words: stroke.words }));
    this.restore(stroke.before);
    this.queue(stroke.ids, () => this.sendUndo(stroke));
    return stroke;
  }

  async sendUndo(stroke) {
    // The stroke itself was refused.
    if (stroke.id === null) return null;
    try {
      const answer = await ask("POST", `/strokes/${stroke.id}/undo`);
      this.hear(answer.assets);
      return () => this.takenBack(answer, stroke);
    } catch (refusal) {
      return () => this.notTakenBack(stroke.id, refusal);
    }
  }

  // The last that this person did before a reload, or in another window.
  async sendUndoOfEarlier() {
    const skip = this.skip.map((id) => `skip=${id}`).join("&");
    try {
      const { stroke } = await ask("GET", `/campaigns/${encodeURIComponent(setup.campaign)}/last-stroke?${skip}`);
      if (!stroke) return () => say(t("没有可以撤销的操作"));
      const words = t("%(when)s 的操作：%(words)s", { when: clock(stroke.at), words: inWords(stroke.words) });
      return this.sendUndo({ ids: [], id: stroke.id, words });
    } catch (refusal) {
      return () => say(refusal.message, "bad");
    }
  }

  // Of a stroke of this page the table shows the outcome already.
  async takenBack(answer, stroke) {
    if (stroke.ids.length && !answer.kept) return this.take(answer.assets);
    await this.reload(answer.assets[0] && answer.assets[0].id);
    if (!answer.kept) return say(t("已撤销：%(words)s", { words: stroke.words }), "good");
    const who = answer.kept_by.join("、");
    const words = who
      ? t("其中 %(count)s 件之后被 %(who)s 改过，没有撤销", { count: answer.kept, who })
      : t("其中 %(count)s 件之后又有改动，没有撤销", { count: answer.kept });
    return say(words, "bad");
  }

  async notTakenBack(id, refusal) {
    if (refusal.status === 409) this.skip.push(id);
    await this.reload().catch(() => {});
    say(t("没有撤销：%(why)s", { why: refusal.message }), "bad");
  }

  hear(rows) {
    for (const row of rows) this.told.set(row.id, row.version);
  }

  // Server rows; of those that a later stroke is still on its way for, only the version.
  take(rows) {
    this.table.put(
      rows.map((row) =>
        this.waiting.get(row.id) && this.table.assets.has(row.id) ? { ...this.table.assets.get(row.id), version: row.version } : row,
      ),
    );
    this.changed(rows.map((row) => row.id));
  }

  // What was withdrawn elsewhere and is not on the table any more does not come back to it.
  restore(rows) {
    const here = rows.filter((row) => this.table.assets.has(row.id));
    this.table.put(here.map((row) => ({ ...row, version: this.table.assets.get(row.id).version })));
    this.changed(here.map((row) => row.id));
  }

  async failed(before, refusal) {
    this.restore(before);
    if (refusal.status !== 409) return say(refusal.message, "bad");
    await this.reload().catch(() => {});
    return say(t("没有改：%(why)s。已重新读取最新状态", { why: refusal.message }), "bad");
  }

  // One at a time; what the task answers is done once its assets wait no more. Whatever fails in
  // one is said, and the next is sent all the same.
  queue(ids, task) {
    for (const id of ids) this.waiting.set(id, (this.waiting.get(id) || 0) + 1);
    this.chain = this.chain.then(() => this.run(ids, task)).catch((failure) => say(failure.message, "bad"));
    return this.chain;
  }

  async run(ids, task) {
    let end = null;
    try {
      end = await task();
    } finally {
      for (const id of ids) this.waiting.set(id, this.waiting.get(id) - 1);
    }
    if (end) await end();
  }
}

// What the editor saw: the machine may weigh a tag anew meanwhile, to the same.
function seenAs(row) {
  return { state: row.state, activity: row.activity_key, day: row.date, ready: row.ready, consent: row.consent.decision };
}

// "10:32" of today, with the day before it of another.
function clock(at) {
  const then = new Date(at);
  const time = then.toTimeString().slice(0, 5);
  const today = then.toDateString() === new Date().toDateString();
  return today ? time : `${then.getMonth() + 1}/${then.getDate()} ${time}`;
}
