// A correction carried over: what else it would change is shown first, then one key does it.

import { ask } from "../http.js";
import { at, el, say, t } from "../setup.js";
import { activityWords, dayWords, tieWords } from "./words.js";

export class Carrying {
  // `apply(ids, offer)` changes those that were not left out.
  constructor(table, { apply }) {
    this.table = table;
    this.apply = apply;
    this.offer = null;
    this.left = new Set();
    this.turn = 0;
  }

  // Ask for what the last correction of this asset, said in `words`, may hold for; nothing is shown
  // when for none.
  async ask(id, words) {
    this.close();
    const turn = this.turn;
    const answer = await ask("GET", `/assets/${id}/carry-over`).catch(() => null);
    if (!answer || turn !== this.turn || !answer.correction) return;
    const known = answer.candidates.filter((each) => this.table.assets.has(each.asset));
    if (!known.length) return;
    this.offer = { ...answer, candidates: known, source: id };
    this.draw();
    this.tell(words);
  }

  close() {
    this.turn += 1;
    this.offer = null;
    this.left.clear();
    at("carry").hidden = true;
  }

  // Ids that are still to be changed.
  chosen() {
    return this.offer.candidates.map((each) => each.asset).filter((id) => !this.left.has(id));
  }

  // True when there was an offer to do.
  carryOver() {
    if (!this.offer) return false;
    const [ids, offer] = [this.chosen(), this.offer];
    this.close();
    if (ids.length) this.apply(ids, offer);
    return true;
  }

  draw() {
    const { correction, persons } = this.offer;
    at("carry").replaceChildren(
      el(
        "div",
        { className: "carry-top" },
        el("h2", {}, t("一并改为 %(what)s？", { what: said(correction) })),
        el("button", { type: "button", className: "button button-main", id: "carry-all", onclick: () => this.carryOver() }),
        el("button", { type: "button", className: "button", onclick: () => this.close() }, t("不用"), " ", el("kbd", {}, "N")),
        persons ? el("p", { className: "quiet" }, t("人定过的 %(count)s 件不动", { count: persons })) : "",
      ),
      this.offer.candidates.length > 2 ? el("p", { className: "quiet carry-hint" }, t("点一张去掉或加上它；按住 Shift 点，连同它后面的一起")) : "",
      el("div", { className: "carry-list" }, ["burst", "copy", "sending"].map((tie) => this.part(tie))),
    );
    this.count();
    at("carry").hidden = false;
  }

  // The word of the correction would lie over the pictures; what was done since then is still said.
  // In the large view the pictures are not seen.
  tell(words) {
    const count = this.offer.candidates.length;
    if (at("large").open) say(t("另有 %(count)s 件可能也要改，按 Y 看", { count }));
    else if (at("said").textContent === words) say("");
  }

  part(tie) {
    const found = this.offer.candidates.filter((each) => each.tie === tie);
    if (!found.length) return "";
    return el(
      "div",
      { className: "carry-part" },
      el("h3", {}, `${tieWords(tie)} ${found.length}`),
      el("ul", { className: "carry-tiles" }, found.map((each) => el("li", {}, this.tile(each.asset)))),
    );
  }

  tile(id) {
    const row = this.table.assets.get(id);
    const source = row.pictures.thumb || row.pictures.poster;
    const { activity, day } = this.offer.correction;
    const was = said({ activity: activity && (row.activity_key || ""), day: day && (row.date || "") });
    const tile = el(
      "button",
      { type: "button", className: "carry-tile", "aria-pressed": "true", "aria-label": `${row.original_name}，${was}`, title: `${row.original_name}\n${was}` },
      source ? el("img", { loading: "lazy", alt: "", src: source }) : el("span", { className: "no-picture" }, t("无图")),
      el("span", { className: "carry-was" }, was),
    );
    tile.dataset.asset = id;
    tile.addEventListener("click", (event) => this.toggle(id, event.shiftKey));
    return tile;
  }

  // A sending shows one event after the other: what follows is mostly of the same one.
  toggle(id, andWhatFollows) {
    const out = !this.left.has(id);
    const tiles = Array.from(at("carry").querySelectorAll(".carry-tile"));
    const from = tiles.findIndex((tile) => tile.dataset.asset === id);
    for (const tile of andWhatFollows ? tiles.slice(from) : [tiles[from]]) {
      if (out) this.left.add(tile.dataset.asset);
      else this.left.delete(tile.dataset.asset);
      tile.setAttribute("aria-pressed", String(!out));
    }
    this.count();
  }

  count() {
    const count = this.chosen().length;
    at("carry-all").replaceChildren(t("改这 %(count)s 件", { count }), " ", el("kbd", {}, "Y"));
    at("carry-all").disabled = !count;
  }
}

// Of what the correction is about; "" is what is not known.
function said({ activity, day }) {
  return [activity === null ? null : activityWords(activity), day === null ? null : dayWords(day)].filter(Boolean).join(" · ");
}
