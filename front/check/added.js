// Files that a Mac or Windows puts into a folder that passes through it. Told by name and first bytes,
// as storage/repacked.py does, so that nothing else gets in under such a name.

import { headOf } from "./hashing.js";

const HEADS = [
  [/^\._/, "Mac", "00051607"],
  [/^\.DS_Store$/i, "Mac", "0000000142756431"],
  [/^Thumbs\.db$/i, "Windows", "d0cf11e0a1b11ae1"],
];
const LONGEST_INI = 64 * 1024;
const MOST_NAMED = 3;

// Path -> system of those among `files` that no list names.
export async function addedFiles(files, listed) {
  const added = new Map();
  for (const [path, file] of files) {
    const system = listed.has(path) ? null : await addedBy(nameOf(path), file);
    if (system) added.set(path, system);
  }
  return added;
}

async function addedBy(name, file) {
  if (/^desktop\.ini$/i.test(name)) return file.size <= LONGEST_INI ? "Windows" : null;
  const found = HEADS.find(([pattern]) => pattern.test(name));
  if (!found) return null;
  const [, system, wanted] = found;
  return (await headOf(file, wanted.length / 2)) === wanted ? system : null;
}

export function addedNotes(added) {
  return ["Mac", "Windows"].map((system) => noteOf(system, added)).filter(Boolean);
}

function noteOf(system, added) {
  const paths = [...added].filter(([, whose]) => whose === system).map(([path]) => path);
  if (!paths.length) return "";
  const names = [...new Set(paths.map(nameOf))];
  const told = names.slice(0, MOST_NAMED).join("、") + (names.length > MOST_NAMED ? "等" : "");
  return (
    `${system} 电脑自己加了 ${paths.length} 个文件（${told}），` +
    "不属于报送包，没有算在内；包里原有的文件照常核对"
  );
}

function nameOf(path) {
  return path.split("/").pop();
}
