// The sender's page: pick, send, done, a receipt.

import "./old.js";
import { ask } from "./http.js";
import { show, showReceipts } from "./list.js";
import { Queue } from "./queue.js";
import { forgetOld } from "./remembered.js";
import { Sending } from "./sending.js";
import { Speed } from "./speed.js";
import { inWords, minutes, size, speak, t } from "./words.js";

const setup = JSON.parse(document.getElementById("setup").textContent);
speak(setup.words);
forgetOld();

const at = (id) => document.getElementById(id);
const speed = new Speed();
const queue = new Queue(() => draw());
let problems = 0;
// Files of the unit that arrived before this page's own.
let sentBefore = setup.sent;
let closedWords = "";

const page = {
  setup,
  known,
  changed(sending) {
    show(sending, at("list"));
    draw();
  },
  trouble() {
    problems = Date.now();
    draw();
  },
  closed(words) {
    closedWords = words;
    queue.pause();
  },
};

function known(question) {
  return ask("POST", setup.known, question);
}

const ASKED_AT_ONCE = 500;

// One question for all sizes; when it fails, the server tells duplicates after they were sent.
async function knownSizes(files) {
  const found = [];
  try {
    for (let start = 0; start < files.length; start += ASKED_AT_ONCE) {
      const sizes = files.slice(start, start + ASKED_AT_ONCE).map((file) => file.size);
      found.push(...(await known({ sizes })).sizes);
    }
  } catch (_) {
    // What was found so far is true.
  }
  return found;
}

function randomId() {
  const bytes = new Uint8Array(8);
  window.crypto.getRandomValues(bytes);
  return Array.from(bytes, (byte) => `0${byte.toString(16)}`.slice(-2)).join("");
}

function checked(name) {
  const boxes = document.querySelectorAll(`input[name="${name}"]:checked`);
  return Array.from(boxes, (box) => box.value).filter(Boolean);
}

// Activity and day as they are at picking; a tick made later still counts for files to come,
// for it only asks for more care.
function sayings() {
  const chosen = { sending: randomId(), activity: checked("activity")[0], day: checked("day")[0] };
  const ticked = checked("consent");
  return () => {
    const late = checked("consent").filter((tick) => ticked.indexOf(tick) === -1);
    return Object.assign({ consent: ticked.concat(late).join(",") }, chosen);
  };
}

function refusedAtOnce(file) {
  if (file.size === 0) return t("这个文件是空的，没有内容");
  if (file.size > setup.maxBytes) {
    return t("文件超过 %(limit)s，请截取需要的片段再发送", { limit: size(setup.maxBytes) });
  }
  return "";
}

function pick(files) {
  if (!files.length) return;
  at("sending").hidden = false;
  const said = sayings();
  const sizes = knownSizes(files);
  const sendings = files.map((file) => new Sending(file, said, sizes, page));
  sendings.forEach((sending) => {
    const words = refusedAtOnce(sending.file);
    if (words) sending.end("refused", "", words);
  });
  speed.reset();
  keepAwake();
  queue.add(sendings);
  at("sending").scrollIntoView();
}

function wholeWords(totals) {
  const left = totals.all - totals.ended;
  const counts = { done: totals.ended, all: totals.all };
  if (queue.paused && left) return t("已暂停 %(done)s/%(all)s，点“继续”接着发", counts);
  if (left) {
    return t("正在发送 %(done)s/%(all)s", counts);
  }
  return endWords(totals);
}

function leftWords(totals) {
  const seconds = speed.seconds(totals.bytes - totals.sent);
  return queue.paused || totals.ended === totals.all || seconds === null ? "" : minutes(seconds);
}

function endWords(totals) {
  const parts = [];
  if (totals.done) parts.push(t("已收到 %(count)s 件", { count: totals.done }));
  if (totals.known) parts.push(t("这 %(count)s 件我们已有", { count: totals.known }));
  if (totals.refused) parts.push(t("%(count)s 件未接收，原因见下", { count: totals.refused }));
  const words = parts.join(t("，"));
  return totals.refused ? words : `✓ ${words}${t("，谢谢！")}`;
}

let drawing = 0;
function draw() {
  if (!drawing) drawing = setTimeout(drawNow, 200);
}

let lastEnded = 0;
function drawNow() {
  drawing = 0;
  const totals = queue.totals();
  const left = totals.all - totals.ended;
  if (!queue.paused) speed.note(totals.sent);
  setText(at("whole-words"), wholeWords(totals));
  setText(at("whole-left"), leftWords(totals));
  at("whole-words").className = `whole-words ${left || totals.refused ? "" : "state-good"}`;
  at("whole-bar").value = Math.floor((totals.sent * 1000) / Math.max(1, totals.bytes));
  at("whole-bar").hidden = !left;
  at("pause").hidden = !left;
  setText(at("pause"), queue.paused ? t("继续") : t("暂停"));
  drawNote(left);
  if (totals.done) setText(at("sent-words"), sentWords(sentBefore + totals.done));
  if (totals.ended > lastEnded && !left) refreshReceipts();
  lastEnded = totals.ended;
}

function drawNote(left) {
  const weak = left && !queue.paused && Date.now() - problems < 15000;
  const words = closedWords || (weak ? t("网络不稳，正在自动重试。已收到的部分不会重发。") : "");
  at("whole-note").hidden = !words;
  setText(at("whole-note"), words);
}

function setText(element, words) {
  if (element.textContent !== words) element.textContent = words;
}

function sentWords(files) {
  return t("本单位已发送 %(files)s 件", { files });
}

const NOT_SENT = ["arriving", "refused", "withdrawn", "purged"];

async function refreshReceipts() {
  const { done } = queue.totals();
  try {
    const receipts = await ask("GET", setup.receipts);
    const sent = receipts.filter((receipt) => NOT_SENT.indexOf(receipt.state) === -1);
    showReceipts(receipts, at("sent-list"), inWords);
    if (!sent.length) return;
    const newest = receipts[0].receipt.replace(/-\d+$/, "");
    sentBefore = sent.length - done;
    setText(at("sent-words"), sentWords(sent.length));
    setText(at("sent-newest"), t("最近回执 %(receipt)s", { receipt: newest }));
  } catch (_) {
    // The rows above tell of each file; the list of the unit comes with the next refresh.
  }
}

function keepAwake() {
  if (navigator.wakeLock) navigator.wakeLock.request("screen").catch(() => {});
}

at("files").addEventListener("change", (event) => {
  const files = Array.from(event.target.files);
  // The same file may be picked again after a failure.
  event.target.value = "";
  pick(files);
});

at("pause").addEventListener("click", () => {
  if (queue.paused) {
    closedWords = "";
    queue.resume();
  } else {
    queue.pause();
  }
});

at("sent").addEventListener("toggle", () => {
  if (at("sent").open) refreshReceipts();
});

at("form").addEventListener("submit", (event) => event.preventDefault());

document.addEventListener("dragover", (event) => event.preventDefault());
document.addEventListener("drop", (event) => {
  event.preventDefault();
  pick(Array.from(event.dataTransfer.files));
});

setInterval(() => {
  if (queue.running.length) draw();
}, 1000);
