// What is corrected is kept on the server a moment later, one change after the other.

import { ask } from "../editor/http.js";
import { at, say, t } from "../editor/setup.js";

const PAUSE_MS = 700;

export class Saver {
  constructor(version, values) {
    this.version = version;
    this.values = values;
    this.waiting = 0;
    this.going = null;
    window.addEventListener("beforeunload", (event) => {
      if (this.waiting || this.going) event.preventDefault();
    });
    document.addEventListener("visibilitychange", () => {
      if (document.hidden && this.waiting) this.settle();
    });
  }

  changed() {
    clearTimeout(this.waiting);
    this.waiting = setTimeout(() => this.settle(), PAUSE_MS);
    at("notice-kept").textContent = t("正在保存…");
  }

  // All that was changed is on the server when this is done; false when it could not be kept.
  async settle() {
    clearTimeout(this.waiting);
    const due = this.waiting !== 0;
    this.waiting = 0;
    if (this.going) await this.going;
    if (!due) return this.whole !== false;
    this.going = this.send();
    const kept = await this.going;
    this.going = null;
    return kept;
  }

  async send() {
    try {
      const told = await ask("PUT", "/notice", { version: this.version, values: this.values });
      this.version = told.version;
      this.whole = true;
      at("notice-kept").textContent = t("✓ 已保存");
    } catch (refusal) {
      this.whole = false;
      at("notice-kept").textContent = t("✕ 没有保存");
      say(refusal.message, "bad");
    }
    return this.whole;
  }

  // Nothing is to be kept any more.
  end() {
    clearTimeout(this.waiting);
    this.waiting = 0;
  }
}
