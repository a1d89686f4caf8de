// Look-alikes: which is the best copy and why, and two of them side by side.

import { el, inWords, t } from "../setup.js";

// The list of all in the group; `show(id)` lays one beside the asset in focus.
export function alikeList(detail, { show, beside }) {
  return el(
    "ul",
    { className: "alike" },
    detail.alike.map((each) => {
      const here = each.asset === detail.id;
      return el(
        "li",
        { className: each.best ? "alike-best" : "" },
        el(
          "button",
          { type: "button", className: "alike-tile", "aria-pressed": String(each.asset === beside), disabled: here, onclick: () => show(each.asset) },
          each.pictures.thumb ? el("img", { src: each.pictures.thumb, alt: "" }) : el("span", { className: "no-picture" }, t("无图")),
        ),
        el(
          "div",
          {},
          el("p", {}, each.best ? el("b", { className: "state-good" }, `✓ ${t("最好的一件")} `) : "", here ? el("span", { className: "quiet" }, t("（当前这件）")) : ""),
          el("p", { className: "alike-name" }, each.name),
          el("p", { className: "quiet" }, facts(each)),
          el("p", { className: each.best ? "" : "quiet" }, inWords(each.why)),
        ),
      );
    }),
  );
}

function facts(each) {
  const size = each.width ? `${each.width}×${each.height}` : "";
  return [size, bytes(each.size), t("清晰度 %(score)s", { score: Math.round(each.sharpness / 10) })].filter(Boolean).join(" · ");
}

export function bytes(count) {
  return count < 1e6 ? `${Math.max(1, Math.round(count / 1e3))} KB` : `${(count / 1e6).toFixed(1)} MB`;
}

// The asset in focus and another one, at the same size.
export function sideBySide(detail, other) {
  const pair = [detail.id, other].map((id) => detail.alike.find((each) => each.asset === id));
  return el(
    "div",
    { className: "side-by-side" },
    pair.map((each) =>
      el(
        "figure",
        {},
        el("img", { src: each.pictures.view || each.pictures.poster || each.pictures.thumb || "", alt: each.name }),
        el("figcaption", {}, each.best ? `✓ ${t("最好的一件")} · ` : "", each.name),
      ),
    ),
  );
}

// Whom to lay beside: the best copy, or the next one when that is in focus.
export function otherOf(detail) {
  const others = (detail.alike || []).filter((each) => each.asset !== detail.id);
  const best = others.find((each) => each.best) || others[0];
  return best ? best.asset : null;
}
