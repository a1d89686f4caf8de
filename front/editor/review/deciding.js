// Decisions: shown at once, sent one after the other, taken back in the order they were made.

import { ask } from "../http.js";
import { say, t } from "../setup.js";

// What a stroke makes of an asset until the server's own answer is there.
const AT_ONCE = {
  accept: () => ({ state: "accepted", column: "accepted" }),
  reject: () => ({ state: "rejected", column: "rejected" }),
  hold: () => ({ state: "held", column: "held" }),
  star: () => ({ star: true }),
  unstar: () => ({ star: false }),
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
  change: (row, said) => ({
    activity_key: said.activity || row.activity_key,
    date: said.day || row.date,
    tag_by: "person",
    ready: true,
    confidence: 1,
    ...(row.column === "doubtful" ? { column: "ready" } : {}),
  }),
};

export class Deciding {
  // `changed(ids)` redraws; `reload()` reads everything again after a conflict.
  constructor(table, { changed, reload }) {
    this.table = table;
    this.changed = changed;
    this.reload = reload;
    this.done = [];
    this.chain = Promise.resolve();
    // Asset id -> strokes on it that the server has not answered yet.
    this.waiting = new Map();
  }

  // One stroke over some assets; `said` may hold activity (key), day, reason.
  decide(ids, action, said, words) {
    const before = ids.map((id) => this.table.assets.get(id));
    const stroke = { ids, before, words, made: [] };
    this.table.put(before.map((row) => ({ ...row, ...AT_ONCE[action](row, said) })));
    if (action !== "withdraw") this.done.push(stroke);
    this.changed(ids);
    say(words, "good");
    return this.queue(ids, () => this.send(stroke, action, said));
  }

  async send(stroke, action, said) {
    // The version that our own last answer told of; another's change since then is a conflict.
    const decisions = stroke.ids.map((id) => ({
      asset: id,
      action,
      seen_version: this.table.assets.get(id).version,
      activity: said.activity || null,
      day: said.day || null,
      reason: said.reason || "",
    }));
    try {
      const answer = await ask("POST", "/decisions", { decisions });
      stroke.made = answer.decided.map((each) => each.id);
      return () => this.take(answer.assets);
    } catch (refusal) {
      this.done = this.done.filter((each) => each !== stroke);
      return () => this.failed(stroke.before, refusal);
    }
  }

  // The stroke that was taken back; null when there is none left.
  undo() {
    const stroke = this.done.pop();
    if (!stroke) {
      say(t("没有可以撤销的操作"));
      return null;
    }
    say(t("已撤销：%(words)s", { words: stroke.words }));
    if (stroke.back) {
      this.queue([], stroke.back);
      return stroke;
    }
    this.restore(stroke.before);
    this.queue(stroke.ids, () => this.sendUndo(stroke));
    return stroke;
  }

  async sendUndo(stroke) {
    if (!stroke.made.length) return null;
    try {
      const answer = await ask("POST", "/decisions/undo", { decisions: stroke.made });
      return async () => {
        this.take(answer.assets);
        if (!answer.kept) return;
        await this.reload();
        say(t("其中 %(count)s 件之后又有改动，没有撤销", { count: answer.kept }), "bad");
      };
    } catch (refusal) {
      return () => this.failed([], refusal);
    }
  }

  // Server rows; of those that a later stroke is still on its way for, only the version.
  take(rows) {
    this.table.put(
      rows.map((row) =>
        this.waiting.get(row.id) ? { ...this.table.assets.get(row.id), version: row.version } : row,
      ),
    );
    this.changed(rows.map((row) => row.id));
  }

  restore(rows) {
    const version = (id) => this.table.assets.get(id).version;
    this.table.put(rows.map((row) => ({ ...row, version: version(row.id) })));
    this.changed(rows.map((row) => row.id));
  }

  async failed(before, refusal) {
    this.restore(before);
    if (refusal.status !== 409) return say(refusal.message, "bad");
    await this.reload().catch(() => {});
    return say(t("没有改：%(why)s。已重新读取最新状态", { why: refusal.message }), "bad");
  }

  // One at a time; what the task answers is done once its assets wait no more.
  queue(ids, task) {
    for (const id of ids) this.waiting.set(id, (this.waiting.get(id) || 0) + 1);
    this.chain = this.chain.then(task).then((end) => {
      for (const id of ids) this.waiting.set(id, this.waiting.get(id) - 1);
      return end ? end() : null;
    });
    return this.chain;
  }
}
