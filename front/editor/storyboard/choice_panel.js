// What is not in the film: what could take this shot's place or join its chapter, and why all the
// rest is out. Enter brings one in; looking at one shows it on the stage.

import { ask } from "../http.js";
import { at, el, inWords, say, setup, t } from "../setup.js";
import { BASE } from "./changing.js";
import { activityOf, chapterWords, kindWords, seconds } from "./telling.js";

// Rows that are drawn at once; a large week leaves 1,700 out.
const MOST = 60;
// Reasons that the editor's wish outweighs; the others are mended in the review.
const MENDABLE = new Set(["no_room", "near_duplicate", "banned", "screen", "too_dark", "badly_lit", "blurred"]);

export class ChoicePanel {
  // `on`: edit(list, words), show(candidate) and chosen() to go back to the strip.
  constructor(board, on) {
    this.board = board;
    this.on = on;
    this.place = at("panel-choice");
    this.view = "chapter";
    this.asked = "";
    this.rows = [];
    this.most = MOST;
  }

  get shown() {
    return !this.place.hidden;
  }

  // Reads and draws for the shot in sight; what is there already is not asked for again.
  async draw(focus = false) {
    if (!this.shown) return;
    const shot = this.board.shot();
    const activity = shot && shot.activity;
    const asked = `${this.board.told.seen}|${this.view}|${this.view === "out" ? "" : activity}`;
    if (asked === this.asked) {
      if (focus) this.focus();
      return;
    }
    this.asked = asked;
    this.most = MOST;
    const place = this.list ? this.list.scrollTop : 0;
    if (this.view !== "out" && !activity) {
      this.rows = [];
      this.lay(t("片头和片尾没有候选。请选中一个镜头，或看“没有选入的”。"));
      return;
    }
    if (!this.rows.length) this.lay(t("正在读取…"));
    const path = this.view === "out" ? "left-out" : `candidates?activity=${encodeURIComponent(activity)}`;
    try {
      const rows = await ask("GET", `${BASE}/${path}`);
      if (asked !== this.asked) return;
      this.rows = this.view === "out" ? inOrder(rows) : rows;
      this.lay(this.view === "out" ? t("全部候选素材都选入了。") : t("这一章没有别的可用素材了。"));
      if (this.list) this.list.scrollTop = place;
      if (focus) this.focus();
    } catch (refusal) {
      this.asked = "";
      this.rows = [];
      this.lay(refusal.message);
    }
  }

  lay(none) {
    const choose = (view) => () => {
      this.view = view;
      this.rows = [];
      this.draw();
    };
    const tab = (view, words) => el("button", { type: "button", "aria-pressed": String(this.view === view), onclick: choose(view) }, words);
    const rows = this.rows.slice(0, this.most);
    this.list = el("ul", { className: "choices-list", "aria-label": t("候选") }, rows.map((row, number) => this.row(row, number)));
    const more = this.rows.length - rows.length;
    const shot = this.board.shot();
    this.place.replaceChildren(
      el("div", { className: "views", role: "group", "aria-label": t("候选") }, tab("chapter", t("这一章的")), tab("out", t("没有选入的"))),
      this.view === "chapter" && shot && shot.activity ? el("p", { className: "quiet choice-hint" }, t("“%(chapter)s”还能用的，好的在前。", { chapter: chapterWords(shot.activity) })) : "",
      this.rows.length ? this.list : el("p", { className: "quiet choice-none" }, none),
      more > 0 ? el("p", {}, el("button", { type: "button", className: "button button-quiet", onclick: () => this.enlarge() }, t("还有 %(count)s 件", { count: more }))) : "",
    );
  }

  enlarge() {
    const first = this.most;
    this.most += MOST * 4;
    this.lay("");
    const next = this.place.querySelectorAll(".choice-row")[first];
    if (next) next.focus();
  }

