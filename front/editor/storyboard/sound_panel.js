// The film's music and style: what may be chosen, and music of one's own with a word on its rights.

import { plain } from "../../shared/plain.js";
import { ask, reach, Refusal } from "../http.js";
import { el, inWords, say, setup, t } from "../setup.js";
import { intoWords } from "./telling.js";

const PATH = `/campaigns/${encodeURIComponent(setup.campaign)}/music`;
// Milliseconds between two looks while a worker listens to music that was just brought.
const LOOK_MS = 3000;

export class SoundPanel {
  // `on.edit(list, words)` keeps a choice, `on.transition(way)` one of these; `drawn()` asks the panel around this one to draw again.
  constructor(board, on, drawn) {
    this.board = board;
    this.on = on;
    this.drawn = drawn;
    this.may = null;
    this.look();
  }

  async look() {
    try {
      this.may = await ask("GET", PATH);
      this.drawn();
      if (this.may.own.some((own) => own.state === "received")) setTimeout(() => this.look(), LOOK_MS);
    } catch (refusal) {
      say(refusal.message, "bad");
    }
  }

  draw() {
    if (!this.may) return el("section", {}, el("h3", {}, t("配乐和样式")));
    return el("section", {}, el("h3", {}, t("配乐和样式")), this.music(), this.style(), this.transition(), el("ul", { className: "rows" }, this.may.own.map((own) => this.row(own))), setup.mayEdit ? this.bring() : "");
  }

  music() {
    const { beds, own, none } = this.may;
    const options = [...beds.map((bed) => [bed.key, inWords(bed.name)]), ...own.filter((one) => one.state === "ready").map((one) => [one.key, one.title]), [none, t("不配乐，只用现场声")]];
    return this.select("music", t("配乐"), options, this.may.default, t("已换配乐，下次剪成片时生效"));
  }

  style() {
    const options = this.may.styles.map((style) => [style.key, inWords(style.name)]);
    return this.select("style", t("片头、片尾和字幕的样式"), options, this.may.default_style, t("已换样式，下次剪成片时生效"));
  }

  // Always told by its name: a film of an earlier version has none until one is chosen.
  transition() {
    const told = this.board.told.edits.transition;
    const old = this.board.shots.every((shot) => !shot.into);
    const chosen = told || (old ? "" : setup.transition);
    const made = el(
      "select",
      { "data-held": "transition", disabled: !setup.mayEdit, onchange: (event) => this.on.transition(event.target.value) },
      chosen ? "" : el("option", { value: "", selected: true, disabled: true }, intoWords(null)[1]),
      setup.transitions.map(({ key, name }) => el("option", { value: key, selected: key === chosen }, inWords(name))),
    );
    return el("label", { className: "field" }, el("span", {}, t("章节之间的转场")), made);
  }

  select(kind, words, options, usual, done) {
    const chosen = this.board.told.edits[kind] || usual;
    const known = options.some(([key]) => key === chosen);
    const made = el(
      "select",
      { "data-held": kind, disabled: !setup.mayEdit, onchange: (event) => this.on.edit([{ kind, value: event.target.value === usual ? null : event.target.value }], done) },
      known ? "" : el("option", { value: chosen, selected: true }, t("原来选的已不可用，请另选")),
      options.map(([key, name]) => el("option", { value: key, selected: key === chosen }, name)),
    );
    return el("label", { className: "field" }, el("span", {}, words), made);
  }

  row(own) {
    const told = { received: t("正在试听，稍等"), refused: own.refused ? inWords(own.refused) : "", ready: own.beats ? t("有节拍，镜头可对拍") : t("没有稳定的节拍") }[own.state];
    const listen = own.state === "ready" ? el("audio", { controls: true, preload: "none", src: own.url }) : "";
    const remove = setup.mayEdit ? el("button", { type: "button", className: "button button-quiet", onclick: () => this.remove(own) }, t("删除")) : "";
    return el("li", { className: "row" }, el("span", { className: "row-main" }, own.title), el("small", { className: own.state === "refused" ? "note-bad" : "quiet" }, `${told} · ${own.rights}`), listen, remove);
  }

  bring() {
    const file = el("input", { type: "file", accept: "audio/*,.mp3,.m4a,.wav,.flac,.ogg", required: true });
    const title = el("input", { type: "text", maxLength: 80, required: true });
    const rights = el("input", { type: "text", maxLength: 500, required: true, placeholder: t("如：本单位原创，授权使用") });
    const send = el("button", { className: "button" }, t("上传"));
    file.addEventListener("change", () => {
      if (!title.value && file.files[0]) title.value = file.files[0].name.replace(/\.[^.]*$/, "").slice(0, 80);
    });
    const form = el(
      "form",
      { className: "bring-music" },
      el("label", { className: "field" }, el("span", {}, t("音乐文件（MP3、M4A、WAV、FLAC）")), file),
      el("label", { className: "field" }, el("span", {}, t("名称")), title),
      el("label", { className: "field" }, el("span", {}, t("使用权说明（会写进报送包）")), rights),
      send,
    );
    form.addEventListener("submit", (event) => {
      event.preventDefault();
      send.disabled = true;
      this.send(file.files[0], title.value, rights.value).finally(() => {
        send.disabled = false;
      });
    });
    return el("details", {}, el("summary", {}, t("用自己的音乐")), form);
  }

  async send(file, title, rights) {
    try {
      const asked = new URLSearchParams({ title: plain(title), rights: plain(rights) });
      const answer = await reach(`${setup.base}/api${PATH}?${asked}`, { method: "POST", credentials: "same-origin", body: file });
      if (!answer.ok) {
        const told = await answer.json().catch(() => null);
        throw new Refusal(answer.status, told && told.words ? inWords(told.words) : t("没有做成，请稍后再试"));
      }
      for (const open of document.querySelectorAll("#panel-film details[open]")) open.open = false;
      say(t("已上传，正在试听"), "good");
      await this.look();
    } catch (refusal) {
      say(refusal.message, "bad");
    }
  }

  async remove(own) {
    try {
      await ask("DELETE", `${PATH}/${own.id}`);
      say(t("已删除“%(name)s”", { name: own.title }), "good");
      await this.look();
    } catch (refusal) {
      say(refusal.message, "bad");
    }
  }
}
