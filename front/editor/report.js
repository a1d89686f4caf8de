// The report's page: a paragraph that was left is saved, its margin says what became of it.

import { ask, drawnAgain } from "./http.js";
import { at, el, say, setup, t } from "./setup.js";
import { freshen } from "./shared.js";

const texts = () => Array.from(document.querySelectorAll("textarea[data-paragraph]"));
const isChanged = (area) => area.value !== area.defaultValue;
const rowOf = (key) => document.querySelector(`[data-row="${key}"]`);
const marginOf = (key) => rowOf(key).querySelector(".rp-margin");

export function startReport() {
  texts().forEach(fit);
  window.addEventListener("resize", () => texts().forEach(fit));
  const paper = document.querySelector(".rp");
  paper.addEventListener("input", (event) => {
    fit(event.target);
    mark(event.target);
  });
  paper.addEventListener("change", (event) => event.target.dataset.paragraph && save(event.target));
  paper.addEventListener("keydown", typed);
  document.addEventListener("click", clicked);
  window.addEventListener("beforeunload", (event) => {
    if (texts().some(isChanged)) event.preventDefault();
  });
}

// As high as its words; a browser that cannot do it in CSS is told in numbers.
function fit(area) {
  area.style.height = "auto";
  area.style.height = `${area.scrollHeight + 2}px`;
}

function mark(area) {
  area.toggleAttribute("data-dirty", isChanged(area));
}

function typed(event) {
  const area = event.target;
  if (!area.dataset.paragraph) return;
  if (event.key === "Escape") {
    area.value = area.defaultValue;
    fit(area);
    mark(area);
  } else if (event.key === "Enter" && (event.ctrlKey || event.metaKey)) {
    event.preventDefault();
    const all = texts();
    const next = all[all.indexOf(area) + 1];
    // Leaving it saves it.
    if (next) next.focus();
    else area.blur();
  }
}

function clicked(event) {
  const button = event.target.closest("button");
  if (!button) return;
  if (button.id === "report-next") toNext();
  else if (button.id === "report-undo") undo(button);
  else if (button.dataset.back) write(button.dataset.back, null);
  else if (button.dataset.keep) write(button.dataset.keep, at(`p-${button.dataset.keep}`).value);
  else if (button.dataset.mine) write(button.dataset.mine, at(`p-${button.dataset.mine}`).value);
  else if (button.dataset.theirs) takeTheirs(button.dataset.theirs);
}

function toNext() {
  const waiting = Array.from(document.querySelectorAll(".rp-margin[data-open], .rp-margin[data-disagrees]"));
  const areas = waiting.map((margin) => margin.parentElement.querySelector("textarea")).filter(Boolean);
  const here = areas.indexOf(document.activeElement);
  const next = areas[(here + 1) % areas.length];
  if (!next) return;
  next.focus();
  next.select();
  next.closest(".rp-row").scrollIntoView({ block: "center" });
}

// One at a time, so that the second change of a paragraph names the first.
let going = Promise.resolve();

function save(area) {
  if (isChanged(area)) write(area.dataset.paragraph, area.value);
}

function write(key, text) {
  going = going.then(() => send(key, text));
  return going;
}

async function send(key, text) {
  const path = `/campaigns/${encodeURIComponent(setup.campaign)}/report/paragraphs`;
  const area = at(`p-${key}`);
  const margin = marginOf(key);
  // What it was written against: the proposal beside it, else the words that stood in its place.
  const { proposal } = margin.querySelector(".rp-proposal") ? margin.dataset : area.dataset;
  const { seen } = text === null ? margin.dataset : area.dataset;
  try {
    const told = await ask("POST", path, { paragraph: key, text, proposal, seen: Number(seen) });
    take(told, key, text);
    if (marginOf(key).contains(document.activeElement)) area.focus();
    await freshen();
    say(t("已保存"), "good");
  } catch (refusal) {
    say(refusal.message, "bad");
    if (refusal.status === 409) await showTheirs(key);
  }
}

async function undo(button) {
  const key = button.dataset.of;
  const path = `/campaigns/${encodeURIComponent(setup.campaign)}/report/undo`;
  button.disabled = true;
  try {
    take(await ask("POST", path, { edit: Number(button.dataset.edit) }), key, null);
    const area = at(`p-${key}`);
    if (area) area.focus();
    await freshen();
    if (area) area.closest(".rp-row").scrollIntoView({ block: "center" });
    say(t("已撤销"), "good");
  } catch (refusal) {
    button.disabled = false;
    say(refusal.message, "bad");
  }
}

// What the server keeps now, in every paragraph that nobody is changing here; `text` is what was
// sent of paragraph `key`, null when its words came from the server.
function take(told, key, text) {
  for (const block of told.blocks) {
    const area = block.paragraph && at(`p-${block.paragraph}`);
    if (!area) continue;
    const sent = block.paragraph === key;
    const typing = isChanged(area) && !(sent && (text === null || area.value === text));
    if (typing && !sent) continue;
    Object.assign(area.dataset, { seen: block.seen, proposal: block.proposal });
    const kept = area.value;
    area.defaultValue = block.text;
    area.value = typing ? kept : block.text;
    rowOf(block.paragraph).classList.toggle("rp-open", block.open);
    fit(area);
    mark(area);
  }
}

// Somebody was first: both texts stand there and one is chosen.
async function showTheirs(key) {
  const drawn = await drawnAgain();
  const theirs = drawn.querySelector(`[data-row="${key}"] .rp-margin`);
  if (!theirs) return;
  const margin = marginOf(key);
  margin.dataset.theirs = theirs.dataset.text;
  margin.dataset.seen = theirs.dataset.seen;
  margin.dataset.proposal = theirs.dataset.proposal;
  at(`p-${key}`).dataset.seen = theirs.dataset.seen;
  for (const old of margin.querySelectorAll(".rp-other")) old.remove();
  margin.prepend(
    el(
      "div",
      { className: "rp-other" },
      el("p", { className: "rp-label" }, t("别人刚刚改成")),
      el("p", {}, theirs.dataset.text || t("（空）")),
      el("p", { className: "buttons" },
        el("button", { type: "button", className: "button", "data-theirs": key }, t("用对方的")),
        el("button", { type: "button", className: "button", "data-mine": key }, t("用我的"))),
    ),
  );
}

function takeTheirs(key) {
  const area = at(`p-${key}`);
  area.defaultValue = area.value = marginOf(key).dataset.theirs;
  fit(area);
  mark(area);
  freshen();
}