  row(row, number) {
    const activity = activityOf(row.activity);
    const out = row.code !== undefined;
    const length = out ? "" : ` · ${t("%(count)s 秒", { count: seconds(row.frames) })}`;
    const kind = row.kind || (row.source_ms ? "clip" : "photo");
    const why = out ? inWords(row.why) : inWords(row.because);
    const warn = !out && !row.fits ? t("时长已满，加入时会让出较次的镜头") : "";
    const brings = !out || MENDABLE.has(row.code);
    const thumb = row.pictures.thumb || row.pictures.poster;
    const node = el(
      "li",
      { className: "choice-row", tabIndex: number ? -1 : 0, "data-number": String(number) },
      el("span", { className: "choice-picture" }, thumb ? el("img", { src: thumb, alt: "", loading: "lazy" }) : el("span", { className: "no-picture" }, t("无图"))),
      el(
        "span",
        { className: "choice-words" },
        el("b", {}, out && activity ? `${activity.number}. ` : "", row.original_name),
        el("small", {}, `${kindWords(kind)}${length} · ${row.unit || ""}`),
        el("small", { className: out ? "state-doubt" : "quiet" }, why),
        row.fault_words ? el("small", { className: "state-doubt" }, `! ${inWords(row.fault_words)}`) : "",
        warn ? el("small", { className: "state-doubt" }, `! ${warn}`) : "",
      ),
      setup.mayEdit ? this.acts(row, brings) : "",
    );
    node.addEventListener("focus", () => this.look(row, node));
    return node;
  }

  acts(row, brings) {
    if (!brings) return el("a", { className: "plain", tabIndex: -1, href: `${setup.base}${setup.pages.review}` }, t("去审核"));
    const shot = this.board.shot();
    const replaces = row.code === undefined && shot && shot.activity === row.activity;
    const banned = row.code === "banned" && el("button", { type: "button", className: "button button-quiet", tabIndex: -1, onclick: () => this.allow(row) }, t("允许再用"));
    return el(
      "span",
      { className: "choice-acts" },
      el("button", { type: "button", className: "button", tabIndex: -1, onclick: () => this.bring(row) }, t("加入"), " ", el("kbd", {}, "Enter")),
      replaces ? el("button", { type: "button", className: "button button-quiet", tabIndex: -1, title: t("换下本镜头"), onclick: () => this.replace(row) }, t("换下"), " ", el("kbd", {}, "⇧Enter")) : banned || "",
    );
  }

  look(row, node) {
    for (const other of this.place.querySelectorAll(".choice-row")) other.tabIndex = other === node ? 0 : -1;
    this.on.show(row);
  }

  focus() {
    const row = this.place.querySelector('.choice-row[tabindex="0"]') || this.place.querySelector(".choice-row");
    if (row) row.focus();
  }

  // What a key does while a row has the focus; true when it did.
  press(key) {
    const node = document.activeElement;
    if (!node || !node.classList.contains("choice-row")) return false;
    const row = this.rows[Number(node.dataset.number)];
    const beside = { ArrowDown: node.nextElementSibling, ArrowUp: node.previousElementSibling };
    if (key in beside) {
      if (beside[key]) beside[key].focus();
    } else if (key === "Enter" && setup.mayEdit) this.bring(row);
    else if (key === "Shift+Enter" && setup.mayEdit) this.replace(row);
    else if (key === "Escape") this.on.chosen();
    else return false;
    return true;
  }

  async bring(row) {
    if (row.code !== undefined && !MENDABLE.has(row.code)) return void say(t("不能放进成片：%(why)s", { why: inWords(row.why) }), "bad");
    const made = await this.on.edit([{ kind: "pin", shot: row.shot || row.asset }], t("已加入 %(name)s，并固定", { name: row.original_name }));
    if (made) this.on.chosen(row.asset);
  }

  // No longer taken out, nor its look-alikes: the planner may choose it again.
  allow(row) {
    return this.on.edit(row.bans.map((shot) => ({ kind: "unban", shot })), t("%(name)s 允许再用了", { name: row.original_name }));
  }

  // In the very place of the shot in sight, which is taken out: one step.
  async replace(row) {
    const shot = this.board.shot();
    if (row.code !== undefined || !shot || shot.activity !== row.activity) return this.bring(row);
    const order = this.board.chapter(shot.activity).shots.map((each) => (each.shot === shot.shot ? row.shot : each.shot));
    const edits = [
      { kind: "ban", shot: shot.shot },
      { kind: "pin", shot: row.shot },
    ];
    if (order.length > 1) edits.push({ kind: "order", activity: row.activity, shots: order });
    // A film's only shot can go when the other is in.
    else if (this.board.shots.filter((each) => !each.card).length === 1) edits.reverse();
    const made = await this.on.edit(edits, t("已换成 %(name)s", { name: row.original_name }));
    if (made) this.on.chosen(row.asset);
    return made;
  }
}

// What an editor can change first, then by chapter.
function inOrder(rows) {
  const place = (row) => (activityOf(row.activity) || { number: 999 }).number;
  const later = (row) => (MENDABLE.has(row.code) ? 0 : 1);
  return rows.slice().sort((a, b) => later(a) - later(b) || place(a) - place(b));
}
