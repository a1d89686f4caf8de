// Signs, names and days as the review shows them: always word + sign + colour.

import { setup, shortDay, t } from "../setup.js";

export const SIGNS = { accepted: "✓", ready: "○", doubtful: "?", held: "◆", rejected: "✕" };

export function columnWords(column) {
  return {
    accepted: t("已采用"),
    ready: t("就绪"),
    doubtful: t("存疑"),
    held: t("待同意"),
    rejected: t("未采用"),
  }[column] || t("已撤回");
}

export function activityWords(key) {
  const found = setup.plan.activities.find((each) => each.key === key);
  return found ? `${found.number} ${found.title}` : t("活动未定");
}

// The year is said only where it is not the week's own.
export function dayWords(day) {
  if (!day) return t("日期未定");
  const year = day.slice(0, 4);
  const own = setup.plan.days.some((each) => each.slice(0, 4) === year);
  return own ? shortDay(day) : `${year}/${shortDay(day)}`;
}

export function groupWords(group) {
  const activity = group.activity ? `${group.activity.number} ${group.activity.title}` : t("活动未定");
  return `${activity} · ${dayWords(group.day)} · ${group.unit}`;
}

export function needsConsent(row) {
  return (row.consent.minors || row.consent.patients) && !row.consent.decision;
}

// "18.2 秒" of a clip.
export function seconds(ms) {
  return t("%(count)s 秒", { count: (ms / 1000).toFixed(1) });
}

export function claimSource(source) {
  return {
    exif: t("相机拍摄时间"),
    exif_digitized: t("相机数字化时间"),
    exif_modified: t("照片修改时间"),
    gps: t("卫星时间"),
    quicktime: t("手机录像时间"),
    mvhd: t("视频文件头"),
    xmp: t("编辑软件记录"),
    iptc: t("图片说明里的时间"),
    file_name: t("文件名"),
    camera_clock: t("按卫星时间校正的相机时钟"),
    neighbours: t("同一次发送的其他文件"),
    watermark: t("画面上印的时间"),
    modified: t("文件修改时间"),
    sender_day: t("发送人选的日期"),
    upload: t("上传时间"),
  }[source] || source;
}

export function actionWords(action) {
  return {
    accept: t("采用"),
    change: t("改标签"),
    reject: t("不采用"),
    hold: t("暂缓"),
    star: t("星标"),
    unstar: t("取消星标"),
    show: t("标为拍到的镜头"),
    unshow: t("取消拍到的镜头"),
    consent_grant: t("同意使用"),
    consent_deny: t("不同意使用"),
    withdraw: t("撤回"),
    inherit: t("沿用副本的审核"),
    carry: t("一并改标签"),
  }[action];
}

// Who did something that no person did in the pages.
export function actorWords(actor) {
  return { terminal: t("命令行"), machine: t("系统"), restore: t("恢复备份") }[actor] || actor;
}

// Why a correction may hold for another asset too.
export function tieWords(tie) {
  return { burst: t("连拍"), copy: t("相近画面"), sending: t("同一次发送、系统归类相同") }[tie];
}
