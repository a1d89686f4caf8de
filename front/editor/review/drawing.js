// What is drawn of the table: the list of groups, the tiles, the reasons beside them, the large view.

import { at, el, setup, t } from "../setup.js";
import { drawGrid, drawTiles, startGrid } from "./grid.js";
import { drawGroups, drawNarrowed, drawProgress } from "./groups.js";
import { isLarge, showLarge } from "./large.js";
import { drawReasons } from "./reasons.js";
import { details, readDetail, table } from "./reading.js";

// Pictures of the next group that are fetched ahead: two rows at the desk.
const AHEAD = 12;
const fetched = new Set();
// What the drawn things do when they are pressed; the review gives it as it starts.
const acts = {};
let asking = 0;
let listed = 0;

// `given`: widen, enterGroup and focusOn of the moving; what the reasons and the large view offer.
export function startDrawing(given) {
  Object.assign(acts, given);
  startGrid({ focusOn: (id) => acts.focusOn(id, true), open: openLarge });
}

// Details are drawn when they came and their asset still has the focus.
export async function drawDetail(id) {
  const came = await readDetail(id);
  if (!came || table.focus !== id) return;
  drawSide();
  if (isLarge() && came === "first") openLarge();
}

export function draw() {
  drawNarrowed(table, acts.widen);
  drawList();
  drawGrid(table);
  drawNothing();
  drawSide();
  askDetail();
}

// The left side holds hundreds of groups: however often it is asked for, it is drawn once a frame.
function drawList() {
  if (listed) return;
  listed = requestAnimationFrame(() => {
    listed = 0;
    drawProgress(table);
    drawGroups(table, (key) => acts.enterGroup(key, null, true));
  });
}

export function changed(ids) {
  drawList();
  drawTiles(table, ids);
  if (!ids.includes(table.focus)) return;
  drawSide();
  if (isLarge()) openLarge();
  askDetail();
}

// Moving quickly over many pictures asks for none of them.
export function askDetail() {
  clearTimeout(asking);
  asking = setTimeout(() => {
    drawDetail(table.focus);
    fetchAhead();
  }, 150);
}

// What comes next is in the browser's cache before it is asked for: the pictures beside the one
// that is shown large, else the first of the next group.
function fetchAhead() {
  const here = table.here();
  if (!here) return;
  const place = here.ids.indexOf(table.focus);
  const beside = table.beside(1);
  const ids = isLarge() ? here.ids.slice(place + 1, place + 3) : beside ? beside.ids.slice(0, AHEAD) : [];
  for (const { pictures } of ids.map((id) => table.assets.get(id)).filter(Boolean)) {
    const source = isLarge() ? pictures.view || pictures.poster : pictures.thumb || pictures.poster;
    if (source && !fetched.has(source)) new Image().src = source;
    if (source) fetched.add(source);
  }
}

export function drawSide() {
  const row = table.row();
  drawReasons(row, row && details.get(row.id), acts.reasons);
}

function drawNothing() {
  if (table.here()) return;
  const counts = table.counts();
  const words = {
    open: counts.processing ? t("都审完了，还有素材正在识别，稍后会出现在这里。") : t("都审完了。可以去成片页剪辑。"),
    accepted: t("还没有采用的素材。"),
    rejected: t("没有标为不采用的素材。"),
  };
  const none = !table.assets.size;
  at("nothing").replaceChildren(
    el("p", {}, none ? t("还没有可以审核的素材。先把链接发给各单位，素材到了会自动识别。") : words[table.view]),
    el("p", {}, el("a", { className: "button", href: setup.base + setup.board }, none ? t("去进度页建链接") : t("回进度页"))),
  );
}

export function openLarge() {
  const row = table.row();
  if (row) showLarge(row, details.get(row.id), acts.large);
}
