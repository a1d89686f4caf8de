// The units and their other names; a name that the rules propose is decided by one key.

import { el, say, t } from "../editor/setup.js";
import { note, split } from "./fields.js";
import { removeButton, undoLine } from "./removing.js";

export function drawUnits(desk) {
  const list = el("div", { className: "rows" });
  const away = (unit) => gone.remove(desk.values.units, unit, unit.name);
  const draw = () => list.replaceChildren(...desk.values.units.map((unit) => row(desk, unit, draw, away)));
  const gone = undoLine(desk, draw);
  draw();
  return el(
    "div",
    {},
    note(desk, "units"),
    list,
    gone.line,
    el("button", { type: "button", className: "button", onclick: () => add(desk, "", draw, list) }, t("添加单位")),
  );
}

function add(desk, name, draw, list) {
  const taken = new Set(desk.values.units.map((unit) => unit.key));
  let count = 1;
  while (taken.has(`u${count}`)) count += 1;
  desk.values.units.push({ key: `u${count}`, name, aliases: [], proposed: [] });
  draw();
  desk.changed();
  if (list) list.lastElementChild.querySelector("input").focus();
}

function row(desk, unit, draw, away) {
  const name = el("input", { type: "text", value: unit.name, maxLength: 100 });
  name.addEventListener("input", () => {
    unit.name = name.value;
    desk.changed();
  });
  const aliases = el("input", { type: "text", value: unit.aliases.join("、") });
  aliases.addEventListener("input", () => {
    unit.aliases = split(aliases.value);
    desk.changed();
  });
  return el(
    "div",
    { className: "nu" },
    el("div", { className: "nf" }, el("label", {}, t("单位"), name)),
    el("div", { className: "nf" }, el("label", {}, t("其他名称"), aliases)),
    removeButton(unit.name, () => away(unit)),
    ...unit.proposed.map((alias) => question(desk, unit, alias, draw)),
  );
}

// 县工科局 = 工信局? `Y` and `N` decide, wherever in the question the focus is.
function question(desk, unit, alias, draw) {
  const decide = (same) => {
    unit.proposed = unit.proposed.filter((each) => each !== alias);
    if (same) unit.aliases.push(alias);
    else if (isCalled(desk, alias)) add(desk, alias, () => {}, null);
    draw();
    desk.changed();
    say(same ? t("“%(alias)s”记为“%(unit)s”的别名", { alias, unit: unit.name }) : t("“%(alias)s”不是“%(unit)s”", { alias, unit: unit.name }));
    const next = document.querySelector(".nu-asked");
    if (next) next.focus();
  };
  return el(
    "div",
    {
      className: "nu-asked",
      role: "group",
      tabIndex: 0,
      "data-field": "units",
      "data-words": alias,
      "aria-label": t("“%(alias)s”和“%(unit)s”是同一单位吗？按 Y 或 N", { alias, unit: unit.name }),
      onkeydown: (event) => {
        const key = event.key.toLowerCase();
        if (event.ctrlKey || event.metaKey || event.altKey || (key !== "y" && key !== "n")) return;
        event.preventDefault();
        decide(key === "y");
      },
    },
    el("span", {}, t("! “%(alias)s”和“%(unit)s”是同一单位吗？", { alias, unit: unit.name })),
    el("button", { type: "button", className: "button", onclick: () => decide(true) }, t("是"), " ", el("kbd", {}, "Y")),
    el("button", { type: "button", className: "button", onclick: () => decide(false) }, t("不是"), " ", el("kbd", {}, "N")),
  );
}

// Somebody calls it by this name, so that it has to be a unit of its own.
function isCalled(desk, name) {
  const { activities, host_units: hosts } = desk.values;
  return hosts.includes(name) || activities.some((one) => one.units.includes(name));
}
