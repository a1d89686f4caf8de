// The board: links made and ended in place, numbers that follow what is coming in.

import { ask } from "./http.js";
import { at, el, say, setup, t } from "./setup.js";
import { freshen } from "./shared.js";

const FRESH_MS = 6000;

export function startBoard(live) {
  const form = at("invite-form");
  if (form) form.addEventListener("submit", makeInvite);
  document.addEventListener("click", (event) => {
    const button = event.target.closest("[data-revoke]");
    if (button) revoke(button);
  });
  followNumbers(live);
}

function followNumbers(live) {
  let last = Date.now();
  live.hear((now, before) => {
    const moved = before && now.unfinished !== before.unfinished;
    const due = now.unfinished > 0 && Date.now() - last > FRESH_MS;
    if (!moved && !due) return;
    last = Date.now();
    freshen().catch(() => {});
  });
}

async function makeInvite(event) {
  event.preventDefault();
  const { unit, activity } = event.target.elements;
  const button = event.target.querySelector("button");
  button.disabled = true;
  try {
    const wish = { unit: unit.value, activity: activity.value || null };
    const path = `/campaigns/${encodeURIComponent(setup.campaign)}/invites`;
    showInvite(await ask("POST", path, wish));
    await freshen();
  } catch (refusal) {
    say(refusal.message, "bad");
  }
  button.disabled = false;
}

function showInvite(made) {
  const title = made.activity ? `${made.unit} · ${made.activity}` : made.unit;
  const place = at("invite-new");
  const text = made.reminder || `${made.unit}：${t("请点这里发送照片和视频")} ${made.link}`;
  place.replaceChildren(
    el("img", { src: made.qr, alt: t("%(unit)s 的二维码", { unit: made.unit }), className: "qr" }),
    el(
      "div",
      { className: "invite-words" },
      el("h3", {}, title),
      el("p", { className: "note note-doubt" }, `! ${t("链接只显示这一次，请现在复制或打印。")}`),
      made.only_here
        ? el("p", { className: "note note-bad" }, t("这个地址只有本机能打开。请先设置 WEEKREEL_PUBLIC_URL，或用局域网地址打开本页再建。"))
        : null,
      el("input", { id: "invite-link", className: "paste", readOnly: true, value: made.link, "aria-label": t("链接") }),
      el("textarea", { id: "invite-text", className: "paste", readOnly: true, rows: 7, value: text, "aria-label": t("带链接的提醒") }),
      el(
        "p",
        { className: "buttons" },
        el("button", { type: "button", className: "button button-main", "data-copy": "invite-text" }, t("复制提醒和链接")),
        el("button", { type: "button", className: "button", "data-copy": "invite-link" }, t("只复制链接")),
        el("button", { type: "button", className: "button", onclick: () => window.print() }, t("打印二维码")),
      ),
    ),
  );
  place.hidden = false;
  place.focus();
  say(t("已建好 %(unit)s 的链接", { unit: title }), "good");
}

// Ending a link cannot be taken back: the same button asks once more.
async function revoke(button) {
  if (!button.dataset.sure) {
    button.dataset.sure = "1";
    button.textContent = t("确认停用？链接将打不开");
    button.addEventListener("blur", () => calm(button), { once: true });
    return;
  }
  const path = `/campaigns/${encodeURIComponent(setup.campaign)}/invites/${button.dataset.revoke}`;
  try {
    await ask("POST", `${path}/revoke`);
    button.closest(".row").classList.add("row-gone");
    button.replaceWith(el("span", { className: "quiet" }, `– ${t("已停用")}`));
    say(t("链接已停用，已收到的文件都还在"));
  } catch (refusal) {
    calm(button);
    say(refusal.message, "bad");
  }
}

function calm(button) {
  delete button.dataset.sure;
  button.textContent = t("停用");
}
