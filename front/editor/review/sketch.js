// Where it was taken against the plan's venues: drawn from metres, no map is loaded.

import { el, t } from "../setup.js";

const SPACE = "http://www.w3.org/2000/svg";
// The drawing's own units; half of it is `half` metres.
const HALF = 150;

function draw(name, attributes, ...children) {
  const made = document.createElementNS(SPACE, name);
  for (const [key, value] of Object.entries(attributes)) made.setAttribute(key, value);
  made.append(...children);
  return made;
}

export function sketchOf(place) {
  const scale = HALF / place.half;
  const venues = onePerPlace(place.marks.filter((mark) => mark.shown));
  const svg = draw("svg", { viewBox: `${-HALF} ${-HALF} ${2 * HALF} ${2 * HALF}`, class: "sketch", role: "img", "aria-label": t("拍摄地点与活动地点的示意图，上为北") });
  svg.append(
    draw("rect", { x: -HALF, y: -HALF, width: 2 * HALF, height: 2 * HALF, class: "sketch-ground" }),
    ...[-HALF / 2, 0, HALF / 2].flatMap((at) => [
      draw("line", { x1: -HALF, x2: HALF, y1: at, y2: at, class: "sketch-grid" }),
      draw("line", { x1: at, x2: at, y1: -HALF, y2: HALF, class: "sketch-grid" }),
    ]),
    ...venues.map((venue) => draw("circle", { cx: venue.east * scale, cy: -venue.north * scale, r: Math.max(3, place.at * scale), class: "sketch-at" })),
    ...venues.map((venue) => draw("line", { x1: 0, y1: 0, x2: venue.east * scale, y2: -venue.north * scale, class: "sketch-line" })),
    draw("circle", { cx: 0, cy: 0, r: Math.max(4, place.fix * scale), class: "sketch-fix" }),
    draw("circle", { cx: 0, cy: 0, r: 4, class: "sketch-here" }),
    ...venues.flatMap((venue) => pin(venue, scale)),
    ...bar(place, scale),
    draw("path", { d: `M ${HALF - 14} ${-HALF + 30} v -18 m -5 6 l 5 -7 l 5 7`, class: "sketch-north" }),
    label(HALF - 14, -HALF + 42, t("北"), "middle"),
  );
  return el("figure", { className: "sketch-figure" }, svg, list(place));
}

function onePerPlace(marks) {
  const places = new Map();
  for (const mark of marks) {
    const key = `${mark.east},${mark.north}`;
    if (!places.has(key)) places.set(key, { ...mark, numbers: [] });
    places.get(key).numbers.push(mark.number);
  }
  return Array.from(places.values());
}

// Its activities' numbers, on the side where there is room.
function pin(venue, scale) {
  const [x, y] = [venue.east * scale, -venue.north * scale];
  const left = x > HALF / 2;
  return [
    draw("rect", { x: x - 4, y: y - 4, width: 8, height: 8, class: "sketch-venue" }),
    label(x + (left ? -8 : 8), y + 5, venue.numbers.join("、"), left ? "end" : "start"),
  ];
}

function bar(place, scale) {
  const [x, y, long] = [-HALF + 12, HALF - 12, place.bar * scale];
  return [
    draw("path", { d: `M ${x} ${y - 5} v 5 h ${long} v -5`, class: "sketch-bar" }),
    label(x + long / 2, y - 7, metres(place.bar), "middle"),
  ];
}

function label(x, y, words, anchor) {
  const text = draw("text", { x, y, "text-anchor": anchor, class: "sketch-words" });
  text.textContent = words;
  return text;
}

function list(place) {
  return el(
    "figcaption",
    {},
    el("p", { className: "quiet" }, t("圆点是照片里的卫星定位，误差约 %(fix)s；方块是活动地点，虚线圈 %(at)s 以内算在场。", { fix: metres(place.fix), at: metres(place.at) })),
    el(
      "ol",
      { className: "sketch-list" },
      place.marks.map((mark) =>
        el(
          "li",
          {},
          el("span", { className: "number" }, String(mark.number)),
          `${mark.venue || mark.title} `,
          el("b", {}, metres(mark.metres)),
          mark.shown ? "" : el("small", { className: "quiet" }, ` ${t("在图外")}`),
        ),
      ),
    ),
  );
}

export function metres(count) {
  if (count < 1000) return t("%(count)s 米", { count });
  return t("%(count)s 公里", { count: (count / 1000).toFixed(count < 10000 ? 1 : 0) });
}
