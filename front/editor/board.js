// The board: links made and ended in place, numbers that follow what is coming in.

import { ask, askFile } from "./http.js";
import { at, el, say, setup, t } from "./setup.js";
import { freshen } from "./shared.js";

const FRESH_MS = 6000;
// While material comes the board is drawn anew again and again; each asset is looked at more rarely.
const LIKELY_MS = 60000;
let likely = { at: 0, activities: {} };

export function startBoard(live) {
  const form = at("invite-form");
  if (form) form.addEventListener("submit", makeInvite);
  document.addEventListener("click", (event) => {
    const button = event.target.closest("[data-revoke]");
    if (button) revoke(button);
    const sheet = event.target.closest("[data-sheet]");
    if (sheet) makeSheet(sheet);
    const move = event.target.closest("[data-move]");
    if (move) moveWeek(move);
  });
  const edit = at("week-edit");
  if (edit) edit.addEventListener("click", () => editWeek(edit));
  followNumbers(live);
  tellLikely(true);
}

// What may be there by its words or its sound is read apart: it takes a look at every asset.
// Between two looks what was found is told again.
async function tellLikely(anew) {
  if (!document.querySelector("[data-shot]")) return;
  if (anew || Date.now() - likely.at > LIKELY_MS) {
    likely = { ...likely, at: Date.now() };
    const path = `/campaigns/${encodeURIComponent(setup.campaign)}/wanted`;
    const { activities } = await ask("GET", path).catch(() => likely);
    likely = { ...likely, activities };
  }
  const { activities } = likely;
  for (const place of document.querySelectorAll("[data-shot].state-bad")) {
    const shots = activities[place.dataset.of] || [];
    const found = shots.find((each) => each.shot === place.dataset.shot);
    if (!found || found.shown || !found.likely) continue;
    place.classList.replace("state-bad", "state-doubt");
    place.querySelector(".want-sign").textContent = "?";
    place.append(" ", el("small", {}, t("可能 %(count)s 件", { count: found.likely })));
  }
}

// The week's fields on the import page, as a draft of one's own.
async function editWeek(button) {
  button.disabled = true;
  try {
    await ask("POST", `/notice/from/${encodeURIComponent(setup.campaign)}`);
    location.href = `${setup.base}/notice`;
  } catch (refusal) {
    button.disabled = false;
    say(refusal.message, "bad");
  }
}

function followNumbers(live) {
  let last = Date.now();
  live.hear((now, before) => {
    const moved = before && now.unfinished !== before.unfinished;
    const due = now.unfinished > 0 && Date.now() - last > FRESH_MS;
    if (!moved && !due) return;
    last = Date.now();
    freshen().then(() => tellLikely(!now.unfinished), () => {});
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

// A file that stands by itself: its links are shown nowhere else, and it prints from any browser.
async function makeSheet(button) {
  button.disabled = true;
  const path = `/campaigns/${encodeURIComponent(setup.campaign)}/invites/sheet`;
  try {
    const page = await askFile("POST", path, { by: button.dataset.sheet });
    const link = el("a", { href: URL.createObjectURL(page), download: t("二维码.html") });
    link.click();
    setTimeout(() => URL.revokeObjectURL(link.href), 60000);
    say(t("已下载打印页，请用浏览器打开后打印。链接只在这个文件里，请保管好。"), "good");
    await freshen();
  } catch (refusal) {
    say(refusal.message, "bad");
  }
  button.disabled = false;
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

// The words that say what it means are open beside the button: it asks no more.
async function moveWeek(button) {
  button.disabled = true;
  const { move, seen } = button.dataset;
  try {
    await ask("POST", `/campaigns/${encodeURIComponent(setup.campaign)}/state`, { to: move, seen });
    drawThisWeek();
  } catch (refusal) {
    button.disabled = false;
    say(refusal.message, "bad");
  }
}

// Without its name in the address the page would now show another week, one that goes on.
function drawThisWeek() {
  const asked = new URLSearchParams(location.search);
  if (asked.get("campaign") === setup.campaign) {
    location.reload();
    return;
  }
  asked.set("campaign", setup.campaign);
  location.search = asked.toString();
}

function calm(button) {
  delete button.dataset.sure;
  button.textContent = t("停用");
}
