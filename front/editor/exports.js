// Handing the storyboard over: what is missing is drawn first, then the browser downloads the zip.

import { ask } from "./http.js";
import { jobWords } from "./live.js";
import { at, inWords, say, setup, t } from "./setup.js";

export function startExports(live) {
  const panel = at("exports");
  if (!panel) return;
  // The format that is waited for, and the job that draws for it.
  const wanted = { form: null, job: null };
  panel.addEventListener("click", (event) => {
    const button = event.target.closest("[data-export]");
    if (button) begin(panel, button.dataset.export, wanted, live);
  });
  live.hear((now) => follow(panel, now, wanted));
}

function path(panel) {
  return `/campaigns/${encodeURIComponent(setup.campaign)}/exports?version=${panel.dataset.version}`;
}

async function begin(panel, form, wanted, live) {
  if (wanted.job) {
    wanted.form = form;
    return;
  }
  busy(panel, true);
  at("export-done").hidden = true;
  try {
    const told = await ask("POST", path(panel));
    if (told.ready) {
      offer(panel, told, form);
      return;
    }
    wanted.form = form;
    wanted.job = told.job.id;
    at("export-making").hidden = false;
    at("export-words").textContent = jobWords(told.job);
    live.look();
  } catch (refusal) {
    busy(panel, false);
    say(refusal.message, "bad");
  }
}

async function follow(panel, now, wanted) {
  if (!wanted.job) return;
  const job = now.making.find((each) => each.id === wanted.job);
  if (job) {
    at("export-words").textContent = jobWords(job);
    const bar = at("export-bar");
    if (job.total) bar.value = (100 * job.done) / job.total;
    else bar.removeAttribute("value");
    return;
  }
  wanted.job = null;
  try {
    const told = await ask("GET", path(panel));
    if (told.ready) offer(panel, told, wanted.form);
    else say(t("导出没有准备好，请重试；原因见“系统”页"), "bad");
  } catch (refusal) {
    say(refusal.message, "bad");
  }
  at("export-making").hidden = true;
  busy(panel, false);
}

// A link stays for a browser that does not begin by itself, and to go on with what broke off.
function offer(panel, told, form) {
  const chosen = told.formats.find((each) => each.format === form);
  const link = at("export-link");
  link.href = chosen.url;
  at("export-name").textContent = inWords(chosen.words);
  at("export-done").hidden = false;
  busy(panel, false);
  link.click();
  say(t("已开始下载"), "good");
}

function busy(panel, isBusy) {
  panel.setAttribute("aria-busy", String(isBusy));
  for (const button of panel.querySelectorAll("[data-export]")) button.disabled = isBusy;
}
