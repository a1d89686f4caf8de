// How long it still takes and how much goes at once, by what really went out lately.

const KIB = 1024;
const SMALLEST_CHUNK = 256 * KIB;
const LARGEST_CHUNK = 8 * 1024 * KIB;
// A chunk should take a few seconds: a proxy that buffers loses one at most when the line breaks,
// and a question and answer for each costs a fast line little.
const CHUNK_MS = 4000;

// The next chunk in bytes: what goes out in a few seconds at `rate` (bytes a millisecond), at most
// twice the last one, for one quick answer is no fast line yet.
export function chunkAfter(last, rate) {
  const wanted = Math.min(rate * CHUNK_MS, last * 2, LARGEST_CHUNK);
  return Math.max(SMALLEST_CHUNK, Math.floor(wanted / SMALLEST_CHUNK) * SMALLEST_CHUNK);
}

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
