// One picked file on its way: known already, sent in chunks, or told why not.

import { Upload } from "tus-js-client";
import { ask, head } from "./http.js";
import { copyOf, edgeHashOf, hashOf, readSlice } from "./reading.js";
import { fingerprint, remembers, urlStorage } from "./remembered.js";
import { chunkAfter } from "./speed.js";
import { inWords, t } from "./words.js";

const KIB = 1024;
const MIB = 1024 * KIB;

// Until something is known of the line: ten seconds of a slow 3G.
const FIRST_CHUNK = 512 * KIB;
const SMALLEST_CHUNK = 256 * KIB;

// In all longer than the 30 s that the server lets a half-open connection be quiet.
const RETRY_MS = [0, 1000, 3000, 5000, 10000, 15000, 20000, 30000];
// No byte went out for so long: the line is dead, whatever the browser believes.
const DEAD_MS = 45000;
const ASK_AGAIN_MS = 2000;

// Copies of cloud files are held in memory.
const LARGEST_COPY = 128 * MIB;

// Worth another try: no answer, server trouble, wrong offset, busy, too many, quiet.
const AGAIN = [0, 408, 409, 423, 429];

export const ENDED = ["done", "known", "refused"];

export class Sending {
  // `said` gives what the form says now, `sizes` resolves to the sizes that this unit has sent.
  constructor(file, said, sizes, page) {
    this.file = file;
    this.said = said;
    this.sizes = sizes;
    this.page = page;
    this.key = fingerprint(file, page.setup.invite);
    this.isClip = /^video\//.test(file.type) || /\.(mp4|mov|m4v|3gp|webm|mkv|avi)$/i.test(file.name);
    this.source = file;
    this.sent = 0;
    this.receipt = "";
    this.words = "";
    this.upload = null;
    this.vainTries = 0;
    this.headAnswered = false;
    this.become("wait");
  }

  become(state, words = "") {
    this.state = state;
    this.words = words;
    this.page.changed(this);
  }

  get ended() {
    return ENDED.indexOf(this.state) !== -1;
  }

  // Goes as far as it can; resolves when the file ended, is stuck or was stopped.
  async run() {
    this.stopped = false;
    const receipt = await this.knownReceipt();
    if (this.stopped) return;
    if (receipt) {
      this.end("known", receipt);
      return;
    }
    await this.send();
  }

  stop() {
    this.stopped = true;
    if (this.upload) this.upload.abort();
    this.rest("wait");
  }

  // Only files whose size this unit has sent before are hashed.
  async knownReceipt() {
    if (this.checked || remembers(this.key)) return "";
    this.checked = true;
    this.become("check");
    try {
      const sizes = await this.sizes;
      if (sizes.indexOf(this.file.size) === -1) return "";
      if (this.file.size > 4 * this.page.setup.edge && !(await this.hasKnownEdges())) return "";
      const hash = await hashOf(this.file);
      const answer = await this.page.known({ sha256: [hash] });
      return answer.sha256[hash] || "";
    } catch (_) {
      // The server tells a duplicate in any case, after it was sent.
      return "";
    }
  }

  // Another clip of the same size is told by two MiB; an old phone hashes a whole one for minutes.
  async hasKnownEdges() {
    const sha256 = await edgeHashOf(this.file, this.page.setup.edge);
    const answer = await this.page.known({ edges: [{ size: this.file.size, sha256 }] });
    return answer.edges.indexOf(sha256) !== -1;
  }

  send() {
    this.become("send");
    this.moved();
    return new Promise((resolve) => {
      this.rested = resolve;
      this.watch = setInterval(() => this.reviveIfDead(), 5000);
      if (this.upload) {
        this.upload.start();
      } else {
        this.begin();
      }
    });
  }

  // The way ends here for now: the next `run` goes on from what the server has.
  rest(state, words) {
    clearInterval(this.watch);
    this.become(state, words);
    if (this.rested) this.rested();
    this.rested = null;
  }

  end(state, receipt, words) {
    this.receipt = receipt || "";
    this.sent = this.file.size;
    this.upload = null;
    this.source = null;
    this.rest(state, words);
  }

  begin() {
    const upload = new Upload(this.source, this.options());
    this.upload = upload;
    upload
      .findPreviousUploads()
      .then((found) => {
        this.resumed = found.length > 0;
        if (this.resumed) upload.resumeFromPreviousUpload(found[0]);
        if (!this.stopped) upload.start();
      })
      .catch(() => this.rest("stuck", t("没能开始发送，会自动重试")));
  }

  options() {
    return {
      endpoint: location.origin + this.page.setup.uploads,
      metadata: this.metadata(),
      fingerprint: () => Promise.resolve(this.key),
      urlStorage,
      chunkSize: this.page.chunk || FIRST_CHUNK,
      retryDelays: RETRY_MS,
      onShouldRetry: (error) => this.worthAnotherTry(error),
      onAfterResponse: (request) => {
        this.headAnswered = request.getMethod() === "HEAD";
      },
      onProgress: (sent) => this.progress(sent),
      onChunkComplete: (size) => this.adapt(size),
      onSuccess: (success) => this.arrived(success.lastResponse),
      onError: (error) => this.failed(error),
    };
  }

