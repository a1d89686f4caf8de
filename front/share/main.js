// 审签: the film stops where a remark is written, remarks lead back to their moment.

import { at, el, english, say, setup, t } from "../editor/setup.js";
import { plainJson } from "../shared/plain.js";

const player = at("player");

if (player) start();

function start() {
  restoreName();
  at("remark").addEventListener("click", openForm);
  at("remark-drop").addEventListener("click", closeForm);
  at("remark-form").addEventListener("submit", keepRemark);
  at("word-form").addEventListener("submit", keepWord);
  at("word-form").addEventListener("click", (event) => {
    const button = event.target.closest("button");
    // Enter in a field clicks the first button of its form: no coordinates, and not in focus.
    chosen = button && (event.detail || document.activeElement === button) ? button.value : "";
  });
  at("remarks").addEventListener("click", (event) => {
    const button = event.target.closest("[data-seek]");
    if (button) seek(Number(button.dataset.seek));
  });
  document.addEventListener("keydown", key);
  player.addEventListener("timeupdate", () => mark());
  player.addEventListener("seeked", () => mark());
  player.addEventListener("error", () => {
    at("player-words").hidden = false;
  });
}

function clock(ms) {
  const seconds = Math.floor(ms / 1000);
  return `${Math.floor(seconds / 60)}:${String(seconds % 60).padStart(2, "0")}`;
}

function here() {
  return Math.round(player.currentTime * 1000);
}

function mark() {
  at("now").textContent = clock(here());
  const lines = Array.from(at("remarks").children);
  lines.forEach((line) => line.removeAttribute("aria-current"));
  const passed = lines.filter((line) => Number(line.dataset.at) <= here() + 50);
  const last = passed[passed.length - 1];
  if (last && here() - Number(last.dataset.at) < 3000) last.setAttribute("aria-current", "true");
}

function seek(ms) {
  player.pause();
  player.currentTime = ms / 1000;
  player.scrollIntoView({ block: "nearest" });
}

// The moment is the one that was seen when the remark began, whatever plays meanwhile.
let moment = 0;

function openForm() {
  player.pause();
  moment = here();
  at("remark-at").textContent = clock(moment);
  at("remark-form").hidden = false;
  at("remark-text").focus();
}

function closeForm() {
  at("remark-form").hidden = true;
  at("remark").focus();
}

async function keepRemark(event) {
  event.preventDefault();
  const text = at("remark-text").value.trim();
  const name = at("remark-name").value.trim();
  const rows = await send("comments", { film: setup.film, at_ms: moment, text, name });
  if (!rows) return;
  rememberName(name);
  at("remark-text").value = "";
  draw(rows);
  closeForm();
  say(t("已记在 %(time)s", { time: clock(moment) }), "good");
}

function draw(rows) {
  at("remarks").textContent = "";
  at("remarks").append(...rows.map(line));
}

function line(row) {
  const more = [row.name, row.activity, row.done ? `✓ ${t("已改")}` : ""].filter(Boolean).join(" · ");
  const seekTo = el("button", { type: "button", className: "seek", "data-seek": row.at_ms }, `▶ ${row.clock}`);
  const words = el("span", {}, row.text, el("br"), el("small", { className: "quiet" }, more));
  return el("li", { "data-at": row.at_ms, className: row.done ? "remark-done" : "" }, seekTo, " ", words);
}

// Which button it was: browsers before 2021 do not tell it with the form.
let chosen = "";

async function keepWord(event) {
  event.preventDefault();
  const approved = chosen === "yes";
  // By the Enter key in a field nothing was chosen, and nothing is said.
  if (!chosen) return;
  const name = at("word-name-field").value.trim();
  const note = at("word-note").value.trim();
  if (!approved && !note && !at("remarks").children.length) {
    say(t("请写明要改什么，或在成片上写意见"), "bad");
    at("word-note").focus();
    return;
  }
  const word = { film: setup.filmPrint, report: setup.reportPrint, approved, name, note };
  if (!(await send("verdict", word))) return;
  rememberName(name);
  location.reload();
}

// The answer as JSON; null after a refusal, which is told in words.
async function send(path, body) {
  const buttons = document.querySelectorAll("form button");
  buttons.forEach((button) => (button.disabled = true));
  try {
    const headers = { "Content-Type": "application/json" };
    const answer = await fetch(`${setup.base}/${path}`, { method: "POST", headers, body: plainJson(body) });
    const told = await answer.json().catch(() => null);
    if (answer.ok) return told;
    const words = told && told.words;
    say(words ? (english ? words.en : words.zh) : t("没有记下，请稍后再试"), "bad");
  } catch (_) {
    say(t("连不上服务器，没有记下。您写的还在，请稍后再试"), "bad");
  } finally {
    buttons.forEach((button) => (button.disabled = false));
  }
  return null;
}

function key(event) {
  if (event.key === "Escape" && !at("remark-form").hidden) closeForm();
  if (event.ctrlKey || event.metaKey || event.altKey) return;
  if (event.target.closest("input, textarea, button, summary, a, video")) return;
  const act = KEYS[event.key];
  if (!act) return;
  event.preventDefault();
  act();
}

const KEYS = {
  " ": () => (player.paused ? player.play() : player.pause()),
  c: openForm,
  C: openForm,
  ArrowLeft: () => step(-5),
  ArrowRight: () => step(5),
  ",": () => step(-0.04),
  ".": () => step(0.04),
  j: () => jump(-1),
  k: () => jump(1),
};

function step(seconds) {
  if (Math.abs(seconds) < 1) player.pause();
  player.currentTime = Math.min(Math.max(0, player.currentTime + seconds), player.duration || 0);
}

// The remark before or after this moment.
function jump(way) {
  const times = Array.from(at("remarks").children, (each) => Number(each.dataset.at));
  const found = way > 0 ? times.filter((time) => time > here() + 100) : times.filter((time) => time < here() - 100).reverse();
  if (found.length) seek(found[0]);
}

// Typed once on this device.
function restoreName() {
  let name = "";
  try {
    name = localStorage.getItem("weekreel-leader") || "";
  } catch (_) {
    // Private windows may keep nothing.
  }
  document.querySelectorAll("[data-name]").forEach((field) => (field.value = name));
}

function rememberName(name) {
  document.querySelectorAll("[data-name]").forEach((field) => (field.value = name));
  try {
    localStorage.setItem("weekreel-leader", name);
  } catch (_) {
    // As above.
  }
}
