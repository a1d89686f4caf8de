// What the notice asks: its sentence, and whether the system checks it; more is added by hand.

import { el, t } from "../editor/setup.js";
import { removeButton, undoLine } from "./removing.js";

export function drawAsked(desk) {
  const list = el("ul", { className: "rows" });
  const all = () => desk.values.requirements;
  const draw = () => {
    list.replaceChildren(...all().map((one) => row(one, () => gone.remove(all(), one, one.says))));
    if (!all().length) list.append(el("li", { className: "quiet" }, t("通知里没有读出对视频、照片和总结的要求。")));
  };
  const gone = undoLine(desk, draw);
  draw();
  return el("div", {}, list, gone.line, adding(desk, draw));
}

function row(one, away) {
  return el(
    "li",
    { className: "nr", tabIndex: 0, "data-field": `requirements.${one.id}` },
    el(
      "span",
      {},
      one.says,
      " ",
      el("span", { className: one.measure ? "state-good" : "state-doubt" }, one.measure ? t("✓ 成片自动检查") : t("! 须人工核对")),
      el("small", { className: "quiet" }, one.clause, one.quote ? `“${one.quote}”` : ""),
    ),
    removeButton(one.says, away),
  );
}

// A requirement in one's own words, for a person to check.
function adding(desk, draw) {
  const subjects = { film: t("视频"), photos: t("照片"), report: t("总结"), package: t("报送包") };
  const about = el("select", { "aria-label": t("关于") }, ...Object.entries(subjects).map(([key, name]) => el("option", { value: key }, name)));
  const says = el("input", { type: "text", maxLength: 80, "aria-label": t("要求"), placeholder: t("通知里没有读出的要求") });
  const add = (event) => {
    event.preventDefault();
    if (!says.value.trim()) return;
    const taken = new Set(desk.values.requirements.map((one) => one.id));
    let count = 1;
    while (taken.has(`${about.value}-own-${count}`)) count += 1;
    const plain = { measure: "", at_most: null, at_least: null, one_of: [], clause: "", quote: "" };
    desk.values.requirements.push({ id: `${about.value}-own-${count}`, about: about.value, says: says.value.trim(), ...plain });
    says.value = "";
    draw();
    desk.changed();
  };
  return el("form", { className: "line-form notice-ask", onsubmit: add }, about, says, el("button", { className: "button" }, t("添加要求")));
}
