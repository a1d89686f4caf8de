// How lengths, times, shots and chapters are said.

import { english, setup, t } from "../setup.js";
import { FRAME_MS, RATE } from "./board.js";

// "177.6" of frames; hundredths only where tenths would not be true.
export function seconds(frames) {
  return String(Number((frames / RATE).toFixed(2)));
}

// "3.5" where there is no room for more.
export function tenths(frames) {
  return String(Number((frames / RATE).toFixed(1)));
}

// "1:23.04": minutes, seconds and frames.
export function clock(frame) {
  const whole = Math.max(0, Math.floor(frame));
  const second = Math.floor(whole / RATE);
  return `${Math.floor(second / 60)}:${two(second % 60)}.${two(whole % RATE)}`;
}

// "0:04.52" of a place in a source.
export function sourceTime(ms) {
  const hundredths = Math.round(ms / 10);
  return `${Math.floor(hundredths / 6000)}:${two(Math.floor(hundredths / 100) % 60)}.${two(hundredths % 100)}`;
}

function two(number) {
  return String(number).padStart(2, "0");
}

export function activityOf(key) {
  return setup.plan.activities.find((each) => each.key === key) || null;
}

export function chapterWords(key) {
  const activity = activityOf(key);
  return activity ? `${activity.number}. ${activity.title}` : t("活动未定");
}

export function kindWords(kind) {
  return { card: t("字幕卡"), photo: t("照片"), clip: t("视频") }[kind];
}

export function nameOf(shot) {
  if (shot.card) return shot.card.role === "opening" ? t("片头") : t("片尾");
  return shot.original_name || t("素材已不在");
}

// Signs on a shot: a letter each, with the word beside it for those who hear the page.
export function marksOf(shot) {
  return [
    !shot.usable && ["!", t("不能再用"), "bad"],
    shot.pinned && [t("固"), t("已固定"), "pin"],
    shot.trimmed && [t("剪"), t("已修剪"), "trim"],
    shot.muted && [t("静"), t("已静音"), "mute"],
    shot.own_text && [t("字"), t("文字改过"), "text"],
  ].filter(Boolean);
}

// A sign for how a chapter follows the one before it, and the words.
export function intoWords(into) {
  return {
    dissolve: [t("叠"), t("章节之间：叠化")],
    dip: [t("黑"), t("章节之间：过黑")],
    cut: [t("切"), t("章节之间：直接切")],
  }[into] || [t("显"), t("章节之间：从黑渐显（旧版分镜）")];
}

export function shotWords(shot) {
  const marks = marksOf(shot).map(([, words]) => words);
  const length = t("%(count)s 秒", { count: seconds(shot.frames) });
  return [t("镜头 %(number)s", { number: shot.index + 1 }), kindWords(shot.kind), nameOf(shot), length, ...marks].join(english ? ", " : "，");
}

// Milliseconds of the source that a shot lasts.
export function lasts(frames) {
  return Math.round(frames * FRAME_MS);
}
