// Sends files with tus-js-client as the sender's page does, and says on stdout what happens.
// node sender.mjs '{"endpoint": …, "memory": folder, "atOnce": 6, "files": [path, …]}'

import { createReadStream, existsSync, readFileSync, renameSync, rmSync, writeFileSync } from "node:fs";
import { basename, join } from "node:path";
import { setTimeout as wait } from "node:timers/promises";
import { Upload } from "tus-js-client";

const { endpoint, memory, atOnce, files } = JSON.parse(process.argv[2]);
const CHUNK = 256 * 1024;
const RETRY_MS = [0, 200, 500, 1000, 2000];
// No byte went out for so long: the line is dead. The page waits 45 s.
const DEAD_MS = 3000;
const AGAIN = [0, 408, 409, 423, 429];

function say(event, file, more = {}) {
  process.stdout.write(`${JSON.stringify({ event, file: basename(file), ...more })}\n`);
}

// One file an upload, renamed into place: a killed client must not leave half a memory.
const urlStorage = {
  findAllUploads: async () => [],
  async findUploadsByFingerprint(key) {
    const kept = join(memory, key);
    if (!existsSync(kept)) return [];
    return [{ uploadUrl: readFileSync(kept, "utf8"), urlStorageKey: key, size: null, metadata: {} }];
  },
  async addUpload(key, upload) {
    writeFileSync(join(memory, `${key}.new`), upload.uploadUrl);
    renameSync(join(memory, `${key}.new`), join(memory, key));
    return key;
  },
  async removeUpload(key) {
    rmSync(join(memory, key), { force: true });
  },
};

function worthAnotherTry(error) {
  const status = error.originalResponse ? error.originalResponse.getStatus() : 0;
  return status >= 500 || AGAIN.includes(status);
}

// Resolves with the last answer, rejects when the library gives up.
function once(file) {
  return new Promise((resolve, reject) => {
    let movedAt = Date.now();
    const upload = new Upload(createReadStream(file), {
      endpoint,
      metadata: { filename: basename(file), filetype: "video/mp4", sending: "torture" },
      fingerprint: async () => basename(file),
      urlStorage,
      chunkSize: CHUNK,
      retryDelays: RETRY_MS,
      onShouldRetry: worthAnotherTry,
      onUploadUrlAvailable: () => say("begun", file, { url: upload.url }),
      onProgress: () => {
        movedAt = Date.now();
      },
      onSuccess: () => {
        clearInterval(watch);
        resolve(upload.url);
      },
      onError: (error) => {
        clearInterval(watch);
        reject(error);
      },
    });
    const watch = setInterval(() => {
      if (Date.now() - movedAt < DEAD_MS) return;
      movedAt = Date.now();
      upload.abort();
      upload.start();
    }, 500);
    upload.findPreviousUploads().then((found) => {
      if (found.length) upload.resumeFromPreviousUpload(found[0]);
      upload.start();
    }, reject);
  });
}

async function standing(url) {
  try {
    const answer = await fetch(url, { method: "HEAD", headers: { "Tus-Resumable": "1.0.0" } });
    return answer.headers.get("WeekReel-State") || "arriving";
  } catch {
    return "arriving";
  }
}

async function send(file) {
  for (;;) {
    try {
      const url = await once(file);
      let state = "arriving";
      while (state === "arriving") {
        await wait(200);
        state = await standing(url);
      }
      say("done", file, { state });
      return;
    } catch (error) {
      const status = error.originalResponse ? error.originalResponse.getStatus() : 0;
      say("stuck", file, { status });
      if (status >= 400 && status < 500 && !AGAIN.includes(status)) return;
      await wait(500);
    }
  }
}

const waiting = files.slice();
async function oneAfterTheOther() {
  while (waiting.length) await send(waiting.shift());
}
await Promise.all(Array.from({ length: atOnce }, oneAfterTheOther));
