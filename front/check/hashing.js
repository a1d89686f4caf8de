// SHA-256 in slices: a film is larger than a browser's memory, and crypto.subtle wants it whole.

import { sha256 } from "@noble/hashes/sha2.js";

const SLICE = 4 * 1024 * 1024;

export class Stopped extends Error {}

export async function hashOf(file, told) {
  const hash = sha256.create();
  for (let start = 0; start < file.size; start += SLICE) {
    const slice = await bytesOf(file.slice(start, Math.min(start + SLICE, file.size)));
    hash.update(slice);
    told(slice.length);
  }
  return hexOf(hash);
}

export async function textOf(file) {
  return new TextDecoder("utf-8").decode(await bytesOf(file));
}

// The first bytes of a file as hex digits.
export async function headOf(file, bytes) {
  return hex(await bytesOf(file.slice(0, bytes)));
}

function bytesOf(blob) {
  return new Promise((resolve, reject) => {
    const reader = new FileReader();
    reader.onload = () => resolve(new Uint8Array(reader.result));
    reader.onerror = () => reject(reader.error);
    reader.readAsArrayBuffer(blob);
  });
}

function hexOf(hash) {
  return hex(hash.digest());
}

function hex(bytes) {
  return Array.from(bytes, (byte) => `0${byte.toString(16)}`.slice(-2)).join("");
}
