// The pages of a scanned notice: the field in focus has its words lit on them.

import { at, el, inWords, setup, t } from "../editor/setup.js";

export function startPictures(scan) {
  const pane = at("notice-pictures");
  if (!scan || !pane) return;
  const pages = scan.pages.map((page) => drawn(page));
  pane.replaceChildren(...pages);
  const show = (lit) => light(pane, pages, lit);
  document.addEventListener("notice-shown", (event) => {
    const lit = scan.lit[event.detail];
    if (lit) show(lit);
  });
  const again = () => centre(pane, pane.querySelector(".np-lit"));
  at("notice-zoom").addEventListener("click", (event) => {
    const zoomed = pane.classList.toggle("np-zoomed");
    event.currentTarget.setAttribute("aria-pressed", String(zoomed));
    again();
  });
  for (const button of document.querySelectorAll("[data-shows]")) {
    button.addEventListener("click", () => {
      shows(button.dataset.shows);
      again();
    });
  }
  window.addEventListener("resize", again);
  const warned = warnings(scan, show);
  if (warned) at("notice-fields").prepend(warned);
}

function drawn(page) {
  const picture = el("img", {
    src: `${setup.base}/api/notice/scan/pages/${page.number}`,
    width: page.width,
    height: page.height,
    loading: "lazy",
    alt: t("第 %(number)s 页的图片", { number: page.number }),
  });
  return el("div", { className: "np-page" }, picture);
}

function light(pane, pages, lit) {
  for (const old of pane.querySelectorAll(".np-lit")) old.remove();
  for (const [number, left, top, right, bottom] of lit) {
    const box = el("span", { className: "np-lit", "aria-hidden": "true" });
    box.style.left = `${left / 10}%`;
    box.style.top = `${top / 10}%`;
    box.style.width = `${(right - left) / 10}%`;
    box.style.height = `${(bottom - top) / 10}%`;
    pages[number - 1].append(box);
  }
  centre(pane, pane.querySelector(".np-lit"));
}

function centre(pane, box) {
  if (!box) return;
  const inside = box.getBoundingClientRect();
  const outside = pane.getBoundingClientRect();
  pane.scrollTop += inside.top - outside.top - (pane.clientHeight - inside.height) / 2;
  pane.scrollLeft += inside.left - outside.left - Math.max(8, (pane.clientWidth - inside.width) / 2);
}

// On a phone there is room for one of the two.
function shows(what) {
  document.querySelector(".notice-left").dataset.showing = what;
  for (const button of document.querySelectorAll("[data-shows]")) {
    button.setAttribute("aria-pressed", String(button.dataset.shows === what));
  }
}

// What cannot be right in the text but was read as no field.
function warnings(scan, show) {
  const rows = scan.loose.map((each) =>
    el(
      "li",
      {},
      el("span", {}, inWords(each.words)),
      el("button", { type: "button", className: "plain", onclick: () => show(each.lit) }, t("看图片")),
    ),
  );
  const cut = scan.pages.filter((page) => page.cut).map((page) => page.number);
  if (cut.length) rows.push(el("li", {}, t("第 %(pages)s 页的字太多，没有读完，请对照图片补上", { pages: cut.join("、") })));
  if (!rows.length) return null;
  return el("section", { className: "panel notice-warned" }, el("h2", {}, t("识别提醒")), el("ul", { className: "rows" }, ...rows));
}
