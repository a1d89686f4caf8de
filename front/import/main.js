// The editor's import: a folder or stick dropped on the board goes the senders' way, by a link of
// its own that ends with it.

import { asking, randomId } from "../sender/asking.js";
import { Queue } from "../sender/queue.js";
import { Sending } from "../sender/sending.js";
import { wholeWords } from "../sender/telling.js";
import { inWords, speak } from "../sender/words.js";
import { droppedFiles, isMeant } from "../shared/dropped.js";

const board = JSON.parse(document.getElementById("setup").textContent);
const { words, maxBytes, edge } = JSON.parse(document.getElementById("import-setup").textContent);
speak(words);

const at = (id) => document.getElementById(id);
const api = `${board.base}/api/campaigns/${encodeURIComponent(board.campaign)}/invites`;
const queue = new Queue(draw);
let link = null;

async function post(path, body) {
  const answer = await fetch(path, {
    method: "POST",
    credentials: "same-origin",
    headers: { "Content-Type": "application/json" },
    body: JSON.stringify(body),
  });
  const told = await answer.json();
  if (!answer.ok) throw new Error(inWords(told.words));
  return told;
}

// The page that a Sending knows: where to ask, whom to tell.
async function openPage(unit) {
  const made = await post(api, { unit });
  const base = new URL(made.link).pathname;
  link = made.id;
  const setup = {
    uploads: `${base}/uploads`,
    receipts: `${base}/receipts`,
    known: `${base}/known`,
    invite: `import-${made.id}`,
    maxBytes,
    edge,
  };
  const { known, knownSizes } = asking(setup);
  const page = { setup, known, chunk: 0, changed: draw, trouble: draw, closed: draw };
  return { page, knownSizes };
}

async function take(files) {
  const { unit, activity } = at("import-form").elements;
  if (!files.length || queue.running.length) return;
  if (!unit.reportValidity()) return;
  lock(true);
  at("import-going").hidden = false;
  at("import-bar").hidden = false;
  try {
    const { page, knownSizes } = await openPage(unit.value);
    const said = { sending: randomId(), activity: activity.value, consent: "" };
    const sizes = knownSizes(files);
    queue.sendings = [];
    queue.add(files.map((file) => new Sending(file, () => said, sizes, page)));
  } catch (error) {
    at("import-words").textContent = error.message;
    at("import-bar").hidden = true;
    lock(false);
  }
}

function lock(on) {
  for (const part of at("import-form").elements) part.disabled = on;
}

function draw() {
  const totals = queue.totals();
  if (!totals.all) return;
  at("import-words").textContent = wholeWords(totals, queue.paused);
  at("import-bar").value = Math.floor((totals.sent * 1000) / Math.max(1, totals.bytes));
  const refused = queue.sendings.filter((sending) => sending.state === "refused");
  at("import-refused").replaceChildren(...refused.map(row));
  if (totals.ended === totals.all && link !== null) finish();
}

function row(sending) {
  const made = document.createElement("li");
  made.className = "row state-bad";
  made.textContent = `✕ ${sending.file.name}：${sending.words}`;
  return made;
}

// The link was for this folder alone.
function finish() {
  const id = link;
  link = null;
  at("import-bar").hidden = true;
  lock(false);
  post(`${api}/${id}/revoke`, {}).catch((error) => {
    at("import-words").textContent = error.message;
  });
}

for (const id of ["import-folder", "import-files"]) {
  at(id).addEventListener("change", (event) => {
    const files = Array.from(event.target.files).filter(isMeant);
    event.target.value = "";
    take(files);
  });
}

document.addEventListener("dragover", (event) => {
  event.preventDefault();
  at("import").classList.add("panel-drop");
});
document.addEventListener("dragleave", () => at("import").classList.remove("panel-drop"));
document.addEventListener("drop", (event) => {
  event.preventDefault();
  at("import").classList.remove("panel-drop");
  at("import").scrollIntoView({ block: "center" });
  droppedFiles(event.dataTransfer).then(take, (error) => {
    at("import-words").textContent = error.message;
  });
});
