// What concerns the whole film: its length, the order of its chapters, planning it anew.

import { at, el, setup, t } from "../setup.js";
import { RATE } from "./board.js";
import { SoundPanel } from "./sound_panel.js";
import { chapterWords, seconds, tenths } from "./telling.js";

export class FilmPanel {
  // `on`: edit(list, words), replan(keep), go(frame), moveChapter(activity, by).
  constructor(board, on) {
    this.board = board;
    this.on = on;
    this.place = at("panel-film");
    this.sound = new SoundPanel(board, on, () => this.board.told && this.draw());
  }

  draw() {
    const writing = this.place.contains(document.activeElement) && document.activeElement.tagName === "INPUT";
    // Nor while a file is being chosen: it would be forgotten.
    if (writing || this.place.querySelector("details[open]")) return;
    const held = this.place.contains(document.activeElement) && document.activeElement.dataset.held;
    this.place.replaceChildren(this.length(), this.sound.draw(), this.chapters(), setup.mayEdit ? this.anew() : "");
    const again = held && this.place.querySelector(`[data-held="${held}"]`);
    if (again) again.focus();
  }

  length() {
    const { told } = this.board;
    const longest = told.longest_frames;
    const wish = told.edits.target_ms;
    const input = el("input", { type: "number", min: 10, max: Math.floor(longest / RATE), step: "0.1", inputMode: "decimal", value: wish === null ? "" : String(wish / 1000), placeholder: seconds(longest), readOnly: !setup.mayEdit });
    const made = el(
      "form",
      { className: "line-form length-form" },
      el("label", { className: "field" }, el("span", {}, t("目标时长（秒，最多 %(count)s）", { count: seconds(longest) })), input),
      setup.mayEdit ? el("button", { className: "button" }, t("设定")) : "",
      setup.mayEdit && wish !== null ? el("button", { type: "button", className: "button button-quiet", onclick: () => this.on.edit([{ kind: "length", ms: null }], t("不再限制时长")) }, t("不限")) : "",
    );
    made.addEventListener("submit", (event) => {
      event.preventDefault();
      const ms = input.value ? Math.round(Number(input.value) * 1000) : null;
      input.blur();
      this.on.edit([{ kind: "length", ms }], ms === null ? t("不再限制时长") : t("目标时长 %(count)s 秒", { count: ms / 1000 }));
    });
    return el("section", {}, el("h3", {}, t("时长")), made, el("p", { className: "quiet" }, t("比现在短，就自动去掉较次的镜头；固定的、排过的、修剪过的都尽量留着。")));
  }

  chapters() {
    const rows = this.board.chapters().filter(({ activity }) => activity);
    const go = (shots) => () => this.on.go(shots[0].starts_at_frame);
    const move = (activity, by, words) => el("button", { type: "button", className: "button trim-step", "data-held": `${activity}${by}`, "aria-label": words, onclick: () => this.on.moveChapter(activity, by) }, by < 0 ? "↑" : "↓");
    return el(
      "section",
      {},
      el("h3", {}, t("章节")),
      el(
        "ol",
        { className: "rows" },
        rows.map(({ activity, shots }) =>
          el(
            "li",
            { className: "row chapter-row" },
            el("button", { type: "button", className: "plain row-main", onclick: go(shots) }, chapterWords(activity)),
            el("small", { className: "quiet" }, t("%(shots)s 个镜头 · %(count)s 秒", { shots: shots.length, count: tenths(shots.reduce((sum, shot) => sum + shot.frames, 0)) })),
            setup.mayEdit ? el("span", {}, move(activity, -1, t("“%(chapter)s”前移", { chapter: chapterWords(activity) })), " ", move(activity, 1, t("“%(chapter)s”后移", { chapter: chapterWords(activity) }))) : "",
          ),
        ),
      ),
    );
  }

  anew() {
    return el(
      "section",
      {},
      el("h3", {}, t("重新排片")),
      el("p", { className: "quiet" }, t("用现在已采用的素材再排一次。您的改动都保留，能撤销。")),
      el(
        "p",
        { className: "buttons" },
        el("button", { type: "button", className: "button", onclick: () => this.on.replan(true) }, t("补满空余，其余不动")),
        el("button", { type: "button", className: "button button-quiet", onclick: () => this.on.replan(false) }, t("全部重排")),
      ),
    );
  }
}
