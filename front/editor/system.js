// The owner's pages: jobs and workers as they are now, users and links changed in place.

import { ask } from "./http.js";
import { at, el, say, t } from "./setup.js";
import { freshen } from "./shared.js";

const FRESH_MS = 3000;

// What is running: drawn anew by the server while somebody looks.
export function startRunning() {
  startActs();
  let timer = 0;
  async function again() {
    clearTimeout(timer);
    if (!document.hidden) await freshen().catch(() => {});
    timer = setTimeout(again, FRESH_MS);
  }
  document.addEventListener("visibilitychange", () => {
    if (!document.hidden) again();
  });
  timer = setTimeout(again, FRESH_MS);
}

export function startPeople() {
  startActs();
  at("user-form").addEventListener("submit", addUser);
  document.addEventListener("click", (event) => {
    const button = event.target.closest("[data-link-of]");
    if (button) newLink(button);
  });
  document.addEventListener("change", (event) => {
    if (event.target.dataset.roleOf) changeRole(event.target);
  });
}

// -- buttons that do one thing: what cannot be taken back asks once more on the same button

function startActs() {
  document.addEventListener("click", (event) => {
    const button = event.target.closest("[data-act]");
    if (!button) return;
    if (button.dataset.sure && !button.dataset.asked) askOnceMore(button);
    else act(button);
  });
}

function askOnceMore(button) {
  const calm = button.textContent;
  button.dataset.asked = "1";
  button.textContent = button.dataset.sure;
  button.addEventListener(
    "blur",
    () => {
      delete button.dataset.asked;
      button.textContent = calm;
    },
    { once: true },
  );
}

async function act(button) {
  const [method, path] = button.dataset.act.split(" ");
  const done = button.dataset.done;
  button.disabled = true;
  try {
    await ask(method, path);
    const place = placeOf(button);
    button.blur();
    await freshen();
    goOn(place);
    say(done, "good");
  } catch (refusal) {
    button.disabled = false;
    button.blur();
    say(refusal.message, "bad");
  }
}

// By keyboard one goes on where one was: at the same line's button, else the last one's.
function placeOf(button) {
  const part = button.closest("[data-fresh]");
  const line = button.closest("li");
  return { part: part.dataset.fresh, line: line ? Array.from(line.parentNode.children).indexOf(line) : 0 };
}

function goOn({ part, line }) {
  const fresh = document.querySelector(`[data-fresh="${part}"]`);
  const lines = fresh ? fresh.querySelectorAll("li") : [];
  const next = lines[Math.min(line, lines.length - 1)];
  const button = next && next.querySelector("button");
  if (button) button.focus();
}

// -- users

async function addUser(event) {
  event.preventDefault();
  const form = event.target;
  const { name, role } = form.elements;
  const button = form.querySelector("button");
  button.disabled = true;
  try {
    const made = await ask("POST", "/system/users", { name: name.value.trim(), role: role.value });
    form.reset();
    await freshen();
    showLink(made);
  } catch (refusal) {
    say(refusal.message, "bad");
  }
  button.disabled = false;
}

async function newLink(button) {
  button.disabled = true;
  try {
    const name = encodeURIComponent(button.dataset.linkOf);
    showLink(await ask("POST", `/system/users/${name}/link`));
  } catch (refusal) {
    say(refusal.message, "bad");
  }
  button.disabled = false;
}

function showLink(made) {
  const place = at("user-new");
  place.replaceChildren(
    el("h3", {}, t("给“%(name)s”的设密码链接", { name: made.name })),
    el("p", { className: "note note-doubt" }, `! ${t("只显示这一次，%(hours)s 小时内用一次。请现在复制，单独发给本人。", { hours: made.hours })}`),
    el("input", { id: "user-link", className: "paste", readOnly: true, value: made.link, "aria-label": t("链接") }),
    el("p", { className: "buttons" }, el("button", { type: "button", className: "button button-main", "data-copy": "user-link" }, t("复制链接"))),
  );
  place.hidden = false;
  place.focus();
  say(t("已生成“%(name)s”的链接", { name: made.name }), "good");
}

async function changeRole(select) {
  const name = select.dataset.roleOf;
  try {
    await ask("PUT", `/system/users/${encodeURIComponent(name)}/role`, { role: select.value });
    select.dataset.was = select.value;
    const role = select.selectedOptions[0].textContent;
    say(t("“%(name)s”现在是%(role)s，须重新登录", { name, role }), "good");
  } catch (refusal) {
    select.value = select.dataset.was;
    say(refusal.message, "bad");
  }
}
