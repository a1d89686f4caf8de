// The table of figures: a cell that was changed is saved, Enter goes one row down.

import { ask } from "./http.js";
import { at, el, say, setup, t } from "./setup.js";

export function startFigures() {
  const table = document.querySelector(".figures-table");
  if (!table || !setup.mayEdit) return;
  table.addEventListener("change", (event) => {
    if (event.target.dataset.add) addUnit(event.target);
    else if (event.target.closest("[data-unit]")) save(event.target.closest("[data-unit]"));
  });
  table.addEventListener("keydown", (event) => {
    const by = { Enter: 1, ArrowDown: 1, ArrowUp: -1 }[event.key];
    if (!by || event.target.tagName !== "INPUT") return;
    event.preventDefault();
    const column = [...table.querySelectorAll(`input[name="${event.target.name}"]`)];
    const next = column[column.indexOf(event.target) + by];
    if (next) next.select();
    else event.target.blur();
  });
}

// One row at a time, so that a second change of a row goes out after the first was kept.
const going = new Map();

function save(row) {
  const before = going.get(row) || Promise.resolve();
  going.set(row, before.then(() => send(row)));
}

async function send(row) {
  const inputs = [...row.querySelectorAll("input")];
  const values = {};
  for (const input of inputs) values[input.name] = input.value;
  const { activity, unit, seen } = row.dataset;
  try {
    const path = `/campaigns/${encodeURIComponent(setup.campaign)}/figures`;
    const told = await ask("POST", path, { activity, unit, values, seen: Number(seen) });
    drawSums(told);
    const mine = told.entries.find((entry) => entry.key === activity && entry.unit === unit);
    if (mine) row.dataset.seen = mine.id;
    row.querySelector(".figure-by").textContent = t("刚刚保存");
    inputs.forEach((input) => input.removeAttribute("aria-invalid"));
    say(t("已保存"), "good");
  } catch (refusal) {
    inputs.forEach((input) => {
      if (!/^[\d\s,，]*$/.test(input.value)) input.setAttribute("aria-invalid", "true");
    });
    say(refusal.message, "bad");
  }
}

function drawSums(told) {
  for (const line of document.querySelectorAll("[data-sums]")) {
    const part = told.activities.find((each) => each.key === line.dataset.sums);
    const sums = line.dataset.sums ? (part ? part.sums : {}) : told.totals;
    for (const cell of line.querySelectorAll("[data-sum]")) {
      const sum = sums[cell.dataset.sum];
      cell.replaceChildren(sum ? String(sum.value) : el("span", { className: "quiet" }, "–"));
    }
  }
}

// A row for a unit that is not responsible but took part.
function addUnit(select) {
  const option = select.selectedOptions[0];
  if (!select.value) return;
  const row = document.importNode(at("figure-row").content, true).querySelector("tr");
  Object.assign(row.dataset, { activity: select.dataset.add, unit: select.value });
  row.querySelector("th").textContent = option.textContent;
  for (const input of row.querySelectorAll("input")) {
    input.setAttribute("aria-label", `${option.textContent} ${input.getAttribute("aria-label")}`);
  }
  select.closest("tbody").append(row);
  option.remove();
  select.value = "";
  row.querySelector("input").focus();
}
