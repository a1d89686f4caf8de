// How long it still takes, by what really went out lately.

const WINDOW_MS = 20000;

export class Speed {
  constructor() {
    this.samples = [];
  }

  note(sent) {
    const now = Date.now();
    this.samples.push([now, sent]);
    while (this.samples.length > 2 && now - this.samples[0][0] > WINDOW_MS) this.samples.shift();
  }

  reset() {
    this.samples = [];
  }

  // Seconds for `left` bytes; null while nothing can be said.
  seconds(left) {
    if (this.samples.length < 2) return null;
    const [from, first] = this.samples[0];
    const [to, last] = this.samples[this.samples.length - 1];
    const rate = (last - first) / (to - from);
    return rate > 0 && to - from >= 2000 ? left / rate / 1000 : null;
  }
}
