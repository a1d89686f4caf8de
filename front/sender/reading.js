// Reading picked files in slices: whole clips do not fit into an old phone's memory.

import { sha256 } from "@noble/hashes/sha2.js";

const SLICE = 2 * 1024 * 1024;

export function readSlice(file, start, end) {
  return new Promise((resolve, reject) => {
    const reader = new FileReader();
    reader.onload = () => resolve(reader.result);
    reader.onerror = () => reject(reader.error);
    reader.readAsArrayBuffer(file.slice(start, end));
  });
}

async function eachSlice(file, use) {
  for (let start = 0; start < file.size; start += SLICE) {
    use(await readSlice(file, start, Math.min(start + SLICE, file.size)));
  }
}

export async function hashOf(file) {
  const hash = sha256.create();
  await eachSlice(file, (slice) => hash.update(new Uint8Array(slice)));
  return hexOf(hash);
}

// Hash of the first and the last `edge` bytes: a hint that costs two readings, whatever the size.
export async function edgeHashOf(file, edge) {
  const hash = sha256.create();
  for (const start of [0, Math.max(0, file.size - edge)]) {
    const slice = await readSlice(file, start, Math.min(start + edge, file.size));
    hash.update(new Uint8Array(slice));
  }
  return hexOf(hash);
}

function hexOf(hash) {
  return Array.from(hash.digest(), (byte) => `0${byte.toString(16)}`.slice(-2)).join("");
}

// A copy in memory. Files of cloud drives change their times while they are sent, and browsers
// then break the request off (ERR_UPLOAD_FILE_CHANGED).
export async function copyOf(file) {
  const parts = [];
  await eachSlice(file, (slice) => parts.push(slice));
  return new Blob(parts, { type: file.type });
}
