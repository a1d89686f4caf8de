// What the package's own lists say, and where the chosen files differ from them. Pure.

export const MANIFEST = "manifest-sha256.txt";
export const TAG_MANIFEST = "tagmanifest-sha256.txt";

// "digest  path" a line, as RFC 8493 has it; null when a line is none.
export function readManifest(text) {
  const sums = new Map();
  for (const line of text.replace(/^\uFEFF/, "").split(/\r\n|\r|\n/)) {
    if (!line) continue;
    const found = /^([0-9a-fA-F]{64})[ \t]+\*?(.+)$/.exec(line);
    if (!found) return null;
    sums.set(plain(found[2]), found[1].toLowerCase());
  }
  return sums;
}

// Systems write the same Chinese name in two ways; a picked file may carry either.
export function plain(path) {
  return path.normalize("NFC").replace(/^\.\//, "");
}

// Where the list in the folder differs from the sums that this page was written with. The page
// cannot hold its own sum, so the list may have that one more.
export function listFaults(manifest, embedded, page) {
  const faults = [];
  for (const [path, sum] of embedded) {
    if (!manifest.has(path)) faults.push(fault("list", `清单里少了 ${path}`, path));
    else if (manifest.get(path) !== sum) faults.push(fault("list", `清单里 ${path} 的校验值被改过`, path));
  }
  for (const path of manifest.keys()) {
    if (!embedded.has(path) && path !== page) faults.push(fault("list", `清单里多了 ${path}`, path));
  }
  if (!manifest.has(page)) faults.push(fault("list", `清单里少了 ${page}`, page));
  return faults;
}

// Files that are missing or too many; what lies outside data/ and is in no list is only told.
export function presence(wanted, tags, present) {
  const faults = [];
  const notes = [];
  for (const path of wanted) {
    if (!present.has(path)) faults.push(fault("missing", `缺少 ${path}`, path));
  }
  for (const path of present) {
    if (wanted.has(path) || tags.has(path)) continue;
    if (path.startsWith("data/")) faults.push(fault("extra", `多出 ${path}`, path));
    else if (path !== TAG_MANIFEST) notes.push(`包外另有 ${path}，不在校验范围内`);
  }
  return { faults, notes };
}

export function fault(kind, words, path) {
  return { kind, words, path };
}
