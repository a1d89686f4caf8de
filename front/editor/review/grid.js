// The middle: the pictures of one group; one of them holds the focus and the tab stop.

import { at, el, t } from "../setup.js";
import { SIGNS, activityWords, columnWords, dayWords, groupWords, needsConsent, seconds } from "./words.js";

// A second click opens. Heard by the list: a tile may be drawn anew between two clicks, or between
// press and release.
export function startGrid({ focusOn, open }) {
  at("review").addEventListener("click", (event) => {
    const hit = event.target.closest(".tile") || document.elementFromPoint(event.clientX, event.clientY).closest(".tile");
    if (!hit) return;
    focusOn(hit.id.slice("asset-".length));
    if (event.detail === 2) open();
  });
}

export function drawGrid(table) {
  const here = table.here();
  const grid = at("review");
  at("nothing").hidden = Boolean(here);
  grid.hidden = !here;
  at("group-name").textContent = here ? groupWords(here) : "";
  if (!here) {
    grid.replaceChildren();
    return;
  }
  const held = grid.contains(document.activeElement);
  grid.replaceChildren(...here.ids.map((id) => tile(table, table.assets.get(id))));
  if (held) drawFocus(table, true);
  drawActs(table);
}

export function drawTiles(table, ids) {
  for (const id of ids) {
    const old = at(`asset-${id}`);
    const row = table.assets.get(id);
    if (!old || !row) continue;
    const held = old === document.activeElement;
    const fresh = tile(table, row);
    // The picture stays: a new one would flicker.
    fresh.querySelector(".tile-picture").replaceWith(old.querySelector(".tile-picture"));
    old.replaceWith(fresh);
    if (held) fresh.focus({ preventScroll: true });
  }
  drawActs(table);
}

export function drawFocus(table, move) {
  for (const option of at("review").querySelectorAll("[aria-selected=true]")) {
    option.setAttribute("aria-selected", "false");
    option.tabIndex = -1;
  }
  const option = at(`asset-${table.focus}`);
  if (!option) return;
  option.setAttribute("aria-selected", "true");
  option.tabIndex = 0;
  if (move) option.focus();
  drawActs(table);
}

function drawActs(table) {
  const accept = at("accept-words");
  const row = table.row();
  if (!accept) return;
  const many = table.acceptable().length;
  const group = row && row.column === "ready" && many > 1;
  accept.textContent = group ? t("采用整组 %(count)s 件", { count: many }) : t("采用这一件");
  for (const button of at("acts").querySelectorAll("[data-key]")) {
    const always = ["?", "z"].includes(button.dataset.key);
    button.disabled = !row && !always;
  }
}

function tile(table, row) {
  const chosen = row.id === table.focus;
  const label = [columnWords(row.column), row.original_name, activityWords(row.activity_key), dayWords(row.date)];
  if (row.star) label.push(t("星标"));
  if (needsConsent(row)) label.push(t("近景，需先确认同意"));
  return el(
    "li",
    {
      id: `asset-${row.id}`,
      className: `tile tile-${row.column || "gone"}`,
      role: "option",
      "aria-selected": String(chosen),
      "aria-label": label.join("，"),
      tabIndex: chosen ? 0 : -1,
    },
    el("div", { className: "tile-picture" }, picture(row)),
    el(
      "p",
      { className: "tile-words" },
      el("span", { className: `n n-${row.column || "rejected"}` }, `${SIGNS[row.column] || "–"} ${columnWords(row.column)}`),
      ...marks(row),
    ),
  );
}

function picture(row) {
  const source = row.pictures.thumb || row.pictures.poster;
  if (!source) return el("span", { className: "no-picture" }, t("无图"));
  // `loading` before `src`: once the address is set the browser asks at once.
  return el("img", { loading: "lazy", decoding: "async", alt: "", draggable: false, src: source });
}

function marks(row) {
  const found = [];
  if (row.kind === "clip") found.push(el("span", { className: "mark" }, `▶ ${seconds(row.duration_ms || 0)}`));
  if (row.star) found.push(el("span", { className: "mark mark-star" }, `★`));
  if (needsConsent(row)) found.push(el("span", { className: "mark mark-consent" }, t("近景")));
  if (row.near_duplicate_of || row.duplicate_of) found.push(el("span", { className: "mark" }, `≈ ${t("相近")}`));
  if (row.late) found.push(el("span", { className: "mark mark-late" }, t("迟交")));
  return found;
}

// How many tiles stand in a row, measured, since the window decides it.
export function columns() {
  const tiles = Array.from(at("review").children);
  const first = tiles.length ? tiles[0].offsetTop : 0;
  const next = tiles.findIndex((one) => one.offsetTop > first);
  return next < 0 ? Math.max(1, tiles.length) : next;
}
