// The quarantine: a refused file is deleted by two presses, since nothing brings it back.

import { ask } from "./http.js";
import { say, t } from "./setup.js";
import { freshen } from "./shared.js";

const WAIT_MS = 5000;

export function startRefused() {
  document.addEventListener("click", (event) => {
    const button = event.target.closest("[data-remove]");
    if (!button) return;
    if (button.dataset.sure) remove(button);
    else askAgain(button);
  });
}

function askAgain(button) {
  const before = button.textContent;
  button.dataset.sure = "1";
  button.textContent = t("再点一次，永久删除");
  setTimeout(() => {
    delete button.dataset.sure;
    button.textContent = before;
  }, WAIT_MS);
}

async function remove(button) {
  button.disabled = true;
  const decision = { asset: button.dataset.remove, action: "withdraw", reason: "refused" };
  try {
    await ask("POST", "/decisions", { decisions: [decision] });
    button.blur();
    await freshen();
    say(t("已删除"), "good");
  } catch (refusal) {
    button.disabled = false;
    say(refusal.message, "bad");
  }
}
