// What was dropped on a page, folders and all that is in them included.

// Files that systems leave in folders and on sticks; nobody means to send them.
const LEFT_BY_SYSTEMS = /^(\..*|Thumbs\.db|desktop\.ini)$/i;

export function isMeant(file) {
  return !LEFT_BY_SYSTEMS.test(file.name);
}

export async function droppedFiles(transfer) {
  // The list is empty after the first wait: all entries before it.
  const entries = Array.from(transfer.items || [], (item) =>
    item.webkitGetAsEntry ? item.webkitGetAsEntry() : null,
  ).filter(Boolean);
  if (!entries.length) return Array.from(transfer.files);
  const files = [];
  for (const entry of entries) await gather(entry, files);
  return files;
}

async function gather(entry, files) {
  if (!isMeant(entry)) return;
  if (entry.isFile) {
    files.push(await new Promise((resolve, reject) => entry.file(resolve, reject)));
    return;
  }
  for (const inside of await everything(entry.createReader())) await gather(inside, files);
}

// A reader gives a hundred at a time until it gives none.
async function everything(reader) {
  const all = [];
  for (;;) {
    const some = await new Promise((resolve, reject) => reader.readEntries(resolve, reject));
    if (!some.length) return all;
    all.push(...some);
  }
}
