// The week itself, and what is handed in to whom by when.

import { el, t } from "../editor/setup.js";
import { field, line, names, note, told } from "./fields.js";

export function drawHead(desk) {
  const of = desk.values;
  const day = (key, label, pair) => line(desk, { of, key, name: "period", label, type: "date", width: "nf-half", pair });
  return el(
    "div",
    { className: "nf-grid" },
    line(desk, { of, key: "title", name: "title", label: t("名称（用在片头和报告里）") }),
    line(desk, { of, key: "theme", name: "theme", label: t("主题") }),
    day("starts_on", t("第一天"), "first"),
    day("ends_on", t("最后一天"), "second"),
    note(desk, "period", false),
    names(desk, { of, key: "host_units", name: "issuers", label: t("主办单位") }),
    desk.facts.doc_no ? told(desk, { name: "doc_no", label: t("文号"), value: desk.facts.doc_no, width: "nf-half" }) : null,
    line(desk, { of, key: "key", name: "key", label: t("永久编号（小写字母、数字、连字符）"), long: 64, width: desk.facts.doc_no ? "nf-half" : "" }),
  );
}

export function drawSubmission(desk) {
  const of = desk.values;
  const limit = el("input", { type: "number", min: 1, step: "any", value: of.film_limit });
  return el(
    "div",
    { className: "nf-grid" },
    line(desk, { of, key: "deadline", name: "deadline", label: t("报送截止日"), type: "date", width: "nf-half", pair: "first" }),
    line(desk, { of, key: "deadline_text", name: "deadline", label: t("通知里的原话"), width: "nf-half", pair: "second" }),
    note(desk, "deadline", false),
    names(desk, { of, key: "recipients", name: "recipients", label: t("报送给谁"), width: "nf-half" }),
    line(desk, { of, key: "submitter", name: "submitter", label: t("由谁报送"), width: "nf-half" }),
    field(desk, {
      name: "video_limit",
      label: t("成片最长多少秒"),
      width: "nf-half",
      input: limit,
      put: () => (of.film_limit = limit.value),
    }),
    desk.facts.deliverables ? told(desk, { name: "deliverables", label: t("要报送的材料"), value: desk.facts.deliverables, width: "nf-half" }) : null,
  );
}
