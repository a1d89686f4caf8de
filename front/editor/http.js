// Asking the server: answers as JSON, refusals with words that a person can read.

import { plainJson } from "../shared/plain.js";
import { inWords, setup, t } from "./setup.js";

export class Refusal extends Error {
  constructor(status, words) {
    super(words);
    this.status = status;
  }
}

// The answer of `path` below /api; throws Refusal, also when the line is down (status 0).
export async function ask(method, path, body) {
  const answer = await answered(method, path, body);
  return answer.json().catch(() => null);
}

// The same where the answer is a file.
export async function askFile(method, path, body) {
  const answer = await answered(method, path, body);
  return answer.blob();
}

async function answered(method, path, body) {
  const answer = await reach(`${setup.base}/api${path}`, {
    method,
    credentials: "same-origin",
    headers: body ? { "Content-Type": "application/json" } : {},
    body: body ? plainJson(body) : undefined,
  });
  if (answer.ok) return answer;
  if (answer.status === 401) logInAgain();
  const told = await answer.json().catch(() => null);
  const words = told && told.words ? inWords(told.words) : t("没有做成，请稍后再试");
  throw new Refusal(answer.status, words);
}

// The page itself as the server draws it now, for parts that are put in place of the old ones.
export async function drawnAgain() {
  const answer = await reach(location.href, { credentials: "same-origin" });
  if (!answer.ok) throw new Refusal(answer.status, t("没有做成，请稍后再试"));
  return new DOMParser().parseFromString(await answer.text(), "text/html");
}

// The answer as it came; throws Refusal with status 0 when the line is down.
export async function reach(url, options) {
  try {
    return await fetch(url, options);
  } catch (_) {
    throw new Refusal(0, t("连不上服务器，刚才的操作没有保存。请检查网络后再试"));
  }
}

function logInAgain() {
  const back = location.pathname.slice(setup.base.length) + location.search;
  location.href = `${setup.base}/login?next=${encodeURIComponent(back)}`;
}
