// A notice is laid on the table: chosen, dropped or pasted.

import { reach, Refusal } from "../editor/http.js";
import { at, inWords, setup, t } from "../editor/setup.js";
import { isPicture, offer, startScanning } from "./scanning.js";

export function startLaying() {
  const form = at("notice-form");
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    const text = at("notice-text").value;
    if (text.trim()) lay(new Blob([text]), "");
    else at("notice-text").focus();
  });
  at("notice-file").addEventListener("change", (event) => {
    const chosen = Array.from(event.target.files);
    event.target.value = "";
    take(chosen);
  });
  document.addEventListener("dragover", (event) => {
    event.preventDefault();
    form.classList.add("notice-dropping");
  });
  document.addEventListener("dragleave", () => form.classList.remove("notice-dropping"));
  document.addEventListener("drop", (event) => {
    event.preventDefault();
    form.classList.remove("notice-dropping");
    take(Array.from(event.dataTransfer.files));
  });
  startScanning();
}

// Several files are the pages of one notice, and so is a picture; anything else is read at once.
function take(chosen) {
  if (chosen.length > 1 || (chosen.length && isPicture(chosen[0]))) {
    at("notice-refused").hidden = true;
    if (setup.ocr) offer(chosen);
    else refuse(t("本系统关闭了文字识别，图片读不了。请先用别的办法识别，再把正文粘贴过来"));
  } else if (chosen.length) lay(chosen[0], chosen[0].name);
}

function refuse(words) {
  at("notice-busy").hidden = true;
  at("notice-refused").textContent = words;
  at("notice-refused").hidden = false;
}

async function lay(bytes, name) {
  at("notice-refused").hidden = true;
  at("notice-busy").hidden = false;
  try {
    const answer = await reach(`${setup.base}/api/notice/file`, {
      method: "POST",
      credentials: "same-origin",
      headers: {
        "Content-Type": "application/octet-stream",
        "X-Notice-Name": encodeURIComponent(name),
      },
      body: bytes,
    });
    const told = await answer.json().catch(() => null);
    if (!answer.ok && told && told.code === "scan" && setup.ocr) {
      offer([bytes], inWords(told.words));
      return;
    }
    if (!answer.ok) {
      throw new Refusal(answer.status, told ? inWords(told.words) : t("没有读成，请稍后再试"));
    }
    location.reload();
  } catch (refusal) {
    refuse(refusal.message);
  }
}
