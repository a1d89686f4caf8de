// A film finished elsewhere: sent whole with its progress, then matched by a job.

import { plain } from "../shared/plain.js";
import { at, inWords, say, setup, t } from "./setup.js";

export function startBring() {
  const input = at("bring-file");
  if (!input) return;
  input.addEventListener("change", () => {
    if (input.files.length) send(input.files[0], input);
  });
}

// fetch tells nothing of what was sent already.
function send(file, input) {
  const sending = new XMLHttpRequest();
  const week = encodeURIComponent(setup.campaign);
  sending.open("POST", `${setup.base}/api/campaigns/${week}/films/brought?name=${encodeURIComponent(plain(file.name))}`);
  sending.setRequestHeader("Content-Type", "application/octet-stream");
  sending.upload.addEventListener("progress", (event) => {
    at("bring-words").textContent = t("正在上传 %(share)s%", { share: Math.floor((100 * event.loaded) / event.total) });
    at("bring-bar").value = (100 * event.loaded) / event.total;
  });
  sending.addEventListener("error", () => ended(input, t("连不上服务器，刚才的操作没有保存。请检查网络后再试")));
  sending.addEventListener("load", () => {
    if (sending.status === 202) {
      sessionStorage.setItem("said", t("已收到，正在匹配镜头；可以离开本页"));
      location.reload();
      return;
    }
    ended(input, refused(sending.responseText));
  });
  at("bring-making").hidden = false;
  input.disabled = true;
  sending.send(file);
}

function refused(text) {
  try {
    return inWords(JSON.parse(text).words);
  } catch (_) {
    return t("没有做成，请稍后再试");
  }
}

function ended(input, words) {
  input.value = "";
  input.disabled = false;
  at("bring-making").hidden = true;
  say(words, "bad");
}
