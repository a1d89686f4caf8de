// What the unit has sent already, asked before files are sent; and the name of a new sending.

import { ask } from "./http.js";

const ASKED_AT_ONCE = 500;

export function asking(setup) {
  const known = (question) => ask("POST", setup.known, question);

  // One question for all sizes; when it fails, the server tells duplicates after they were sent.
  async function knownSizes(files) {
    const found = [];
    try {
      for (let start = 0; start < files.length; start += ASKED_AT_ONCE) {
        const sizes = files.slice(start, start + ASKED_AT_ONCE).map((file) => file.size);
        found.push(...(await known({ sizes })).sizes);
      }
    } catch (_) {
      // What was found so far is true.
    }
    return found;
  }

  return { known, knownSizes };
}

export function randomId() {
  const bytes = new Uint8Array(8);
  window.crypto.getRandomValues(bytes);
  return Array.from(bytes, (byte) => `0${byte.toString(16)}`.slice(-2)).join("");
}