  metadata() {
    const said = this.said();
    const told = { filename: this.file.name, filetype: this.file.type, sending: said.sending };
    ["activity", "day", "consent"].forEach((name) => {
      if (said[name]) told[name] = said[name];
    });
    if (this.file.lastModified) told.modified = String(this.file.lastModified);
    return told;
  }

  moved() {
    this.movedAt = Date.now();
    this.chunkAt = this.chunkAt || this.movedAt;
  }

  progress(sent) {
    if (sent > this.sent) {
      this.moved();
      this.vainTries = 0;
    }
    this.sent = sent;
    this.page.changed(this);
  }

  adapt(size) {
    const took = Math.max(1, Date.now() - this.chunkAt);
    this.chunkAt = Date.now();
    this.brought = true;
    const options = this.upload.options;
    // The short end of a file says nothing of what a whole chunk would take.
    if (size < options.chunkSize) return;
    options.chunkSize = chunkAfter(options.chunkSize, size / took);
    // The next file begins with what this one learned.
    this.page.chunk = options.chunkSize;
  }

  reviveIfDead() {
    if (this.state !== "send" || Date.now() - this.movedAt < DEAD_MS) return;
    this.movedAt = Date.now();
    this.upload.options.chunkSize = SMALLEST_CHUNK;
    this.upload.abort();
    this.upload.start();
  }

  worthAnotherTry(error) {
    const status = error.originalResponse ? error.originalResponse.getStatus() : 0;
    this.chunkAt = Date.now();
    if (status === 0 && this.headAnswered) this.vainTries += 1;
    // The line works, yet the file's bytes do not go out: perhaps it is the file.
    if (this.vainTries >= 2) return false;
    this.page.trouble(this);
    return status >= 500 || AGAIN.indexOf(status) !== -1;
  }

  failed(error) {
    const response = error.originalResponse;
    if (!response) {
      this.lookAtFile();
      return;
    }
    const status = response.getStatus();
    const problem = problemIn(response);
    if (/^invite-(unknown|revoked)$/.test(problem.code)) {
      this.page.closed(problem.words);
      this.end("refused", "", problem.words);
    } else if (status === 404 || status === 410) {
      // The upload is gone, the file is not: from its first byte.
      urlStorage.removeUpload(this.key);
      this.upload = null;
      this.rest("stuck", t("服务器上没有之前的进度了，会重新发送"));
    } else if (status >= 500 || AGAIN.indexOf(status) !== -1) {
      this.rest("stuck", problem.words);
    } else {
      this.end("refused", "", problem.words);
    }
  }

  async lookAtFile() {
    const file = this.source;
    const start = Math.min(this.sent, file.size - 1);
    try {
      await readSlice(file, start, Math.min(start + KIB, file.size));
    } catch (_) {
      this.end("refused", "", t("手机没有把这个文件交出来。请先把它存到相册或“文件”里，再选一次"));
      return;
    }
    if (this.vainTries >= 2 && file === this.file && file.size <= LARGEST_COPY) {
      await this.sendCopy();
    } else {
      this.vainTries = 0;
      this.rest("stuck", t("网络不通，会自动重试，已发的部分不会重发"));
    }
  }

  async sendCopy() {
    this.vainTries = 0;
    try {
      this.source = await copyOf(this.file);
    } catch (_) {
      this.end("refused", "", t("手机没有把这个文件交出来。请先把它存到相册或“文件”里，再选一次"));
      return;
    }
    if (!this.stopped) this.begin();
  }

  // All bytes are there; 已收到 is said only when the receipt is written.
  async arrived(response) {
    const url = this.upload.url;
    let read = (name) => response.getHeader(name);
    while (!this.stopped && (read("WeekReel-State") || "arriving") === "arriving") {
      this.become("save");
      await new Promise((resolve) => setTimeout(resolve, ASK_AGAIN_MS));
      try {
        read = await head(url);
      } catch (_) {
        this.page.trouble(this);
      }
    }
    if (this.stopped) return;
    const receipt = read("WeekReel-Receipt");
    const state = read("WeekReel-State");
    if (state === "refused") {
      this.end("refused", receipt, await this.refusal(receipt));
    } else if (state === "unpacked") {
      this.end("done", receipt, t("压缩包已打开，里面的文件各有回执"));
    } else {
      // Whole before this page sent a byte: it was picked a second time.
      const again = this.resumed && !this.brought;
      this.end(state === "duplicate" || again ? "known" : "done", receipt);
    }
  }

  async refusal(number) {
    try {
      const receipts = await ask("GET", this.page.setup.receipts);
      return inWords(receipts.filter((receipt) => receipt.receipt === number)[0].words);
    } catch (_) {
      return t("未接收，原因见下面的回执");
    }
  }
}

function problemIn(response) {
  try {
    const problem = JSON.parse(response.getBody());
    return { code: problem.code, words: inWords(problem.words) };
  } catch (_) {
    return { code: "", words: t("服务器暂时忙，会自动重试") };
  }
}
