// A card in the style that is chosen: where its lines stand and when they come is what
// workers/tools/film/cards.py does; letters break where the browser breaks them.

import { el, setup } from "../setup.js";
import { RATE } from "./board.js";

// Seconds that a line takes to come, and the part of them in which it fades in.
const COME_S = 0.55;
const FADE = 0.8;
// Pixels of the film's 1920 that letters may fill, and sizes of a title.
const WIDTH = 1536;
const TITLES = [124, 116, 108, 100, 92, 84, 76];
const SMALLER_TITLES = [108, 100, 92, 84, 76];

export function layCard(place, { role, title, lines }) {
  const opening = role === "opening";
  const theme = opening ? lines.slice(0, 1) : [];
  const rows = opening ? lines.slice(1, 6) : lines.slice(0, 7);
  const size = fitting(title, opening ? TITLES : SMALLER_TITLES);
  const ruled = theme.length || (!opening && rows.length);
  const step = Math.min(0.12, 0.5 / Math.max(1, rows.length));
  const head = el("p", { className: "card-title", "data-start": "0" }, title);
  head.style.fontSize = `calc(${size} * var(--u))`;
  place.className = `screen-card card-${role}`;
  place.replaceChildren(
    el("div", { className: "card-head" }, head, ruled ? el("hr", { "data-start": opening ? "0.3" : "0.25" }) : "", theme.map((line) => el("p", { className: "card-theme", "data-start": "0.45" }, line))),
    el("div", { className: "card-rows" }, rows.map((line, number) => el("p", { className: number ? "" : "card-first", "data-start": String((opening ? 0.7 : 0.4) + number * step) }, line))),
  );
}

// Lines as far as they have come at that frame; at rest all of them stand.
export function drawCard(place, offset, rests) {
  for (const line of place.querySelectorAll("[data-start]")) {
    const share = rests ? 1 : (offset / RATE - Number(line.dataset.start)) / COME_S;
    const come = 1 - (1 - Math.min(1, Math.max(0, share))) ** 3;
    if (line.tagName === "HR") line.style.transform = `scaleX(${come})`;
    else {
      line.style.opacity = String(Math.min(1, Math.max(0, share / FADE)));
      line.style.transform = `translateY(calc(${1 - come} * var(--travel) * var(--u)))`;
    }
  }
}

// Colours of the style, as variables of the stage.
export function dress(stage, chosen) {
  const style = setup.styles[chosen] || setup.styles[setup.style];
  for (const [name, value] of Object.entries(style)) stage.style.setProperty(`--card-${name}`, String(value));
  stage.style.setProperty("--travel", String(style.travel));
}

// The first size at which a title takes two lines at most: Latin letters are about half as wide.
function fitting(title, sizes) {
  const ems = Array.from(title).reduce((sum, letter) => sum + (letter.charCodeAt(0) < 256 ? 0.56 : 1), 0);
  return sizes.find((size) => ems * size <= 2 * WIDTH) || sizes[sizes.length - 1];
}
