// The package's page: made in the background, told what became of it, shared by secret links.

import { ask } from "./http.js";
import { jobWords } from "./live.js";
import { at, say, setup, t } from "./setup.js";
import { freshen } from "./shared.js";

export function startPackage(live) {
  const waited = new Set(setup.unmade);
  document.addEventListener("click", (event) => {
    const button = event.target.closest("button");
    if (!button) return;
    const { share, to, end } = button.dataset;
    if (button.id === "pack") pack(button, waited, live);
    else if (share || button.hasAttribute("data-sign")) openShare(button);
    else if (to === "returned") openReturn(button);
    else if (to) move(button, button.dataset, "");
    else if (end) endLink(button);
    else if (button.hasAttribute("data-close")) close(button.closest("dialog"));
  });
  at("share-form").addEventListener("submit", makeLink);
  at("return-form").addEventListener("submit", keepReturn);
  at("share").addEventListener("close", linkSeen);
  live.hear((now) => follow(now, waited));
}

// Browsers before 2022 know no dialog: it stands in the page then.
function open(dialog) {
  if (dialog.showModal) dialog.showModal();
  else dialog.setAttribute("open", "");
}

function close(dialog) {
  if (dialog.close) return dialog.close();
  dialog.removeAttribute("open");
  return linkSeen();
}

// A new link stands in its list as soon as the dialog is left: the focus, which comes back into
// the list with it, would keep it from being drawn again.
async function linkSeen() {
  if (at("shared").hidden) return;
  at("shared").hidden = true;
  if (document.activeElement) document.activeElement.blur();
  await freshen().catch(() => {});
  const again = document.querySelector(opener);
  if (again) again.focus();
}

async function pack(button, waited, live) {
  button.disabled = true;
  const chosen = at("pack-for");
  const tick = at("small-copy");
  const wish = { recipient: chosen ? chosen.value : setup.recipient, small_copy: Boolean(tick && tick.checked) };
  try {
    const made = await ask("POST", `/campaigns/${encodeURIComponent(setup.campaign)}/packages`, wish);
    waited.add(made.id);
    button.blur();
    await freshen();
    live.look();
    say(t("已开始生成报送包"));
  } catch (refusal) {
    button.disabled = false;
    live.look();
    say(refusal.message, "bad");
  }
}

// What the open dialog is about: the path to send to, or the package and what was seen of it.
let about = null;
// Where the focus goes when the dialog for links is left.
let opener = "[data-sign]";

function openShare(button) {
  const { share } = button.dataset;
  opener = share ? `[data-share="${share}"]` : "[data-sign]";
  about = share ? `/packages/${encodeURIComponent(share)}/links` : `/campaigns/${encodeURIComponent(setup.campaign)}/leader-links`;
  at("share-name").textContent = share ? t("给收件方的链接") : t("新的审签链接");
  at("share-form").elements.label.value = button.dataset.label || "";
  at("share-form").hidden = false;
  at("shared").hidden = true;
  open(at("share"));
  at("share-form").elements.label.focus();
}

async function makeLink(event) {
  event.preventDefault();
  const form = event.target;
  const button = form.querySelector("button");
  const { label, days } = form.elements;
  button.disabled = true;
  try {
    const made = await ask("POST", about, { label: label.value.trim(), days: Number(days.value) });
    at("shared-link").value = made.link;
    at("shared-qr").src = made.qr;
    form.hidden = true;
    at("shared").hidden = false;
    at("shared-link").focus();
    at("shared-link").select();
    freshen().catch(() => {});
  } catch (refusal) {
    say(refusal.message, "bad");
  }
  button.disabled = false;
}

function openReturn(button) {
  about = { seen: button.dataset.seen, package: packageOf(button) };
  at("return-form").elements.reason.value = "";
  open(at("return"));
  at("return-form").elements.reason.focus();
}

async function keepReturn(event) {
  event.preventDefault();
  const reason = event.target.elements.reason.value.trim();
  if (await send(about.package, { seen: about.seen, to: "returned", reason })) close(at("return"));
}

async function move(button, { to, seen }) {
  button.disabled = true;
  if (!(await send(packageOf(button), { seen, to }))) button.disabled = false;
}

function packageOf(button) {
  return button.closest("[data-package]").dataset.package;
}

async function send(id, wish) {
  try {
    await ask("POST", `/packages/${encodeURIComponent(id)}/state`, wish);
    document.activeElement.blur();
    await freshen();
    say(t("已记下，可以撤销"), "good");
    return true;
  } catch (refusal) {
    say(refusal.message, "bad");
    return false;
  }
}

async function endLink(button) {
  button.disabled = true;
  try {
    await ask("POST", `/links/${button.dataset.end}/revoke`);
    button.blur();
    await freshen();
    say(t("链接已停用"), "good");
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
