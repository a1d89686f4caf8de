// The right side: why the one in focus is tagged so, and everything known of its time and people.

import { at, el, english, inWords, setup, t } from "../setup.js";
import { SIGNS, actionWords, actorWords, claimSource, columnWords, dayWords, needsConsent } from "./words.js";

// Log odds at which a bar is full: 400 to 1.
const FULL = 6;

// Their reason is the id of another asset.
const BY_ID = new Set(["carry", "inherit"]);

export function drawReasons(row, detail, on) {
  const place = at("reasons");
  if (!row) return place.replaceChildren();
  return place.replaceChildren(
    head(row),
    ...(setup.mayEdit ? [choices(row, on)] : []),
    shotsOf(row, detail, on),
    consent(row, on),
    evidenceOf(row),
    textOf(detail),
    timesOf(detail),
    section(t("来源"), sender(row, detail, on)),
    ...(detail && detail.decisions.length ? [section(t("审核记录"), history(detail))] : []),
  );
}

export function evidenceOf(row) {
  return section(t("依据"), evidence(row));
}

// What stands in the picture, the words that count as evidence first to be seen.
export function textOf(detail) {
  const read = detail && detail.text;
  if (!read || read.state === "off") return "";
  return section(t("画面文字"), ...(read.lines.length ? linesOf(detail) : []), nothingOf(read));
}

function linesOf(detail) {
  const { lines, overlay, cut } = detail.text;
  const said = detail.evidence.filter((each) => each.kind === "text").map((each) => each.text).join();
  const parts = lines.map((line) => {
    const second = line.at_ms === null ? "" : el("small", { className: "quiet" }, ` ${t("第 %(count)s 秒", { count: Math.floor(line.at_ms / 1000) })}`);
    return el("li", {}, said.includes(line.text) ? el("mark", {}, line.text) : line.text, second);
  });
  const printed = overlay ? [overlay.day, overlay.time ? overlay.time.slice(0, 5) : "", overlay.place].filter(Boolean).join(" ") : "";
  return [
    el("ul", { className: "words-read" }, parts),
    printed ? el("p", {}, t("水印相机印的：%(words)s", { words: printed })) : "",
    cut ? el("p", { className: "quiet" }, t("更小、更多的字没有读")) : "",
  ];
}

function nothingOf(read) {
  if (read.state === "failed") return el("p", { className: "quiet" }, inWords(read.why));
  if (read.state === "unread") return el("p", { className: "quiet" }, t("画面上的字还没有读"));
  return read.lines.length ? "" : el("p", { className: "quiet" }, t("画面上没有读到字"));
}

export function timesOf(detail) {
  return section(t("时间依据"), ...(detail ? claims(detail) : [el("p", { className: "quiet" }, t("正在读取…"))]));
}

export function section(name, ...parts) {
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

// The shots that its activity wants: pressed are those that it shows.
function shotsOf(row, detail, on) {
  const activity = setup.plan.activities.find((each) => each.key === row.activity_key);
  if (!activity || !activity.wanted.length) return "";
  const likely = (detail && detail.likely) || [];
  const buttons = activity.wanted.map((shot) => {
    const shown = row.shows.includes(shot);
    const why = !shown && likely.find((each) => each.shot === shot);
    return el(
      "button",
      {
        type: "button",
        className: why ? "want want-likely" : "want",
        disabled: !setup.mayEdit,
        "aria-pressed": String(shown),
        title: why ? inWords(why.words) : null,
        onclick: () => on.shot(shot),
      },
      shown ? "✓ " : why ? "? " : "",
      shot,
    );
  });
  return el("section", {}, el("h3", {}, t("需要的镜头"), " ", el("kbd", {}, "W")), el("div", { className: "wants" }, buttons));
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
    total(row),
  ];
}

// The reasons add up to the log odds of the chance that is shown.
function total(row) {
  if (row.tag_by === "person" || !row.confidence) return "";
  const sum = row.evidence.reduce((all, each) => all + each.weight, 0);
  // A tag of an earlier version, or one that nothing could be said of, does not add up: no word then.
  if (Math.abs(1 / (1 + Math.exp(-sum)) - row.confidence) > 0.01) return "";
  const percent = Math.round(row.confidence * 1000) / 10;
  return el("p", { className: "quiet" }, t("各项相加 %(sum)s，即把握 %(percent)s%", { sum: signed(sum), percent }));
}

function signed(weight) {
  return `${weight < 0 ? "−" : "+"}${Math.abs(weight).toFixed(1)}`;
}

function reason(each) {
  const bar = el("span", { className: "weight-bar", "aria-hidden": "true" });
  bar.style.width = `${Math.min(100, (Math.abs(each.weight) / FULL) * 100)}%`;
  return el(
    "li",
    { className: each.weight < 0 ? "against" : "for" },
    el("p", {}, english ? each.text_en : each.text),
    el("p", { className: "weight" }, el("span", { className: "weight-track" }, bar), el("span", {}, signed(each.weight))),
  );
}

function claims(detail) {
  if (!detail.claims.length) return [el("p", { className: "quiet" }, t("文件没有说明时间"))];
  const rows = detail.claims.map((claim) =>
    el(
      "tr",
      { className: claim.won ? "won" : claim.doubt ? "doubted" : "" },
      el("td", {}, claim.won ? "✓ " : "", claimSource(claim.source)),
      el("td", {}, claimTime(claim)),
      el("td", {}, inWords(claim.words)),
    ),
  );
  const sure = detail.time_confidence
    ? el("p", { className: "quiet" }, t("把握 %(percent)s%", { percent: Math.round(detail.time_confidence * 100) }))
    : "";
  const table = el(
    "table",
    { className: "claims" },
    el("thead", {}, el("tr", {}, [t("出处"), t("时间"), t("是否采信")].map((name) => el("th", { scope: "col" }, name)))),
    el("tbody", {}, rows),
  );
  return [sure, table];
}

function claimTime(claim) {
  if (claim.at) return `${dayWords(claim.at.slice(0, 10))} ${claim.at.slice(11, 16)}`;
  return claim.day ? dayWords(claim.day) : claim.raw.slice(0, 24);
}

function sender(row, detail, on) {
  return [
    el("p", {}, row.unit, detail ? ` · ${t("回执 %(receipt)s", { receipt: detail.receipt })}` : "", row.late ? ` · ${t("迟交")}` : ""),
    detail && detail.note ? el("blockquote", {}, detail.note) : null,
    detail && detail.belongs_to_name ? el("p", {}, t("与 %(name)s 是同一张动态照片", { name: detail.belongs_to_name })) : null,
    detail && detail.sidecars.length ? el("p", {}, t("附属文件已保存：%(names)s", { names: detail.sidecars.join("、") })) : null,
    setup.mayEdit ? el("button", { type: "button", className: "plain", onclick: on.move }, t("整次发送移到另一单位…"), " ", el("kbd", {}, "M")) : null,
  ].filter(Boolean);
}

function history(detail) {
  return el(
    "ul",
    { className: "history" },
    detail.decisions.slice(-6).map((each) => {
      const why = each.reason && !BY_ID.has(each.action) ? `：${each.reason}` : "";
      const words = `${actorWords(each.actor)} ${actionWords(each.action)}${why}`;
      return el("li", {}, each.undone ? el("s", {}, words) : words, " ", el("small", { className: "quiet" }, new Date(each.at).toLocaleString()));
    }),
  );
}
