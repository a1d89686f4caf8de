// The right side: why the one in focus is tagged so, and everything known of its time and people.

import { at, el, english, setup, t } from "../setup.js";
import { SIGNS, actionWords, claimClass, claimDoubt, claimSource, columnWords, dayWords, needsConsent } from "./words.js";

// Log odds at which a bar is full: 400 to 1.
const FULL = 6;

export function drawReasons(row, detail, on) {
  const place = at("reasons");
  if (!row) return place.replaceChildren();
  return place.replaceChildren(
    head(row),
    ...(setup.mayEdit ? [choices(row, on)] : []),
    consent(row, on),
    section(t("依据"), evidence(row)),
    section(t("时间依据"), detail ? claims(detail) : el("p", { className: "quiet" }, t("正在读取…"))),
    section(t("来源"), sender(row, detail, on)),
    ...(detail && detail.decisions.length ? [section(t("审核记录"), history(detail))] : []),
  );
}

function section(name, ...parts) {
  return el("section", {}, el("h3", {}, name), ...parts);
}

function head(row) {
  const size = row.width ? `${row.width}×${row.height}` : "";
  const length = row.duration_ms ? t("%(count)s 秒", { count: (row.duration_ms / 1000).toFixed(1) }) : "";
  return el(
    "div",
    { className: "reason-head" },
    el("p", { className: "reason-name" }, row.original_name),
    el(
      "p",
      { className: "quiet" },
      el("span", { className: `n n-${row.column || "rejected"}` }, `${SIGNS[row.column] || "–"} ${columnWords(row.column)}`),
      " ",
      [size, length, row.camera].filter(Boolean).join(" · "),
    ),
  );
}

function choices(row, on) {
  const activity = el(
    "select",
    { onchange: (event) => on.activity(event.target.value) },
    row.activity_key ? null : el("option", { value: "" }, t("活动未定")),
    setup.plan.activities.map((each) =>
      el("option", { value: each.key, selected: each.key === row.activity_key }, `${each.number} ${each.title}`),
    ),
  );
  const known = setup.plan.days.includes(row.date) || !row.date ? setup.plan.days : [row.date, ...setup.plan.days];
  const day = el(
    "select",
    { onchange: (event) => on.day(event.target.value) },
    row.date ? null : el("option", { value: "" }, t("日期未定")),
    known.map((each) => el("option", { value: each, selected: each === row.date }, dayWords(each))),
  );
  return el(
    "div",
    { className: "choices" },
    el("label", { className: "field" }, el("span", {}, t("活动"), " ", el("kbd", {}, "1–9")), activity),
    el("label", { className: "field" }, el("span", {}, t("日期"), " ", el("kbd", {}, "D")), day),
  );
}

function consent(row, on) {
  const { informed, minors, patients, decision } = row.consent;
  const ticks = [
    informed ? t("已告知被拍摄的人") : t("没有勾选“已告知”"),
    minors ? t("有孩子的近景") : null,
    patients ? t("有患者的近景") : null,
  ].filter(Boolean);
  const said = { granted: t("已同意使用"), denied: t("不同意使用") }[decision];
  const asks = needsConsent(row);
  return el(
    "section",
    { className: asks ? "consent consent-open" : "consent" },
    el("h3", {}, t("拍到的人")),
    el("p", {}, ticks.join(" · ")),
    said ? el("p", { className: decision === "granted" ? "state-good" : "state-bad" }, `${decision === "granted" ? "✓" : "✕"} ${said}`) : null,
    asks ? el("p", {}, t("用进成片前，需要确认有人同意。")) : null,
    asks && setup.mayEdit ? el("button", { type: "button", className: "button", onclick: on.consent }, t("谁同意了…"), " ", el("kbd", {}, "C")) : null,
  );
}

function evidence(row) {
  const sure = row.confidence === null ? "" : t("把握 %(percent)s%", { percent: Math.round(row.confidence * 100) });
  const by = row.tag_by === "person" ? t("由人选定") : t("系统建议");
  return [
    el("p", { className: "quiet" }, [by, sure].filter(Boolean).join(" · ")),
    el("ul", { className: "evidence" }, row.evidence.map(reason)),
  ];
}

function reason(each) {
  const bar = el("span", { className: "weight-bar", "aria-hidden": "true" });
  bar.style.width = `${Math.min(100, (Math.abs(each.weight) / FULL) * 100)}%`;
  const signed = `${each.weight < 0 ? "−" : "+"}${Math.abs(each.weight).toFixed(1)}`;
  return el(
    "li",
    { className: each.weight < 0 ? "against" : "for" },
    el("p", {}, english ? each.text_en : each.text),
    el("p", { className: "weight" }, el("span", { className: "weight-track" }, bar), el("span", {}, signed)),
  );
}

function claims(detail) {
  if (!detail.claims.length) return el("p", { className: "quiet" }, t("文件没有说明时间"));
  const rows = detail.claims.map((claim) =>
    el(
      "tr",
      { className: claim.won ? "won" : claim.doubt ? "doubted" : "" },
      el("td", {}, claim.won ? "✓ " : "", claimSource(claim.source)),
      el("td", {}, claimTime(claim)),
      el("td", {}, claim.doubt ? claimDoubt(claim.doubt) : claimClass(claim.class)),
    ),
  );
  return el(
    "table",
    { className: "claims" },
    el("thead", {}, el("tr", {}, [t("出处"), t("时间"), t("性质")].map((name) => el("th", { scope: "col" }, name)))),
    el("tbody", {}, rows),
  );
}

function claimTime(claim) {
  if (claim.at) return `${dayWords(claim.at.slice(0, 10))} ${claim.at.slice(11, 16)}`;
  return claim.day ? dayWords(claim.day) : claim.raw.slice(0, 24);
}

function sender(row, detail, on) {
  return [
    el("p", {}, row.unit, detail ? ` · ${t("回执 %(receipt)s", { receipt: detail.receipt })}` : "", row.late ? ` · ${t("迟交")}` : ""),
    detail && detail.note ? el("blockquote", {}, detail.note) : null,
    setup.mayEdit ? el("button", { type: "button", className: "plain", onclick: on.move }, t("整次发送移到另一单位…"), " ", el("kbd", {}, "M")) : null,
  ].filter(Boolean);
}

function history(detail) {
  return el(
    "ul",
    { className: "history" },
    detail.decisions.slice(-6).map((each) => {
      const words = `${each.actor} ${actionWords(each.action)}`;
      return el("li", {}, each.undone ? el("s", {}, words) : words, " ", el("small", { className: "quiet" }, new Date(each.at).toLocaleString()));
    }),
  );
}
