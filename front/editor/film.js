// The film's page: widths by time, the player follows shots and findings, the cut is watched.

import { ask } from "./http.js";
import { jobWords } from "./live.js";
import { at, say, setup, t } from "./setup.js";
import { asksAgain, freshen } from "./shared.js";

export function startFilm(live) {
  drawWidths();
  document.addEventListener("click", (event) => {
    const button = event.target.closest("[data-seek]");
    if (button) seek(Number(button.dataset.seek));
    if (event.target.id === "cut") cut(event.target, live);
    if (event.target.dataset.profile) makeCopy(event.target, live);
    if (event.target.dataset.remark) markRemark(event.target);
  });
  const player = at("player");
  if (player) {
    player.addEventListener("timeupdate", () => mark(player.currentTime * 1000));
    asksAgain(player, () => {
      at("player-words").hidden = false;
    });
  }
  live.hear((now) => follow(now));
}

function drawWidths() {
  for (const part of document.querySelectorAll(".strip [data-frames]")) {
    part.style.flexGrow = part.dataset.frames;
  }
}

function seek(ms) {
  const player = at("player");
  // A hair inside the shot, so that its first frame is shown and not the last of the one before.
  player.currentTime = ms / 1000 + 0.01;
  mark(ms + 10);
  player.scrollIntoView({ block: "nearest" });
  say(t("已跳到 %(time)s", { time: clock(ms) }));
}

function clock(ms) {
  const seconds = Math.floor(ms / 1000);
  return `${Math.floor(seconds / 60)}:${String(seconds % 60).padStart(2, "0")}`;
}

function mark(ms) {
  const shots = Array.from(document.querySelectorAll(".strip-shot"));
  const started = shots.filter((shot) => Number(shot.dataset.seek) <= ms);
  shots.forEach((shot) => shot.removeAttribute("aria-current"));
  if (started.length) started[started.length - 1].setAttribute("aria-current", "true");
}

async function cut(button, live) {
  button.disabled = true;
  try {
    const made = await ask("POST", `/campaigns/${encodeURIComponent(setup.campaign)}/films`);
    setup.film = made.id;
    watching = true;
    button.blur();
    await freshen();
    live.look();
    say(t("已开始剪辑，可以离开本页，不影响进度"));
  } catch (refusal) {
    button.disabled = false;
    say(refusal.message, "bad");
  }
}

async function makeCopy(button, live) {
  button.disabled = true;
  try {
    await ask("POST", `/films/${encodeURIComponent(button.dataset.film)}/copies/${button.dataset.profile}`);
    button.blur();
    await freshen();
    live.look();
    say(t("已开始生成，可以离开本页，不影响进度"));
  } catch (refusal) {
    button.disabled = false;
    say(refusal.message, "bad");
  }
}

async function markRemark(button) {
  button.disabled = true;
  const { remark, done } = button.dataset;
  const way = `/campaigns/${encodeURIComponent(setup.campaign)}/comments/${remark}/done`;
  try {
    await ask("POST", way, { done: done === "1" });
    button.blur();
    await freshen();
    say(done ? t("已记为改好") : t("已重新打开"), "good");
  } catch (refusal) {
    button.disabled = false;
    say(refusal.message, "bad");
  }
}

// Jobs of copies that this page saw unfinished.
let copying = [];

function followCopies(now) {
  const going = now.making.map((each) => each.id).filter((id) => /^film:.*-f\d+-/.test(id));
  if (copying.some((id) => !going.includes(id))) freshen();
  copying = going;
}

// True once this page saw the newest film's job unfinished.
let watching = false;

function follow(now) {
  followCopies(now);
  const job = now.making.find((each) => each.subject === setup.film && (each.kind === "film" || each.kind === "match"));
  if (job) {
    watching = true;
    at("making").hidden = false;
    at("making-words").textContent = jobWords(job);
    const bar = at("making-bar");
    if (job.total) bar.value = (100 * job.done) / job.total;
    else bar.removeAttribute("value");
    return;
  }
  if (!watching) return;
  watching = false;
  const player = at("player");
  if (player && !player.paused) say(t("新的一版剪好了，刷新即可查看"), "good");
  else location.reload();
}
