// Sentences in the reader's language: Chinese is the source, the page brings the rest.

let catalog = {};

export function speak(words) {
  catalog = words;
}

export function t(chinese, values = {}) {
  const sentence = catalog[chinese] || chinese;
  return sentence.replace(/%\((\w+)\)s/g, (_, name) => String(values[name]));
}

export function inWords(words) {
  return document.documentElement.lang === "en" ? words.en : words.zh;
}

export function minutes(seconds) {
  if (seconds < 60) return t("剩不到 1 分钟");
  if (seconds < 3600) return t("剩约 %(count)s 分钟", { count: Math.ceil(seconds / 60) });
  return t("剩约 %(count)s 小时", { count: Math.ceil(seconds / 3600) });
}

export function size(bytes) {
  if (bytes < 1024 * 1024) return `${Math.max(1, Math.round(bytes / 1024))} KB`;
  const mega = bytes / 1024 / 1024;
  return mega < 1024 ? `${mega.toFixed(mega < 10 ? 1 : 0)} MB` : `${(mega / 1024).toFixed(1)} GB`;
}
