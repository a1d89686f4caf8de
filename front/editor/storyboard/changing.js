// Changes, one after another, each on what the one before it left; what others did is said.

import { ask } from "../http.js";
import { at, inWords, say, setup, t } from "../setup.js";

export const BASE = `/campaigns/${encodeURIComponent(setup.campaign)}/storyboard`;

export class Changing {
  // `drawn()` is called whenever what lies on the table was read or changed, `undone()` before it is
  // drawn after a refusal: what was tried is taken back everywhere.
  constructor(board, drawn, undone) {
    this.board = board;
    this.drawn = drawn;
    this.undone = undone;
    this.line = Promise.resolve(null);
    this.waiting = 0;
    // Counts what was refused: later changes that were meant for what is gone are dropped.
    this.turn = 0;
  }

  async read() {
    this.put(await ask("GET", BASE));
  }

  put(told, way) {
    this.board.put(told, way);
    this.drawn();
  }

  // The changes as one step; resolves to what lies there then, null when it was refused.
  edits(list, words) {
    return this.send("edits", { edits: list }, words);
  }

  send(path, body, words) {
    const turn = this.turn;
    this.waiting += 1;
    document.body.classList.add("sending");
    this.line = this.line.then(() => (turn === this.turn ? this.made(path, body, words) : null));
    return this.line;
  }

  async made(path, body, words) {
    try {
      const told = await ask("POST", `${BASE}/${path}`, { ...body, seen: this.board.told.seen });
      at("changed").hidden = true;
      this.put(told, { back: path === "undo" || path === "redo" });
      if (words) say(words, "good");
      return told;
    } catch (refusal) {
      this.turn += 1;
      await this.refused(refusal);
      return null;
    } finally {
      this.waiting -= 1;
      document.body.classList.toggle("sending", this.waiting > 0);
    }
  }

  // Everything as the server has it; when others were first, what they did stands above.
  async refused(refusal) {
    const seen = this.board.told.seen;
    say(refusal.message, "bad");
    this.undone();
    try {
      await this.read();
    } catch (_) {
      // The line is down: what was said of the change stands.
      this.board.try(null);
      this.drawn();
      return;
    }
    if (this.board.told.seen !== seen) this.tellOthers(t("您刚才的一步没有做。"));
  }

  // Looks whether somebody else changed it; nothing is taken away from who is in the midst of it.
  async look() {
    if (this.waiting || this.board.trying || !this.board.told) return;
    const told = await ask("GET", BASE).catch(() => null);
    if (!told || this.waiting || this.board.trying || JSON.stringify(told) === JSON.stringify(this.board.told)) return;
    const other = told.seen !== this.board.told.seen;
    this.put(told);
    if (other) this.tellOthers("");
  }

  tellOthers(more) {
    const { line } = this.board.told;
    const who = line ? t("%(name)s 刚改过分镜（%(did)s），这里已换成最新的。", { name: line.by, did: inWords(line.did) }) : t("分镜已换成最新的。");
    const box = at("changed");
    box.textContent = `${who}${more}`;
    box.hidden = false;
    say("");
  }
}
