// The whole check of one package: its lists against each other and this page, then every file.

import { addedFiles, addedNotes } from "./added.js";
import { hashOf, Stopped, textOf } from "./hashing.js";
import { MANIFEST, TAG_MANIFEST, fault, listFaults, plain, presence, readManifest } from "./sums.js";

// A list of a package of thousands of files has less than this.
const LONGEST_LIST = 16 * 1024 * 1024;

// `files` is path -> File, `page` what this page knows of the package; `told` hears of every slice.
export async function check(files, page, told, stopped) {
  const embedded = new Map(page.files.map(({ path, sha256 }) => [plain(path), sha256]));
  const own = plain(page.page);
  const faults = [];
  const tags = await listIn(files, TAG_MANIFEST, faults);
  const manifest = await listIn(files, MANIFEST, faults);
  faults.push(...listFaults(manifest, embedded, own));
  const wanted = new Set([...manifest.keys(), ...embedded.keys(), own]);
  const listed = new Set([...wanted, ...tags.keys()]);
  const added = await addedFiles(files, new Set([...listed, TAG_MANIFEST]));
  const ours = new Set([...files.keys()].filter((path) => !added.has(path)));
  const here = presence(listed, tags, ours);
  faults.push(...here.faults);
  // The last one holds: what this page was written with stands above what lists in the folder say.
  const sums = new Map([...tags, ...manifest, ...embedded]);
  faults.push(...(await changed(files, sums, told, stopped)));
  const seal = files.has(TAG_MANIFEST) ? await hashOf(files.get(TAG_MANIFEST), () => {}) : "";
  return { faults: onceEach(faults), notes: [...addedNotes(added), ...here.notes], count: sums.size, bytes: bytesOf(files, sums), seal };
}

async function listIn(files, name, faults) {
  const file = files.get(name);
  if (!file) {
    faults.push(fault("missing", `缺少 ${name}`, name));
    return new Map();
  }
  const sums = file.size > LONGEST_LIST ? null : readManifest(await textOf(file));
  if (sums === null) faults.push(fault("list", `${name} 不是一份校验清单`, name));
  return sums || new Map();
}

async function changed(files, sums, told, stopped) {
  const faults = [];
  const present = [...sums].filter(([path]) => files.has(path));
  const whole = bytesOf(files, sums);
  let done = 0;
  for (const [number, [path, sum]] of present.entries()) {
    const read = await hashOf(files.get(path), (bytes) => {
      if (stopped()) throw new Stopped();
      done += bytes;
      told({ number: number + 1, of: present.length, path, done, whole });
    }).catch((error) => {
      if (error instanceof Stopped) throw error;
      return null;
    });
    if (read === null) faults.push(fault("changed", `${path} 读不出来`, path));
    else if (read !== sum) faults.push(fault("changed", `${path} 的内容被改动过`, path));
  }
  return faults;
}

export function bytesOf(files, sums) {
  let bytes = 0;
  for (const path of sums.keys()) if (files.has(path)) bytes += files.get(path).size;
  return bytes;
}

function onceEach(faults) {
  const seen = new Set();
  return faults.filter(({ words }) => !seen.has(words) && seen.add(words));
}
