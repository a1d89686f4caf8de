// Which upload a picked file belongs to, kept over a reload: the same file goes on where it was.

const PREFIX = "weekreel:";
const LIFE_MS = 7 * 24 * 3600 * 1000;

function store() {
  try {
    const storage = window.localStorage;
    storage.setItem(`${PREFIX}probe`, "1");
    storage.removeItem(`${PREFIX}probe`);
    return storage;
  } catch (_) {
    return null;
  }
}

const kept = store();

export function fingerprint(file, invite) {
  return `${PREFIX}${invite}:${file.size}:${file.lastModified || 0}:${file.name}`;
}

export function remembers(key) {
  return Boolean(kept && read(key));
}

// The storage that tus-js-client asks; a full or forbidden localStorage only costs the resume.
export const urlStorage = {
  findAllUploads: () => Promise.resolve([]),

  findUploadsByFingerprint(key) {
    const found = kept && read(key);
    return Promise.resolve(found ? [found] : []);
  },

  addUpload(key, upload) {
    try {
      if (kept) kept.setItem(key, JSON.stringify({ uploadUrl: upload.uploadUrl, at: Date.now() }));
    } catch (_) {
      // Full: this file starts anew after a reload.
    }
    return Promise.resolve(key);
  },

  removeUpload(key) {
    if (kept) kept.removeItem(key);
    return Promise.resolve();
  },
};

function read(key) {
  try {
    const found = JSON.parse(kept.getItem(key));
    if (found && Date.now() - found.at < LIFE_MS) {
      return { uploadUrl: found.uploadUrl, urlStorageKey: key, size: null, metadata: {} };
    }
  } catch (_) {
    // Not ours.
  }
  return null;
}

export function forgetOld() {
  if (!kept) return;
  const keys = Array.from({ length: kept.length }, (_, index) => kept.key(index));
  keys.filter((key) => key && key.indexOf(PREFIX) === 0 && !read(key)).forEach((key) => {
    kept.removeItem(key);
  });
}
