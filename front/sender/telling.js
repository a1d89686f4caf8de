// What is said of the whole: how far it is, and how it ended.

import { t } from "./words.js";

export function wholeWords(totals, paused) {
  const left = totals.all - totals.ended;
  const counts = { done: totals.ended, all: totals.all };
  if (paused && left) return t("已暂停 %(done)s/%(all)s，点“继续”接着发", counts);
  return left ? t("正在发送 %(done)s/%(all)s", counts) : endWords(totals);
}

function endWords(totals) {
  const parts = [];
  if (totals.done) parts.push(t("已收到 %(count)s 件", { count: totals.done }));
  if (totals.known) parts.push(t("这 %(count)s 件我们已有", { count: totals.known }));
  if (totals.refused) parts.push(t("%(count)s 件未接收，原因见下", { count: totals.refused }));
  const words = parts.join(t("，"));
  return totals.refused ? words : `✓ ${words}${t("，谢谢！")}`;
}
