// Which file goes next: photos before clips, two at a time, again and again until all arrived.

const AT_ONCE = 2;
const STUCK_AGAIN_MS = 20000;

export class Queue {
  constructor(changed) {
    this.sendings = [];
    this.running = [];
    this.paused = false;
    this.changed = changed;
    setInterval(() => this.retryStuck(), STUCK_AGAIN_MS);
    window.addEventListener("online", () => this.retryStuck());
  }

  add(sendings) {
    this.sendings = this.sendings.concat(sendings);
    this.go();
  }

  go() {
    while (!this.paused && this.running.length < AT_ONCE) {
      const next = this.next();
      if (!next) break;
      this.running.push(next);
      next.run().then(
        () => this.rested(next),
        () => this.rested(next),
      );
    }
    this.changed();
  }

  next() {
    const waiting = this.sendings.filter(
      (sending) => sending.state === "wait" && this.running.indexOf(sending) === -1,
    );
    return waiting.filter((sending) => !sending.isClip)[0] || waiting[0];
  }

  rested(sending) {
    this.running = this.running.filter((running) => running !== sending);
    this.go();
  }

  pause() {
    this.paused = true;
    this.running.slice().forEach((sending) => sending.stop());
    this.changed();
  }

  resume() {
    this.paused = false;
    this.retryStuck();
    this.go();
  }

  retryStuck() {
    if (this.paused) return;
    this.sendings.filter((sending) => sending.state === "stuck").forEach((sending) => {
      sending.become("wait");
    });
    this.go();
  }

  wake() {
    this.running.forEach((sending) => sending.reviveIfDead());
    this.retryStuck();
  }

  // Numbers of the whole: files and bytes, of those that were not refused.
  totals() {
    const meant = this.sendings.filter((sending) => sending.state !== "refused");
    const sum = (measure) => meant.reduce((total, sending) => total + measure(sending), 0);
    const count = (state) => this.sendings.filter((sending) => sending.state === state).length;
    return {
      all: this.sendings.length,
      ended: this.sendings.filter((sending) => sending.ended).length,
      done: count("done"),
      known: count("known"),
      refused: count("refused"),
      stuck: count("stuck"),
      bytes: sum((sending) => sending.file.size),
      sent: sum((sending) => Math.min(sending.sent, sending.file.size)),
    };
  }
}
