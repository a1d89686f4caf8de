// The large view: the picture or the clip's player, and the one thing that cannot be undone.

import { at, el, setup, t } from "../setup.js";
import { asksAgain } from "../shared.js";
import { SIGNS, activityWords, columnWords, dayWords } from "./words.js";

export function isLarge() {
  return at("large").open;
}

export function closeLarge() {
  at("large").close();
}

// Draws the one in focus; opens when it was closed.
export function showLarge(row, detail, { key, withdraw }) {
  const box = at("large");
  box.replaceChildren(
    el(
      "div",
      { className: "large-top" },
      el("p", {}, el("span", { className: `n n-${row.column || "rejected"}` }, `${SIGNS[row.column] || "–"} ${columnWords(row.column)}`), ` ${activityWords(row.activity_key)} · ${dayWords(row.date)} · ${row.unit} · ${row.original_name}`, row.star ? " ★" : ""),
      el("button", { type: "button", className: "button", onclick: () => box.close() }, t("返回"), " ", el("kbd", {}, t("空格"))),
    ),
    el("div", { className: "large-picture" }, row.kind === "clip" ? player(row, detail) : photo(row)),
    el(
      "div",
      { className: "large-bottom" },
      setup.mayEdit ? el("div", { className: "act-line" }, acts(key)) : "",
      el("p", { className: "said", role: "status", "aria-live": "polite" }),
      detail ? el("a", { href: `${detail.original}?save=1`, download: row.original_name, className: "plain" }, t("下载原件")) : "",
      setup.mayEdit && row.column ? withdrawal(withdraw) : "",
    ),
  );
  if (!box.open) {
    box.showModal();
    box.focus();
  }
}

function acts(key) {
  return [
    ["Enter", t("采用"), "Enter"],
    ["x", t("不采用"), "X"],
    ["h", t("暂缓"), "H"],
    ["c", t("同意"), "C"],
    ["s", t("星标"), "S"],
    ["z", t("撤销"), "Z"],
    ["ArrowLeft", t("上一件"), "←"],
    ["ArrowRight", t("下一件"), "→"],
  ].map(([stroke, words, sign]) =>
    el("button", { type: "button", className: "button", onclick: () => key(stroke) }, words, " ", el("kbd", {}, sign)),
  );
}

function photo(row) {
  const source = row.pictures.view || row.pictures.poster || row.pictures.thumb;
  return source ? el("img", { src: source, alt: row.original_name }) : el("p", {}, t("还没有图片"));
}

// What the browser cannot play it still shows: the strip of eight frames.
function player(row, detail) {
  const strip = row.pictures.strip
    ? el("img", { src: row.pictures.strip, alt: t("从头到尾八个画面"), className: "clip-strip" })
    : "";
  const words = el("p", { className: "note note-doubt", hidden: true }, t("这个浏览器放不了此编码的视频，请看下面的八个画面，或下载原件。"));
  if (!detail) return [el("img", { src: row.pictures.poster || row.pictures.thumb, alt: row.original_name }), strip];
  const video = el("video", {
    controls: true,
    preload: "metadata",
    poster: row.pictures.poster || row.pictures.thumb || "",
    src: detail.original,
  });
  asksAgain(video, () => {
    words.hidden = false;
    video.hidden = true;
  });
  return [video, words, strip];
}

function withdrawal(withdraw) {
  const reason = el("input", { required: true, maxLength: 200, placeholder: t("如：家长要求撤回") });
  const form = el(
    "form",
    { className: "line-form" },
    el("label", { className: "field" }, el("span", {}, t("撤回的原因")), reason),
    el("button", { className: "button button-bad" }, t("撤回，不能恢复")),
  );
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    withdraw(reason.value.trim());
  });
  return el(
    "details",
    { className: "withdraw" },
    el("summary", {}, t("撤回这件素材…")),
    el("p", { className: "quiet" }, t("会从成片、报送包和所有页面移除，文件也会删除。已报送的包会标明需要替换。")),
    form,
  );
}
