// Look-alikes put together and taken apart, looked at side by side; clips played.

import { ask } from "../http.js";
import { say, t } from "../setup.js";
import { decidable, deciding } from "./acting.js";
import { changed, drawDetail, openLarge } from "./drawing.js";
import { compare, isLarge, playOrPause } from "./large.js";
import { details, table } from "./reading.js";

// The first of two that are to be put together; G on the second does it.
let first = null;

export function join() {
  const row = decidable();
  if (!row) return;
  if (first === null || first === row.id || !table.assets.has(first)) {
    first = first === row.id ? null : row.id;
    say(first ? t("已记住这一件。到相近的那一件再按 G，归为一组；在原处再按 G 取消") : t("不归组了"));
    return;
  }
  const other = first;
  first = null;
  regroup(row.id, { with: other }, t("已归为相近的一组，剪辑时只用最好的一件"));
}

export function split() {
  const row = decidable();
  if (row) regroup(row.id, {}, t("已从相近的一组拆出，可以单独使用"));
}

async function regroup(id, asked, words) {
  try {
    const { stroke, assets } = await ask("POST", `/assets/${id}/${asked.with ? "join" : "split"}`, asked);
    deciding.note(stroke, words);
    for (const row of assets) details.delete(row.id);
    table.put(assets);
    changed(assets.map((row) => row.id));
    say(words, "good");
  } catch (refusal) {
    say(refusal.message, "bad");
  }
}

export function play() {
  const row = table.row();
  if (!row) return;
  if (!isLarge()) openLarge();
  // Where a clip is played from is told with its details.
  if (details.has(row.id)) playOrPause();
  else drawDetail(row.id).then(() => table.focus === row.id && isLarge() && playOrPause());
}

export function openAndCompare() {
  const row = table.row();
  if (!row) return;
  openLarge();
  if (details.has(row.id)) compare();
  else drawDetail(row.id).then(() => table.focus === row.id && isLarge() && compare());
}
