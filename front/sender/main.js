// The sender's page: pick, send, done, a receipt.

import "./old.js";
import { droppedFiles } from "../shared/dropped.js";
import { keepAwake } from "./awake.js";
import { asking, randomId } from "./asking.js";
import { Following } from "./following.js";
import { askForOriginals } from "./originals.js";
import { NOT_SENT, UNREAD, numberOf, refusedWords, show, showReceipts } from "./list.js";
import { Queue } from "./queue.js";
import { forgetOld } from "./remembered.js";
import { Sending } from "./sending.js";
import { Speed } from "./speed.js";
import { wholeWords } from "./telling.js";
import { inWords, minutes, size, speak, t } from "./words.js";

const setup = JSON.parse(document.getElementById("setup").textContent);
speak(setup.words);
forgetOld();

const at = (id) => document.getElementById(id);
const speed = new Speed();
const queue = new Queue(() => draw());
const following = new Following(setup.receipts, (receipts) => heardReceipts(receipts));
let problems = 0;
// Files of the unit that arrived before this page's own.
let sentBefore = setup.sent;
let closedWords = "";

const unit = asking(setup);

const page = {
  setup,
  known: unit.known,
  // Bytes of a chunk that this line takes in a few seconds, once that is known.
  chunk: 0,
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
  const sizes = unit.knownSizes(files);
  const sendings = files.map((file) => new Sending(file, said, sizes, page));
  sendings.forEach((sending) => {
    const words = refusedAtOnce(sending.file);
    if (words) sending.end("refused", "", words);
  });
  speed.reset();
  queue.add(sendings);
  at("sending").scrollIntoView();
}

function leftWords(totals) {
  if (totals.ended === totals.all) return receiptWords();
  const seconds = speed.seconds(totals.bytes - totals.sent);
  return queue.paused || seconds === null ? "" : minutes(seconds);
}

// The number of what was just sent, to be written down or photographed.
function receiptWords() {
  const told = queue.sendings.filter((sending) => sending.state === "done" && sending.receipt);
  if (!told.length) return "";
  const numbers = told.map((sending) => numberOf(sending.receipt));
  return t("回执 %(receipt)s", { receipt: numbers[numbers.length - 1] });
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
  setText(at("whole-words"), wholeWords(totals, queue.paused));
  setText(at("whole-left"), leftWords(totals));
  at("whole-words").className = `whole-words ${left || totals.refused ? "" : "state-good"}`;
  at("whole-bar").value = Math.floor((totals.sent * 1000) / Math.max(1, totals.bytes));
  at("whole-bar").hidden = !left;
  at("pause").hidden = !left;
  setText(at("pause"), queue.paused ? t("继续") : t("暂停"));
  drawNote(left);
  keepAwake(Boolean(left) && !queue.paused);
  at("apple-note").hidden = !(left && isApple);
  if (totals.done) setText(at("sent-words"), sentWords(sentBefore + totals.done));
  if (totals.ended > lastEnded && !left) following.begin();
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

// A file that arrived whole, or that was known, may still not open: its row says so, too. Answers
// whether one of them is still being read.
function endAsRead(receipts) {
  const of = {};
  receipts.forEach((receipt) => (of[receipt.receipt] = receipt));
  const told = queue.sendings.filter((sending) => sending.ended && of[sending.receipt]);
  told.forEach((sending) => {
    const { state, receipt, words } = of[sending.receipt];
    // What was refused as it came keeps its row, unless its reason is known only now.
    const isSaid = sending.state === "refused" && sending.words === inWords(words);
    if (state === "refused" && !isSaid) sending.end("refused", receipt, inWords(words));
  });
  return told.some((sending) => UNREAD.indexOf(of[sending.receipt].state) !== -1);
}

// As last told, and what of that the open list shows.
let latest = null;
let drawnList = "";
function drawReceipts() {
  if (!latest || !at("sent").open) return;
  const now = JSON.stringify(latest);
  if (now === drawnList) return;
  drawnList = now;
  showReceipts(latest, at("sent-list"), inWords, setup.used);
}

function heardReceipts(receipts) {
  const unread = endAsRead(receipts);
  const { done } = queue.totals();
  const sent = receipts.filter((receipt) => NOT_SENT.indexOf(receipt.state) === -1);
  latest = receipts;
  drawReceipts();
  setText(at("sent-refused"), refusedWords(receipts));
  if (!sent.length) return unread;
  const newest = numberOf(receipts[0].receipt);
  sentBefore = sent.length - done;
  setText(at("sent-words"), sentWords(sent.length));
  setText(at("sent-newest"), t("最近回执 %(receipt)s", { receipt: newest }));
  return unread;
}

// iPads call themselves Macs.
const isApple =
  /iPhone|iPad|iPod/.test(navigator.userAgent) ||
  (/Macintosh/.test(navigator.userAgent) && navigator.maxTouchPoints > 1);

["files", "one-file"].forEach((id) => {
  at(id).addEventListener("change", (event) => {
    const files = Array.from(event.target.files);
    // The same file may be picked again after a failure.
    event.target.value = "";
    pick(files);
  });
});

at("pause").addEventListener("click", () => {
  if (queue.paused) {
    closedWords = "";
    queue.resume();
  } else {
    queue.pause();
  }
});

// After the page is drawn and only where something was sent: it is no part of sending.
if (setup.sent) askForOriginals(setup.originals, at("originals"));

at("sent").addEventListener("toggle", () => {
  if (!at("sent").open) return;
  drawReceipts();
  following.ask();
});

at("form").addEventListener("submit", (event) => event.preventDefault());

document.addEventListener("dragover", (event) => event.preventDefault());
document.addEventListener("drop", (event) => {
  event.preventDefault();
  const plain = Array.from(event.dataTransfer.files);
  droppedFiles(event.dataTransfer).then(pick, () => pick(plain));
});

// iOS stops a page in the background: what it broke off goes on at once when the page is back.
document.addEventListener("visibilitychange", () => {
  if (document.visibilityState === "visible") queue.wake();
});

setInterval(() => {
  if (queue.running.length) draw();
}, 1000);
