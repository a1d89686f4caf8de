// The receiver's own check in 检查结果.html: everything stays on this computer, nothing is sent.

import { check } from "./checking.js";
import { droppedFiles, packageFiles, pickedFiles } from "./files.js";
import { Stopped } from "./hashing.js";

const page = JSON.parse(document.getElementById("sums").textContent);
const panel = document.getElementById("check");
const [button, input, bar, state, result, stop] = [
  "choose", "folder", "bar", "state", "result", "stop",
].map((name) => document.getElementById(name));
let stopping = false;
let running = false;

panel.classList.add("live");
button.addEventListener("click", () => input.click());
stop.addEventListener("click", () => (stopping = true));
input.addEventListener("change", () => {
  const files = pickedFiles(input);
  // The same folder may be chosen again after it was mended.
  input.value = "";
  if (files.length) run(files);
});
for (const name of ["dragenter", "dragover"]) {
  panel.addEventListener(name, (event) => {
    event.preventDefault();
    panel.classList.add("over");
  });
}
panel.addEventListener("dragleave", () => panel.classList.remove("over"));
panel.addEventListener("drop", (event) => {
  event.preventDefault();
  panel.classList.remove("over");
  droppedFiles(event.dataTransfer).then(run, () =>
    tell("doubt", "浏览器不允许从本机网页里读拖入的文件夹，请点“选择文件夹”。"),
  );
});

async function run(chosen) {
  if (running) return;
  const files = packageFiles(chosen);
  if (files === null) {
    tell("doubt", "所选文件夹里没有 manifest-sha256.txt。请选整个报送包的文件夹（本页所在文件夹的上一级）。");
    return;
  }
  begin();
  try {
    conclude(await check(files, page, progress, () => stopping), performance.now());
  } catch (error) {
    if (error instanceof Stopped) tell("doubt", "已停止，没有核对完。");
    else tell("bad", `核对没有完成：${error.message || error}。请重新选择文件夹。`);
  }
  end();
}

let began = 0;

function begin() {
  running = true;
  stopping = false;
  began = performance.now();
  panel.classList.add("running");
  button.disabled = true;
  result.hidden = true;
  bar.value = 0;
  stop.focus();
}

function end() {
  running = false;
  panel.classList.remove("running");
  button.disabled = false;
  button.textContent = "重新核对";
  state.textContent = "";
  if (document.activeElement === document.body || document.activeElement === stop) button.focus();
}

function progress({ number, of, path, done, whole }) {
  bar.max = Math.max(whole, 1);
  bar.value = done;
  state.textContent = `正在核对 ${number}/${of} · ${path} · ${megabytes(done)} / ${megabytes(whole)}`;
}

function conclude(found, now) {
  const seconds = ((now - began) / 1000).toFixed(1);
  if (!found.faults.length) {
    tell("good", `✓ 全部相符：${found.count} 个文件，${megabytes(found.bytes)}，一个字节也没有改动。`);
  } else {
    tell("bad", `✗ 不相符：${found.faults.length} 处。请与报送单位联系，重新索取报送包。`);
    lines(found.faults.map(({ words }) => words), "bad");
  }
  lines(found.notes, "dim");
  if (found.seal) seal(found.seal, seconds);
  result.dataset.kinds = [...new Set(found.faults.map(({ kind }) => kind))].sort().join(" ");
}

// Enough of the outermost sum to be read aloud on the telephone.
function seal(sum, seconds) {
  const short = sum.slice(0, 16).match(/.{4}/g).join(" ").toUpperCase();
  const line = document.createElement("p");
  line.className = "dim";
  line.textContent = `封包码 ${short}（可与报送单位电话核对，对上即是同一个包）· 用时 ${seconds} 秒 · ${new Date().toLocaleString("zh-CN")}`;
  result.append(line);
}

function tell(tone, words) {
  result.replaceChildren();
  result.dataset.outcome = tone;
  delete result.dataset.kinds;
  const line = document.createElement("p");
  line.className = `answer ${tone}`;
  line.textContent = words;
  result.append(line);
  result.hidden = false;
}

const MOST_TOLD = 50;

function lines(texts, tone) {
  if (!texts.length) return;
  const list = document.createElement("ul");
  list.className = tone;
  for (const text of texts.slice(0, MOST_TOLD)) {
    const item = document.createElement("li");
    item.textContent = text;
    list.append(item);
  }
  if (texts.length > MOST_TOLD) {
    const item = document.createElement("li");
    item.textContent = `另有 ${texts.length - MOST_TOLD} 处`;
    list.append(item);
  }
  result.append(list);
}

function megabytes(bytes) {
  return `${(bytes / 1e6).toFixed(1)} MB`;
}
