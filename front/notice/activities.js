// The activities, one card each, added and taken out by hand.

import { el, inWords, t } from "../editor/setup.js";
import { field, line, names, note } from "./fields.js";
import { removeButton, undoLine } from "./removing.js";

// Chinese characters that half a line of the desk shows.
const HALF = 20;

export function drawActivities(desk) {
  const list = el("div");
  const draw = () => list.replaceChildren(...desk.values.activities.map((one) => card(desk, one, () => gone.remove(desk.values.activities, one, one.title))));
  const gone = undoLine(desk, draw);
  draw();
  return el("div", {}, note(desk, "activities"), list, gone.line, el("button", { type: "button", className: "button", onclick: () => add(desk, draw, list) }, t("添加活动")));
}

function add(desk, draw, list) {
  const all = desk.values.activities;
  const taken = new Set(all.map((one) => one.key));
  let count = 1;
  while (taken.has(`a${count}`)) count += 1;
  all.push({
    key: `a${count}`,
    number: Math.max(0, ...all.map((one) => one.number || 0)) + 1,
    title: "",
    date: "",
    part: "",
    venue: "",
    units: [],
    venue_at: null,
    partners: [],
    kinds: [],
    wanted: [],
    media_expected: true,
    off_plan: true,
    read: null,
  });
  draw();
  desk.changed();
  list.lastElementChild.querySelector("[data-of=title] input").focus();
}

function card(desk, one, away) {
  const name = (key) => (one.read === null ? `added.${one.key}.${key}` : `activities.${one.read}.${key}`);
  const number = el("input", { type: "number", min: 1, max: 999, value: one.number || "" });
  const part = el("select", {}, el("option", { value: "" }, t("全天或未定")), ...options(desk.parts, one.part));
  const title = line(desk, { of: one, key: "title", name: name("title"), label: t("活动名称"), width: "" });
  title.dataset.of = "title";
  const third = "nf-third";
  return el(
    "div",
    { className: "na", role: "group", "aria-label": `${one.number}. ${one.title}` },
    el(
      "div",
      { className: "na-top" },
      el("h3", {}, el("span", { className: "number" }, String(one.number || "")), one.title),
      removeButton(one.title, away),
    ),
    el(
      "div",
      { className: "nf-grid" },
      title,
      field(desk, { name: name("number"), label: t("序号"), width: third, input: number, put: () => (one.number = Number.parseInt(number.value, 10) || null) }),
      line(desk, { of: one, key: "date", name: name("date"), label: t("日期（可空）"), type: "date", width: third }),
      field(desk, { name: name("part"), label: t("时段"), width: third, input: part, event: "change", put: () => (one.part = part.value) }),
      line(desk, { of: one, key: "venue", name: name("venue"), label: t("地点"), width: wide(one.venue), also: () => (one.venue_at = null) }),
      names(desk, { of: one, key: "units", name: name("units"), label: t("责任单位"), width: wide(one.units.join("、")) }),
      names(desk, { of: one, key: "partners", name: name("partners"), label: t("协作单位"), width: wide(one.partners.join("、")) }),
      names(desk, { of: one, key: "wanted", name: name("wanted"), label: t("希望拍到的镜头"), width: wide("") }),
    ),
    more(desk, one),
  );
}

// A whole line for what half of one would cut off; on a narrow screen always.
function wide(words) {
  return (words || "").length > HALF ? "" : "nf-half nf-words";
}

function options(words, chosen) {
  return Object.entries(words).map(([key, said]) => el("option", { value: key, selected: key === chosen }, inWords(said)));
}

function more(desk, one) {
  const tick = (label, on, put) => {
    const box = el("input", { type: "checkbox", checked: on });
    box.addEventListener("change", () => {
      put(box.checked);
      desk.changed();
    });
    return el("label", {}, box, " ", label);
  };
  const kind = ([key, said]) =>
    tick(inWords(said), one.kinds.includes(key), (on) => {
      one.kinds = one.kinds.filter((each) => each !== key).concat(on ? [key] : []);
    });
  const told = one.kinds.map((key) => inWords(desk.kinds[key])).join("、");
  return el(
    "details",
    {},
    el("summary", {}, told ? t("类型：%(kinds)s", { kinds: told }) : t("类型：未定")),
    el("div", { className: "na-kinds" }, ...Object.entries(desk.kinds).map(kind)),
    el(
      "div",
      { className: "na-kinds" },
      tick(t("需要照片视频"), one.media_expected, (on) => (one.media_expected = on)),
      tick(t("计划外的活动"), one.off_plan, (on) => (one.off_plan = on)),
    ),
  );
}
