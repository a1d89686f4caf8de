// What several pages do: copying text, starting jobs again, fresh parts, choosing the week.

import { ask, drawnAgain } from "./http.js";
import { at, say, t } from "./setup.js";

export function startShared() {
  // What was done before the page was drawn anew.
  const told = sessionStorage.getItem("said");
  sessionStorage.removeItem("said");
  if (told) say(told, "good");
  document.addEventListener("click", (event) => {
    const button = event.target.closest("[data-copy], [data-retry], [data-cancel]");
    if (!button) return;
    if (button.dataset.copy) copy(at(button.dataset.copy));
    else if (button.dataset.retry) again(button, `/jobs/${button.dataset.retry}/retry`);
    else again(button, `/jobs/${button.dataset.cancel}/cancel`);
  });
  for (const select of document.querySelectorAll("[data-go]")) {
    select.addEventListener("change", () => select.form.submit());
  }
}

// Over plain http there is no clipboard: the old command, else the text stands there selected.
export async function copy(area) {
  const folded = area.closest("details");
  let copied = false;
  if (navigator.clipboard) {
    copied = await navigator.clipboard.writeText(area.value).then(() => true, () => false);
  }
  if (!copied) {
    if (folded) folded.open = true;
    area.focus();
    area.select();
    copied = document.execCommand("copy");
  }
  say(copied ? t("已复制，可以粘贴到微信") : t("已选中，请按 Ctrl+C 复制"), copied ? "good" : "");
}

async function again(button, path) {
  button.disabled = true;
  try {
    await ask("POST", path);
    location.reload();
  } catch (refusal) {
    button.disabled = false;
    say(refusal.message, "bad");
  }
}

// Put the server's newest drawing in place of every [data-fresh] part nobody is working in.
export async function freshen() {
  const drawn = await drawnAgain();
  for (const old of document.querySelectorAll("[data-fresh]")) {
    const fresh = drawn.querySelector(`[data-fresh="${old.dataset.fresh}"]`);
    if (!fresh || old.contains(document.activeElement)) continue;
    if (old.innerHTML !== fresh.innerHTML) old.replaceWith(document.importNode(fresh, true));
  }
}

// An address that a player was sent to lasts five minutes; asked in vain, Chromium tries it for half
// a minute before it says so.
const LIFE_MS = 270000;

// A player asks for a new address when it wants bytes after its own has ended; when that goes wrong
// too, once more, and again only after a minute in which it played.
export function asksAgain(player, failed) {
  let asked = 0;
  let since = Date.now();
  const ask = () => {
    since = Date.now();
    const where = player.currentTime;
    // Loading pauses it.
    player.autoplay = !player.paused;
    player.load();
    player.currentTime = where;
  };
  const wants = () => {
    if (Date.now() - since > LIFE_MS) ask();
  };
  player.addEventListener("seeking", wants);
  player.addEventListener("waiting", wants);
  player.addEventListener("error", () => {
    const broke = player.error && player.error.code === 2;
    if (!broke || Date.now() - asked < 60000) {
      failed();
      return;
    }
    asked = Date.now();
    ask();
  });
}
