// The list of picked files: one row each, those on their way above, those that ended below.

import { size, t } from "./words.js";

const WORDS = {
  wait: () => t("排队中"),
  check: () => t("正在核对是否已有"),
  send: (sending) =>
    sending.sent < sending.file.size
      ? `${Math.floor((sending.sent * 100) / sending.file.size)}%`
      : t("已传完，正在保存"),
  save: () => t("已传完，正在保存"),
  done: () => t("已收到"),
  known: () => t("这件我们已有，不必重发"),
  refused: () => t("未接收"),
  stuck: () => t("稍后自动重试"),
};

const MARKS = {
  wait: "wait",
  check: "wait",
  send: "work",
  save: "work",
  done: "good",
  known: "good",
  refused: "bad",
  stuck: "doubt",
};

const rows = new Map();

function part(tag, name, row) {
  const element = document.createElement(tag);
  element.className = name;
  row.appendChild(element);
  return element;
}

function makeRow(sending, list) {
  const row = document.createElement("li");
  row.className = "item";
  const parts = {
    row,
    name: part("span", "item-name", row),
    words: part("span", "item-words", row),
    receipt: part("span", "item-receipt", row),
    bar: part("progress", "bar", row),
  };
  parts.name.textContent = sending.file.name;
  parts.bar.max = Math.max(1, sending.file.size);
  parts.bar.setAttribute("aria-label", sending.file.name);
  list.insertBefore(row, list.querySelector("[data-ended]"));
  rows.set(sending, parts);
  return parts;
}

export function show(sending, list) {
  const parts = rows.get(sending) || makeRow(sending, list);
  const { row } = parts;
  row.dataset.mark = MARKS[sending.state];
  parts.words.textContent = sending.words || WORDS[sending.state](sending);
  parts.receipt.textContent = sending.receipt || size(sending.file.size);
  parts.bar.value = sending.sent;
  parts.bar.hidden = sending.state !== "send" && sending.state !== "save" && sending.sent === 0;
  if (sending.ended && !row.dataset.ended) {
    row.dataset.ended = "yes";
    parts.bar.hidden = true;
    list.appendChild(row);
  }
}

// Receipts of the whole unit, as the server tells them.
const RECEIPT_MARKS = { refused: "bad", withdrawn: "gone", purged: "gone", arriving: "wait" };

export const NOT_SENT = ["arriving", "refused", "unpacked", "withdrawn", "purged"];

// Their reading is not over: it may still be found out that they do not open.
export const UNREAD = ["arriving", "received", "inspected"];

export function numberOf(receipt) {
  return receipt.replace(/-\d+$/, "");
}

// One receipt a sending, as the page's template draws it: its number and counts, then its files.
export function showReceipts(receipts, place, inWords, used) {
  place.textContent = "";
  let number = "";
  let list = null;
  receipts.forEach((receipt) => {
    if (numberOf(receipt.receipt) !== number) {
      number = numberOf(receipt.receipt);
      const files = receipts.filter((other) => numberOf(other.receipt) === number);
      list = showHead(number, files, place, used);
    }
    const row = part("li", "item", list);
    row.dataset.mark = RECEIPT_MARKS[receipt.state] || "good";
    part("span", "item-name", row).textContent = receipt.filename;
    part("span", "item-words", row).textContent = inWords(receipt.words);
    part("span", "item-receipt", row).textContent = receipt.receipt;
  });
}

export function refusedWords(receipts) {
  const refused = receipts.filter((receipt) => receipt.state === "refused").length;
  return refused ? `✕ ${t("%(count)s 件未接收", { count: refused })}` : "";
}

function showHead(number, files, place, usedWords) {
  const box = part("section", "receipt", place);
  const head = part("h3", "receipt-head", box);
  part("span", "receipt-number", head).textContent = t("回执 %(receipt)s", { receipt: number });
  const sent = files.filter((file) => NOT_SENT.indexOf(file.state) === -1).length;
  const used = files.filter((file) => file.words.zh === usedWords).length;
  const counts = [t("已收到 %(count)s 件", { count: sent })];
  if (used) counts.push(t("已用于成片 %(count)s 件", { count: used }));
  part("span", "receipt-counts", head).textContent = counts.join(t("，"));
  const refused = refusedWords(files);
  if (refused) part("span", "receipt-refused", head).textContent = refused;
  return part("ul", "list", box);
}
