// What the workers are doing, always in sight: asked every 2 s while something is unfinished.

import { ask } from "./http.js";
import { at, setup, t } from "./setup.js";

const BUSY_MS = 2000;
const QUIET_MS = 15000;

// Told with (now, before) after every answer; `now` is the API's jobs, `before` null at first.
export function startLive() {
  const heard = [];
  let before = null;
  let timer = 0;

  async function look() {
    clearTimeout(timer);
    let wait = QUIET_MS;
    if (!document.hidden) {
      try {
        const now = await ask("GET", `/campaigns/${encodeURIComponent(setup.campaign)}/jobs`);
        show(now);
        heard.forEach((hear) => hear(now, before));
        before = now;
        if (now.unfinished) wait = BUSY_MS;
      } catch (_) {
        // The next look tells; a lost line is said by what the editor does, not by this.
      }
    }
    timer = setTimeout(look, wait);
  }

  document.addEventListener("visibilitychange", () => {
    if (!document.hidden) look();
  });
  setTimeout(look, 0);
  return { look, hear: (listener) => heard.push(listener) };
}

export function jobWords(job) {
  if (job.state === "waiting") return t("排队中");
  const doing = stationWords(job.station);
  return job.total ? `${doing} ${job.done}/${job.total}` : doing;
}

function stationWords(station) {
  const words = {
    storyboard: t("编排分镜"),
    cut: t("剪辑镜头"),
    join: t("合成"),
    verify: t("检查"),
    copy: t("生成微信版"),
    package: t("收集文件"),
    export: t("准备图片和素材"),
    match: t("按画面匹配镜头"),
  };
  return words[station] || t("正在准备");
}

function show(now) {
  const parts = [];
  if (now.kinds.asset) parts.push(t("正在识别 %(count)s 件", { count: now.kinds.asset }));
  if (now.kinds.retag) parts.push(t("正在重新归类"));
  if (now.kinds.read) parts.push(t("正在读画面文字 %(count)s 件", { count: now.kinds.read }));
  for (const job of now.making) {
    const names = { film: t("成片"), package: t("报送包"), export: t("导出"), match: t("外部成片") };
    const name = names[job.kind];
    parts.push(`${name} ${jobWords(job)}`);
  }
  const stopped = now.unfinished > 0 && !now.workers;
  if (stopped) parts.push(t("处理程序没有在运行，启动后会接着做"));
  const words = parts.join(" · ");
  const strip = at("live");
  strip.hidden = !words;
  strip.classList.toggle("live-stopped", stopped);
  if (strip.textContent !== words) strip.textContent = words;
}
