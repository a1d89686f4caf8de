// What is seen of the film on the table, drawn anew after each change and as the picture moves on.

import { at, el, setup, t } from "../setup.js";
import { dress } from "./card.js";

// Somebody who goes quickly from shot to shot asks for no candidates.
const REST_MS = 250;

export class Drawing {
  // `page` has the board, its player, reel, budget, panels and acts.
  constructor(page) {
    this.page = page;
    this.asked = new Set();
    this.resting = 0;
  }

  draw() {
    const { board, budget, reel, player } = this.page;
    const empty = !board.told.planned;
    document.querySelector("main").classList.toggle("cutting-blank", empty);
    at("blank").hidden = !empty;
    if (empty) return this.blank();
    dress(at("stage"), board.told.edits.style);
    budget.draw();
    reel.draw();
    reel.follow();
    player.show();
    this.panels();
    this.acts();
    this.askForPreviews();
    return this.moved();
  }

  panels() {
    const { shot, film, versions, choice } = this.page.panels;
    for (const panel of [shot, film, versions, choice]) panel.draw();
  }

  acts() {
    if (!setup.mayEdit) return;
    const { told } = this.page.board;
    at("undo").disabled = !told.undo;
    at("redo").disabled = !told.redo;
    at("render").disabled = !told.seen;
    at("render").title = told.seen ? "" : t("还没有改动，成片就是这样");
  }

  blank() {
    const plan = () => this.page.acts.replan(false);
    at("blank").replaceChildren(
      el("p", {}, t("还没有分镜。系统先用已采用的素材排一版，您再改。")),
      setup.mayEdit ? el("button", { type: "button", className: "button button-main", onclick: plan }, t("排片")) : "",
    );
  }

  // Another frame is looked at.
  moved() {
    const { board, budget, panels, player, reel } = this.page;
    reel.run();
    budget.run();
    if (panels.shot.trim) panels.shot.trim.run(board);
    const words = player.playing ? `■ ${t("停")} ` : `▶ ${t("连播")} `;
    const play = at("play");
    if (play.firstChild.data !== words) play.firstChild.data = words;
  }

  // Another shot is looked at.
  entered() {
    const { panels, player, reel } = this.page;
    reel.mark();
    reel.follow();
    panels.shot.draw();
    clearTimeout(this.resting);
    this.resting = setTimeout(() => player.playing || panels.choice.draw(), REST_MS);
  }

  // A length that is being dragged: bar, strip and budget follow, nothing is sent.
  tryOut(tried) {
    const { board, budget, player, reel } = this.page;
    board.try(tried);
    budget.draw();
    reel.draw();
    if (!tried) player.show();
  }

  // Words as they are typed; null shows again what is kept.
  letter(words) {
    const { board, player } = this.page;
    const shot = words && board.named(words.shot);
    if (shot) Object.assign(shot, words);
    else board.lay();
    if (shot && board.shot().shot !== shot.shot) board.frame = shot.starts_at_frame;
    player.show();
  }

  // Clips that were taken in before there were previews get one when somebody asks for it.
  askForPreviews() {
    for (const shot of this.page.board.shots) {
      if (shot.kind !== "clip" || !shot.usable || shot.pictures.proxy || shot.pictures["no-proxy"] || this.asked.has(shot.asset)) continue;
      this.asked.add(shot.asset);
      fetch(`${setup.base}/media/assets/${shot.asset}/proxy`, { credentials: "same-origin", headers: { Range: "bytes=0-0" } }).catch(() => {});
    }
  }
}
