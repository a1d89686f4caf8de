// Pages that are pictures: put in order, sent, read by a worker page after page, made a draft.

import { ask, reach, Refusal } from "../editor/http.js";
import { at, el, inWords, setup, t } from "../editor/setup.js";

const LOOK_MS = 1000;
const PICTURE = /\.(jpe?g|png|tiff?|heic|heif|webp)$/i;
const SHOWN = /\.(jpe?g|png|webp)$/i;

export function isPicture(file) {
  return PICTURE.test(file.name) || /^image\//.test(file.type);
}

let files = [];
// Counts what the person began; what was on its way before asks and shows nothing any more.
let turn = 0;

// What lies on the server already goes on: reading, read, refused.
export function startScanning() {
  at("scan-add").addEventListener("change", (event) => {
    offer([...files, ...event.target.files]);
    event.target.value = "";
  });
  at("scan-start").addEventListener("click", send);
  at("scan-drop").addEventListener("click", drop);
  at("scan-again").addEventListener("click", drop);
  const scan = setup.scan;
  if (scan && scan.state !== "collecting") follow(scan);
}

// The files in the order of the pages, for the person to put right; `words` say why.
export function offer(chosen, words = "") {
  turn += 1;
  const added = chosen.filter((file) => !files.includes(file));
  files = [...files.filter((file) => chosen.includes(file)), ...added.sort(byName)];
  if (words) at("scan-why").textContent = words;
  at("scan-why").hidden = !at("scan-why").textContent;
  if (!setup.ocr) return;
  show("scan-offer");
  draw();
  at("scan-start").focus();
}

function byName(one, other) {
  return one.name.localeCompare(other.name, "zh", { numeric: true });
}

function draw(focus = -1) {
  const rows = files.map((file, place) => {
    const move = (by) => () => {
      files.splice(place + by, 0, files.splice(place, 1)[0]);
      draw(place + by);
    };
    const out = () => {
      files.splice(place, 1);
      if (files.length) draw(Math.min(place, files.length - 1));
      else drop();
    };
    return el(
      "li",
      {},
      thumb(file),
      el("span", { className: "scan-name" }, file.name, el("small", { className: "quiet" }, ` ${size(file.size)}`)),
      el("button", { type: "button", className: "plain", disabled: place === 0, onclick: move(-1), "aria-label": t("“%(name)s”前移", { name: file.name }) }, "↑"),
      el("button", { type: "button", className: "plain", disabled: place === files.length - 1, onclick: move(1), "aria-label": t("“%(name)s”后移", { name: file.name }) }, "↓"),
      el("button", { type: "button", className: "plain", onclick: out, "aria-label": t("去掉“%(name)s”", { name: file.name }) }, "✕"),
    );
  });
  at("scan-files").replaceChildren(...rows);
  at("scan-start").textContent = t("用文字识别读取这 %(count)s 个文件", { count: files.length });
  if (focus >= 0) {
    const buttons = rows[focus].querySelectorAll("button:not([disabled])");
    buttons[0].focus();
  }
}

function thumb(file) {
  if (!SHOWN.test(file.name)) return el("span", { className: "scan-thumb scan-kind" }, file.name.split(".").pop().toUpperCase());
  const picture = el("img", { className: "scan-thumb", alt: "" });
  picture.src = URL.createObjectURL(file);
  picture.onload = () => URL.revokeObjectURL(picture.src);
  return picture;
}

function size(bytes) {
  return bytes < 1 << 20 ? `${Math.ceil(bytes / 1024)} KB` : `${(bytes / (1 << 20)).toFixed(1)} MB`;
}

async function send() {
  const mine = (turn += 1);
  show("scan-running");
  try {
    await ask("POST", "/notice/scan");
    for (const [place, file] of files.entries()) {
      if (mine !== turn) return;
      tell(t("正在上传第 %(here)s 个文件，共 %(all)s 个", { here: place + 1, all: files.length }), place, files.length);
      await put(file);
    }
    if (mine !== turn) return;
    await ask("POST", "/notice/scan/read");
    look(mine);
  } catch (refusal) {
    if (mine === turn) failed(refusal.message);
  }
}

async function put(file) {
  const answer = await reach(`${setup.base}/api/notice/scan/files`, {
    method: "POST",
    credentials: "same-origin",
    headers: {
      "Content-Type": "application/octet-stream",
      "X-Notice-Name": encodeURIComponent(file.name),
    },
    body: file,
  });
  if (answer.ok) return;
  const told = await answer.json().catch(() => null);
  throw new Refusal(answer.status, told && told.words ? inWords(told.words) : t("没有读成，请稍后再试"));
}

async function look(mine) {
  if (mine !== turn) return;
  try {
    const scan = await ask("GET", "/notice/scan");
    if (mine === turn) follow(scan);
  } catch (refusal) {
    if (mine !== turn) return;
    if (refusal.status && refusal.status < 500) return failed(refusal.message);
    // The line is down, or the server restarts: reading goes on.
    tell(t("连不上服务器，识别还在继续，正在重试…"), 0, 0);
    setTimeout(look, 3 * LOOK_MS, mine);
  }
}

function follow(scan) {
  if (scan.state === "none") return clear();
  if (scan.state === "read") return laid();
  if (scan.state === "refused" || scan.state === "failed") return failed(inWords(scan.words));
  show("scan-running");
  if (scan.state === "waiting") tell(t("已上传，正在排队等候识别…"), 0, 0);
  else if (!scan.total) tell(t("正在打开页面…"), 0, 0);
  else tell(t("正在识别第 %(here)s 页，共 %(all)s 页", { here: Math.min(scan.done + 1, scan.total), all: scan.total }), scan.done, scan.total);
  setTimeout(look, LOOK_MS, turn);
}

// The draft; where neither days nor activities were found, the text to be put right by hand.
async function laid() {
  const mine = turn;
  tell(t("识别完了，正在读通知…"), 1, 1);
  try {
    await ask("POST", "/notice/scan/draft");
    location.reload();
  } catch (refusal) {
    const told = await ask("GET", "/notice/scan/text").catch(() => null);
    if (mine !== turn) return;
    if (told) at("notice-text").value = told.text;
    failed(refusal.message + (told ? t("。识别出的文字已放进正文框里，改正后可以再读") : ""));
  }
}

function tell(words, done, total) {
  at("scan-state").textContent = words;
  const bar = at("scan-bar");
  bar.hidden = !total;
  bar.max = total || 1;
  bar.value = done;
}

function failed(words) {
  show("scan-failed");
  at("scan-words").textContent = words;
  at("scan-again").focus();
}

async function drop() {
  const mine = (turn += 1);
  const sent = at("scan-offer").hidden;
  files = [];
  try {
    await ask("DELETE", "/notice/scan");
  } catch (refusal) {
    // What was sent lies there still: it is not shown as gone.
    if (mine === turn && sent) return failed(refusal.message);
  }
  // Whoever chose other pages meanwhile goes on with those.
  if (mine === turn) clear();
}

function clear() {
  files = [];
  at("scan-why").textContent = "";
  at("scan-why").hidden = true;
  show("");
  at("notice-file").focus();
}

function show(which) {
  at("notice-scan").hidden = !which;
  at("notice-busy").hidden = true;
  at("notice-refused").hidden = true;
  for (const part of ["scan-offer", "scan-running", "scan-failed"]) at(part).hidden = part !== which;
  at("scan-drop").hidden = which === "scan-failed";
  if (which) at("notice-scan").scrollIntoView({ block: "nearest" });
}
