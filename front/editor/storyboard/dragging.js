// Shots are put elsewhere in their chapter, and chapters elsewhere in the film, by mouse or pen.
// A finger scrolls the strip; for it there are buttons.

import { el } from "../setup.js";

// Pixels before a press becomes a drag, and near an edge where the strip begins to scroll.
const SLACK = 6;
const EDGE = 48;

// `on.shots(activity, keys)` and `on.chapters(activities)` take the new order.
export function startDragging(reel, on) {
  const place = reel.place;
  const gap = el("span", { className: "reel-gap", hidden: true, "aria-hidden": "true" });
  let held = null;

  place.addEventListener("pointerdown", (event) => {
    if (event.button !== 0 || event.pointerType === "touch") return;
    const shot = event.target.closest(".reel-shot");
    const name = event.target.closest(".reel-name");
    const chapter = event.target.closest(".reel-chapter");
    if (!chapter || !chapter.dataset.activity || !(shot || name)) return;
    held = { node: shot || chapter, whole: !shot, x: event.clientX, before: undefined };
  });
  window.addEventListener("pointermove", (event) => {
    if (!held) return;
    if (!held.moving) {
      if (Math.abs(event.clientX - held.x) < SLACK) return;
      held.moving = true;
      held.node.classList.add("dragged");
      place.append(gap);
    }
    event.preventDefault();
    scroll(event.clientX);
    held.before = placeOf(event.clientX);
    drawGap();
  });
  window.addEventListener("pointerup", () => end(true));
  window.addEventListener("pointercancel", () => end(false));
  document.addEventListener("keydown", (event) => {
    if (held && held.moving && event.key === "Escape") end(false);
  });
  // The click that ends a drag chooses nothing.
  place.addEventListener(
    "click",
    (event) => {
      if (place.dataset.dropped) event.stopImmediatePropagation();
    },
    true,
  );

  function siblings() {
    if (held.whole) return Array.from(place.querySelectorAll(".reel-chapter")).filter((each) => each.dataset.activity);
    return Array.from(held.node.parentNode.querySelectorAll(".reel-shot"));
  }

  // The sibling before which it would stand; null after the last.
  function placeOf(x) {
    return siblings().find((each) => {
      const { left, width } = each.getBoundingClientRect();
      return x < left + width / 2;
    }) || null;
  }

  function drawGap() {
    const all = siblings();
    const beside = held.before || all[all.length - 1];
    const left = beside.getBoundingClientRect()[held.before ? "left" : "right"];
    gap.hidden = false;
    gap.style.transform = `translateX(${left - place.getBoundingClientRect().left + place.scrollLeft - 2}px)`;
  }

  function scroll(x) {
    const { left, right } = place.getBoundingClientRect();
    if (x < left + EDGE) place.scrollLeft -= 16;
    else if (x > right - EDGE) place.scrollLeft += 16;
  }

  function end(drops) {
    if (!held) return;
    const { node, whole, moving, before } = held;
    const others = moving ? siblings().filter((each) => each !== node) : [];
    const keys = moving ? siblings().map(keyOf) : [];
    held = null;
    if (!moving) return;
    node.classList.remove("dragged");
    gap.hidden = true;
    place.dataset.dropped = "yes";
    setTimeout(() => delete place.dataset.dropped, 0);
    if (!drops || before === node) return;
    const at = before ? others.indexOf(before) : others.length;
    const moved = [...others.slice(0, at), node, ...others.slice(at)].map(keyOf);
    if (moved.join() === keys.join()) return;
    if (whole) on.chapters(moved);
    else on.shots(node.closest(".reel-chapter").dataset.activity, moved);
  }
}

function keyOf(node) {
  return node.dataset.shot || node.dataset.activity;
}
