// Asks for the originals of what came as a chat tool's copy: names, and one button that picks.

import { ask } from "./http.js";
import { t } from "./words.js";

const NAMED = 3;

export async function askForOriginals(url, section) {
  let names;
  try {
    names = (await ask("GET", url)).names;
  } catch (_) {
    // Nothing is lost: the page asks again when it is opened the next time.
    return;
  }
  section.hidden = !names.length;
  if (!names.length) return;
  const words = t("有 %(count)s 件是微信压缩过的，画质不够。如果原图还在手机里，请再发一次原图，已填的不用重填。", {
    count: names.length,
  });
  section.querySelector("p").textContent = words;
  const list = section.querySelector("ul");
  list.textContent = "";
  names.slice(0, NAMED).forEach((name) => add(list, name));
  if (names.length > NAMED) add(list, t("等 %(count)s 件", { count: names.length }));
}

function add(list, words) {
  const item = document.createElement("li");
  item.textContent = words;
  list.appendChild(item);
}
