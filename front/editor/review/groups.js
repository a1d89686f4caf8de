// The left side: progress of the whole, views, and the groups in the order they are worked on.

import { at, el, setup, t } from "../setup.js";
import { SIGNS, activityWords, columnWords, dayWords } from "./words.js";

export function drawProgress(table) {
  const counts = table.counts();
  const open = counts.ready + counts.doubtful + counts.held;
  const done = counts.accepted + counts.rejected;
  at("reviewed").textContent = t("已审 %(done)s / %(all)s 件", { done, all: open + done });
  at("reviewed-bar").max = Math.max(1, open + done);
  at("reviewed-bar").value = done;
  const sums = { open, accepted: counts.accepted, rejected: counts.rejected };
  for (const button of document.querySelectorAll("[data-view]")) {
    const view = button.dataset.view;
    button.querySelector("b").textContent = sums[view];
    button.setAttribute("aria-pressed", String(view === table.view && !table.narrow.column));
  }
}

export function drawNarrowed(table, widen) {
  const { column, activity, day, unit } = table.narrow;
  const named = setup.plan.units.find((each) => each.key === unit);
  const parts = [
    column && column !== "all" ? columnWords(column) : null,
    activity === null ? null : activityWords(activity),
    day === null ? null : dayWords(day),
    named ? named.name : null,
  ].filter(Boolean);
  const place = at("narrowed");
  place.hidden = !column && !parts.length;
  place.replaceChildren(
    t("只看：%(what)s", { what: parts.join(" · ") || t("全部") }),
    " ",
    el("button", { type: "button", className: "plain", onclick: widen }, t("看全部待审")),
  );
}

export function drawGroups(table, enter) {
  const list = at("group-list");
  const held = list.contains(document.activeElement);
  const parts = [];
  let column = "";
  for (const group of table.groups) {
    if (group.column !== column) {
      column = group.column;
      parts.push(sectionTitle(table, column));
    }
    parts.push(groupButton(table, group, enter));
  }
  list.replaceChildren(...parts);
  const current = list.querySelector("[aria-current]");
  if (!current) return;
  const gap = current.offsetTop - list.scrollTop;
  if (gap < 0 || gap > list.clientHeight - current.offsetHeight) {
    list.scrollTop = Math.max(0, current.offsetTop - list.clientHeight / 3);
  }
  if (held) current.focus({ preventScroll: true });
}

function sectionTitle(table, column) {
  const groups = table.groups.filter((group) => group.column === column);
  const count = groups.reduce((sum, group) => sum + group.ids.length, 0);
  const words = t("%(groups)s 组 %(count)s 件", { groups: groups.length, count });
  return el(
    "h2",
    { className: `section n-${column}` },
    el("span", { "aria-hidden": "true" }, `${SIGNS[column]} `),
    `${columnWords(column)} `,
    el("small", {}, words),
  );
}

function groupButton(table, group, enter) {
  const left = table.waiting(group).length;
  const decidable = ["ready", "doubtful", "held"].includes(group.column);
  const count = decidable && left < group.ids.length ? `${left}/${group.ids.length}` : group.ids.length;
  return el(
    "button",
    {
      type: "button",
      className: `group${decidable && !left ? " group-done" : ""}`,
      "aria-current": group.key === table.group ? "true" : null,
      onclick: () => enter(group.key),
    },
    el("span", { className: "group-activity" }, group.activity ? `${group.activity.number} ${group.activity.title}` : t("活动未定")),
    el("span", { className: "group-count" }, decidable && !left ? "✓" : String(count)),
    el("span", { className: "group-more" }, `${dayWords(group.day)} · ${group.unit}`),
  );
}
