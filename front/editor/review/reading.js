// What the review reads: all assets page by page, the doubts in their order, one asset's details.

import { ask } from "../http.js";
import { say, setup } from "../setup.js";
import { Table } from "./model.js";

// The first page is small, so that something is seen at once; the rest comes in few requests.
const FIRST_PAGE = 100;
const PAGE = 500;
const STATES = ["tagged", "held", "accepted", "rejected"];

export const table = new Table();
// Asset -> its details as they were last read.
export const details = new Map();
const underWay = new Map();

export async function readAll(each) {
  const states = STATES.map((state) => `state=${state}`).join("&");
  const path = `/campaigns/${encodeURIComponent(setup.campaign)}/assets`;
  const read = (after) => {
    const next = after ? `limit=${PAGE}&after=${encodeURIComponent(after)}` : `limit=${FIRST_PAGE}`;
    return ask("GET", `${path}?${next}&${states}`);
  };
  let coming = read("");
  while (coming) {
    const page = await coming;
    // The next is under way while this one is drawn; whether it fails is told when its turn comes.
    coming = page.next ? read(page.next) : null;
    if (coming) coming.catch(() => {});
    each(page.assets);
  }
}

// Doubts in the order in which answers settle most.
export async function readQuestions() {
  const path = `/campaigns/${encodeURIComponent(setup.campaign)}/questions`;
  await ask("GET", path).then(({ questions }) => table.ask(questions), (refusal) => say(refusal.message, "bad"));
}

// One request for one asset's details at a time, however many wait for it. Answers "first" or
// "anew" when they came, "" when there was nothing to read or it was refused and said.
export function readDetail(id) {
  const row = table.assets.get(id);
  const known = details.get(id);
  if (!row || (known && known.version === row.version)) return Promise.resolve("");
  if (!underWay.has(id)) underWay.set(id, fetchDetail(id, known).finally(() => underWay.delete(id)));
  return underWay.get(id);
}

async function fetchDetail(id, known) {
  try {
    details.set(id, await ask("GET", `/assets/${id}`));
  } catch (refusal) {
    say(refusal.message, "bad");
    return "";
  }
  return known ? "anew" : "first";
}
