// A notice is laid on the table: chosen, dropped or pasted.

import { reach, Refusal } from "../editor/http.js";
import { at, inWords, setup, t } from "../editor/setup.js";

export function startLaying() {
  const form = at("notice-form");
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    const text = at("notice-text").value;
    if (text.trim()) lay(new Blob([text]), "");
    else at("notice-text").focus();
  });
  at("notice-file").addEventListener("change", (event) => {
    const [file] = event.target.files;
    event.target.value = "";
    if (file) lay(file, file.name);
  });
  document.addEventListener("dragover", (event) => {
    event.preventDefault();
    form.classList.add("notice-dropping");
  });
  document.addEventListener("dragleave", () => form.classList.remove("notice-dropping"));
  document.addEventListener("drop", (event) => {
    event.preventDefault();
    form.classList.remove("notice-dropping");
    const [file] = event.dataTransfer.files;
    if (file) lay(file, file.name);
  });
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
    if (!answer.ok) {
      throw new Refusal(answer.status, told ? inWords(told.words) : t("没有读成，请稍后再试"));
    }
    location.reload();
  } catch (refusal) {
    at("notice-busy").hidden = true;
    at("notice-refused").textContent = refusal.message;
    at("notice-refused").hidden = false;
  }
}
