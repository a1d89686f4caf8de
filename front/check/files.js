// Chosen or dropped files as paths inside the package.

import { MANIFEST, plain } from "./sums.js";

// Path inside the package -> File. The package is where its list lies, however far up somebody
// chose; null when no list is among the files.
export function packageFiles(chosen) {
  const paths = chosen.map(({ path, file }) => ({ path: plain(path), file }));
  const roots = paths
    .filter(({ path }) => path === MANIFEST || path.endsWith(`/${MANIFEST}`))
    .map(({ path }) => path.slice(0, path.length - MANIFEST.length));
  if (!roots.length) return null;
  const root = roots.reduce((best, each) => (each.length < best.length ? each : best));
  const inside = paths.filter(({ path }) => path.startsWith(root));
  return new Map(inside.map(({ path, file }) => [path.slice(root.length), file]));
}

export function pickedFiles(input) {
  return Array.from(input.files, (file) => ({ path: file.webkitRelativePath || file.name, file }));
}

// Rejects where the browser gives no folder away, as Chromium does on a page opened from a disk.
export async function droppedFiles(transfer) {
  const entries = Array.from(transfer.items || [], (item) =>
    item.webkitGetAsEntry ? item.webkitGetAsEntry() : null,
  ).filter(Boolean);
  const files = [];
  for (const entry of entries) await gather(entry, files);
  return files;
}

async function gather(entry, files) {
  if (entry.isFile) {
    const file = await new Promise((resolve, reject) => entry.file(resolve, reject));
    files.push({ path: entry.fullPath.replace(/^\//, ""), file });
    return;
  }
  const reader = entry.createReader();
  for (;;) {
    // A reader gives a hundred at a time until it gives none.
    const some = await new Promise((resolve, reject) => reader.readEntries(resolve, reject));
    if (!some.length) return;
    for (const inside of some) await gather(inside, files);
  }
}
