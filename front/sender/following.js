// When the unit's receipts are asked for: as files arrived, and again while they are being read.

import { ask } from "./http.js";

const FIRST_MS = 3000;
const GROWTH = 1.3;
const LONGEST_MS = 120000;
// Most files are read within a minute; who leaves the page open hears of them for half an hour.
const MOST_ASKED = 26;

export class Following {
  // `heard` is given the receipts and answers whether a file of this page is still being read.
  constructor(url, heard) {
    this.url = url;
    this.heard = heard;
    this.unread = false;
    this.asked = 0;
    this.turn = 0;
    this.timer = 0;
    // Nobody looks, and iOS breaks off what a page in the background asks.
    document.addEventListener("visibilitychange", () => {
      clearTimeout(this.timer);
      if (this.unread) this.ask();
    });
  }

  // More files arrived: what became of them is not known yet.
  begin() {
    this.unread = true;
    this.asked = 0;
    this.ask();
  }

  async ask() {
    clearTimeout(this.timer);
    if (document.hidden) return;
    this.turn += 1;
    const turn = this.turn;
    // No answer is no news: what was unread still is.
    const receipts = await ask("GET", this.url).catch(() => null);
    // Of two questions on their way the older one may not know of the newest files.
    if (turn !== this.turn) return;
    if (receipts) this.unread = this.heard(receipts);
    this.askLater();
  }

  askLater() {
    if (!this.unread || document.hidden || this.asked >= MOST_ASKED) return;
    const rest = Math.min(FIRST_MS * Math.pow(GROWTH, this.asked), LONGEST_MS);
    this.asked += 1;
    this.timer = setTimeout(() => this.ask(), rest);
  }
}
