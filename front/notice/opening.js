// From the draft to the campaign: what would change is shown first, then confirmed.

import { ask } from "../editor/http.js";
import { at, el, inWords, say, setup, t } from "../editor/setup.js";

export function startOpening(desk) {
  let seen = "";
  const hide = () => {
    seen = "";
    at("notice-difference").hidden = true;
    at("notice-open").hidden = true;
    at("notice-check").hidden = false;
  };
  document.addEventListener("notice-changed", hide);
  at("notice-check").addEventListener("click", async () => {
    const told = await tried(at("notice-check"), () => check(desk));
    if (!told) return;
    seen = told.seen;
    draw(told);
  });
  at("notice-open").addEventListener("click", async () => {
    const told = await tried(at("notice-open"), () => ask("POST", "/notice/open", { values: desk.values, seen }));
    if (!told) return;
    desk.saver.end();
    location.href = `${setup.base}/?campaign=${encodeURIComponent(told.campaign)}`;
  });
  startDropping(desk);
}

async function check(desk) {
  await desk.saver.settle();
  return ask("POST", "/notice/check", { values: desk.values });
}

async function tried(button, action) {
  button.disabled = true;
  try {
    say("");
    return await action();
  } catch (refusal) {
    say(refusal.message, "bad");
    return null;
  } finally {
    button.disabled = false;
  }
}

function draw(told) {
  const rows = told.changes.map((change) => el("li", { className: "row" }, inWords(change.words)));
  at("difference-list").replaceChildren(...rows);
  if (!rows.length) at("difference-list").append(el("li", { className: "quiet" }, t("和现在的活动周没有差别。")));
  const blocked = at("difference-blocked");
  blocked.hidden = !told.blocked.length;
  blocked.textContent = told.blocked.map((words) => inWords(words)).join(" ");
  at("notice-difference").hidden = false;
  at("notice-check").hidden = !told.blocked.length;
  at("notice-open").hidden = Boolean(told.blocked.length);
  at("notice-open").textContent = told.new ? t("建立活动周") : t("更新活动周");
  const next = told.blocked.length ? at("notice-difference") : at("notice-open");
  next.focus();
  at("notice-difference").scrollIntoView({ block: "end" });
}

// Twice the same button: the first time it says what it would do.
function startDropping(desk) {
  const button = at("notice-drop");
  let sure = false;
  button.addEventListener("click", async () => {
    if (!sure) {
      sure = true;
      button.textContent = t("再点一次：删除草稿和原文");
      button.classList.add("button-bad");
      return;
    }
    desk.saver.end();
    if (await tried(button, () => ask("DELETE", "/notice"))) location.reload();
  });
}
