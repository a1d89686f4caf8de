// The plan on the board: an activity beside it, another title, number, day, units or wanted shots.

import { ask } from "./http.js";
import { at, say, setup, t } from "./setup.js";

export function startPlan() {
  const form = at("plan-add");
  if (!form) return;
  form.addEventListener("submit", add);
  at("plan").addEventListener("submit", (event) => {
    if (event.target.matches(".plan-form")) save(event);
  });
  at("plan").addEventListener("click", (event) => {
    const button = event.target.closest("[data-propose]");
    if (button) button.form.elements.wanted.value = button.dataset.propose;
  });
  // As it was drawn: whoever changed it since is not overwritten.
  at("plan").addEventListener(
    "toggle",
    (event) => {
      const opened = event.target;
      if (opened.open && !opened.seen) opened.seen = lineOf(opened.querySelector("form"));
    },
    true,
  );
}

const path = () => `/campaigns/${encodeURIComponent(setup.campaign)}/activities`;

function lineOf(form) {
  const { number, title, date, wanted } = form.elements;
  const units = [...form.querySelectorAll("[name=units]:checked")].map((box) => box.value);
  return {
    number: Number(number.value),
    title: title.value.trim(),
    date: date.value || null,
    units,
    wanted: wanted.value.split("\n").map((line) => line.trim()).filter(Boolean),
  };
}

async function add(event) {
  event.preventDefault();
  const { title, unit, date } = event.target.elements;
  const wish = { title: title.value, unit: unit.value || null, date: date.value || null };
  await send(event.target, () => ask("POST", path(), wish), t("已添加 %(title)s", { title: wish.title }));
}

async function save(event) {
  event.preventDefault();
  const row = event.target.closest("[data-activity]");
  const change = { seen: row.seen, to: lineOf(event.target) };
  const way = `${path()}/${encodeURIComponent(row.dataset.activity)}`;
  await send(event.target, () => ask("PUT", way, change), t("已保存"));
}

// Titles and numbers stand all over the board: it is drawn anew, at the same place.
async function send(form, act, words) {
  const button = form.querySelector("button:not([type=button])");
  button.disabled = true;
  try {
    await act();
    sessionStorage.setItem("said", words);
    location.hash = "plan";
    location.reload();
  } catch (refusal) {
    button.disabled = false;
    say(refusal.message, "bad");
  }
}
