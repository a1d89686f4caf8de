// The large view: the picture or the clip's player, and the one thing that cannot be undone.

import { at, el, say, setup, t } from "../setup.js";
import { asksAgain } from "../shared.js";
import { alikeList, bytes, otherOf, sideBySide } from "./comparing.js";
import { evidenceOf, section, textOf, timesOf } from "./reasons.js";
import { sketchOf } from "./sketch.js";
import { SIGNS, activityWords, columnWords, dayWords, seconds } from "./words.js";

// The look-alike that lies beside the one in focus; null when none does.
let beside = null;
// What is drawn, so that it can be drawn again with another one beside it.
let drawn = null;
// What stands in the picture's place: a clip that plays goes on playing when words beside it change.
let pictured = null;

export function isLarge() {
  return at("large").open;
}

export function closeLarge() {
  at("large").close();
}

// A clip or a motion photo begins to play, or stops.
export function playOrPause() {
  const video = at("large").querySelector("video");
  const motion = at("large").querySelector(".play-motion");
  if (motion && !motion.hidden) motion.click();
  else if (!video) say(t("这一件不是视频"));
  else if (video.paused) video.play().catch(() => {});
  else video.pause();
}

// Look-alikes side by side, and back to the one.
export function compare() {
  if (!drawn || !drawn.detail) return;
  const other = otherOf(drawn.detail);
  if (!other) return void say(t("没有相近的画面"));
  lay(beside ? null : other);
}

function lay(other) {
  beside = other;
  const { row, detail, on } = drawn;
  showLarge(row, detail, on);
}

// Draws the one in focus; opens when it was closed.
export function showLarge(row, detail, on) {
  const box = at("large");
  const scrolled = box.querySelector(".large-side");
  const same = drawn && drawn.row.id === row.id;
  if (!same) beside = null;
  drawn = { row, detail, on };
  const top = same && scrolled ? scrolled.scrollTop : 0;
  const picture = [row.id, detail && detail.original, beside && [beside, detail.version], row.pictures.view].join(" ");
  if (scrolled && picture === pictured) {
    box.querySelector(".large-top").replaceWith(head(box, row));
    scrolled.replaceWith(side(row, detail));
    box.querySelector(".large-bottom").replaceWith(bottom(row, detail, on));
  } else {
    box.replaceChildren(head(box, row), el("div", { className: "large-body" }, shown(row, detail), side(row, detail)), bottom(row, detail, on));
    pictured = picture;
  }
  box.querySelector(".large-side").scrollTop = top;
  if (!box.open) {
    box.showModal();
    box.focus();
  }
}

function head(box, row) {
  const state = el("span", { className: `n n-${row.column || "rejected"}` }, `${SIGNS[row.column] || "–"} ${columnWords(row.column)}`);
  return el(
    "div",
    { className: "large-top" },
    el("p", {}, state, ` ${activityWords(row.activity_key)} · ${dayWords(row.date)} · ${row.unit} · ${row.original_name}`, row.star ? " ★" : ""),
    el("button", { type: "button", className: "button", onclick: () => box.close() }, t("返回"), " ", el("kbd", {}, t("空格"))),
  );
}

function shown(row, detail) {
  const parts = beside && detail ? sideBySide(detail, beside) : row.kind === "clip" ? player(row, detail) : photo(row);
  return el("div", { className: "large-picture" }, ...[parts].flat());
}

function bottom(row, detail, { key, withdraw }) {
  return el(
    "div",
    { className: "large-bottom" },
    setup.mayEdit ? el("div", { className: "act-line" }, acts(key)) : "",
    el("p", { className: "said", role: "status", "aria-live": "polite" }),
    detail ? el("a", { href: `${detail.original}?save=1`, download: row.original_name, className: "plain" }, t("下载原件")) : "",
    setup.mayEdit && row.column ? withdrawal(withdraw) : "",
  );
}

// Why, when, where, what is alike, and what the file says of itself.
function side(row, detail) {
  const alike = detail && detail.alike.length > 1;
  return el(
    "div",
    { className: "large-side", tabIndex: 0, role: "region", "aria-label": t("依据") },
    evidenceOf(row),
    textOf(detail),
    alike ? section(t("相近的画面 %(count)s 件，按 B 并排", { count: detail.alike.length }), alikeList(detail, { show: lay, beside })) : "",
    timesOf(detail),
    detail ? section(t("地点"), detail.place ? sketchOf(detail.place) : el("p", { className: "quiet" }, t("文件没有卫星定位（微信和多数网页上传会去掉）"))) : "",
    section(t("媒体信息"), factsTable(row, detail)),
  );
}

function factsTable(row, detail) {
  const file = (detail && detail.file) || {};
  const shot = file.exposure || {};
  const rows = [
    [t("相机"), row.camera],
    [t("镜头"), shot.lens],
    [t("快门"), shot.shutter],
    [t("光圈"), shot.aperture],
    [t("感光度"), shot.iso ? `ISO ${shot.iso}` : null],
    [t("焦距"), shot.focal],
    [t("画面"), row.width ? `${row.width}×${row.height}` : null],
    [t("时长"), row.duration_ms ? seconds(row.duration_ms) : null],
    [t("帧率"), row.fps ? t("每秒 %(count)s 帧", { count: row.fps }) : null],
    [t("声音"), row.kind === "clip" ? (row.has_audio ? t("有") : t("没有")) : null],
    [t("编码"), file.codec],
    [t("格式"), file.format],
    [t("大小"), file.size ? bytes(file.size) : null],
    [t("来历"), file.chat_copy ? t("微信等转发时压缩过") : null],
  ].filter(([, value]) => value);
  return el("dl", { className: "facts" }, rows.map(([name, value]) => el("div", {}, el("dt", {}, name), el("dd", {}, value))));
}

function acts(key) {
  return [
    ["Enter", t("采用"), "Enter"],
    ["x", t("不采用"), "X"],
    ["r", t("写原因"), "R"],
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
  if (!source) return el("p", {}, t("还没有图片"));
  const picture = el("img", { src: source, alt: row.original_name });
  return row.pictures.motion ? [picture, motion(row, picture)] : picture;
}

// The clip inside a motion photo, in the photo's place as long as it is asked for.
function motion(row, picture) {
  const button = el("button", { type: "button", className: "button play-motion" }, t("播放动态部分"), " ", el("kbd", {}, "P"));
  button.addEventListener("click", () => {
    const video = el("video", { controls: true, autoplay: true, src: row.pictures.motion });
    asksAgain(video, () => {
      video.replaceWith(picture);
      button.replaceWith(el("p", { className: "note note-doubt" }, t("这个浏览器放不了动态部分，请下载原件查看。")));
    });
    picture.replaceWith(video);
    button.hidden = true;
  });
  return button;
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
