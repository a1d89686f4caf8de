// The package's page: made in the background, downloaded when it is whole.

import { ask } from "./http.js";
import { jobWords } from "./live.js";
import { at, say, setup, t } from "./setup.js";
import { freshen } from "./shared.js";

export function startPackage(live) {
  const waited = new Set(setup.unmade);
  document.addEventListener("click", (event) => {
    if (event.target.id === "pack") pack(event.target, waited, live);
  });
  live.hear((now) => follow(now, waited));
}

async function pack(button, waited, live) {
  button.disabled = true;
  try {
    const tick = at("small-copy");
    const path = `/campaigns/${encodeURIComponent(setup.campaign)}/packages`;
    const made = await ask("POST", path, { small_copy: Boolean(tick && tick.checked) });
    waited.add(made.id);
    button.blur();
    await freshen();
    live.look();
    say(t("已开始生成报送包"));
  } catch (refusal) {
    button.disabled = false;
    say(refusal.message, "bad");
  }
}

async function follow(now, waited) {
  const making = now.making.filter((job) => job.kind === "package");
  const unfinished = new Set(making.map((job) => job.subject));
  const ended = Array.from(waited).filter((id) => !unfinished.has(id));
  if (making.length) {
    at("making").hidden = false;
    at("making-words").textContent = `${t("报送包")} ${jobWords(making[0])}`;
    const bar = at("making-bar");
    if (making[0].total) bar.value = (100 * making[0].done) / making[0].total;
    else bar.removeAttribute("value");
  }
  if (!ended.length) return;
  ended.forEach((id) => waited.delete(id));
  document.activeElement.blur();
  await freshen();
  say(t("报送包的状态已更新"), "good");
}
