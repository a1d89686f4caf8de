// Versions: every change is one; those with a name stay, any can be compared and put back.

import { ask } from "../http.js";
import { at, el, inWords, say, setup, t } from "../setup.js";
import { BASE } from "./changing.js";
import { seconds } from "./telling.js";

export class VersionsPanel {
  // `on`: restore(number).
  constructor(board, on) {
    this.board = board;
    this.on = on;
    this.place = at("panel-versions");
    this.asked = null;
    // Resolves when what was asked for last is drawn.
    this.drawn = Promise.resolve();
    this.lines = [];
    // Number of the version that is compared, and what was found.
    this.compared = null;
    this.found = null;
  }

  draw(again = false) {
    if (this.place.hidden) return this.drawn;
    if (this.place.contains(document.activeElement) && document.activeElement.tagName === "INPUT") return this.drawn;
    const { seen } = this.board.told;
    if (!again && this.asked === seen) return this.drawn;
    this.asked = seen;
    this.compared = null;
    this.drawn = this.read(seen);
    return this.drawn;
  }

  async read(seen) {
    try {
      this.lines = await ask("GET", `${BASE}/versions`);
      if (this.asked === seen) this.lay();
    } catch (refusal) {
      this.asked = null;
      this.place.replaceChildren(el("p", { className: "note note-bad" }, refusal.message));
    }
  }

  lay() {
    const { seen } = this.board.told;
    const named = this.lines.filter((line) => line.name);
    const others = this.lines.filter((line) => !line.name);
    const list = (lines) => el("ol", { className: "rows versions" }, lines.map((line) => this.line(line, line.number === seen)));
    this.place.replaceChildren(
      setup.mayEdit && seen ? this.namer(seen) : "",
      named.length ? el("section", {}, el("h3", {}, t("起了名的")), list(named)) : "",
      el("section", {}, el("h3", {}, t("最近的改动")), others.length ? list(others) : el("p", { className: "quiet" }, t("还没有改动。每改一处，这里就多一版。"))),
    );
  }

  namer(seen) {
    const line = this.lines.find((each) => each.number === seen);
    const input = el("input", { value: (line && line.name) || "", maxLength: 60, placeholder: t("如：给领导看的一版"), autocomplete: "off" });
    const made = el("form", { className: "line-form version-name" }, el("label", { className: "field" }, el("span", {}, t("给现在的版本起名")), input), el("button", { className: "button" }, t("保存名字")));
    made.addEventListener("submit", (event) => {
      event.preventDefault();
      input.blur();
      this.name(seen, input.value);
    });
    return made;
  }

  async name(number, name) {
    try {
      const line = await ask("PUT", `${BASE}/versions/${number}/name`, { name: name.trim() || null });
      say(line.name ? t("这一版叫“%(name)s”", { name: line.name }) : t("名字已去掉"), "good");
    } catch (refusal) {
      say(refusal.message, "bad");
    }
    await this.draw(true);
  }

  line(line, here) {
    const when = new Date(line.at);
    const two = (number) => String(number).padStart(2, "0");
    const clock = `${when.getMonth() + 1}/${when.getDate()} ${two(when.getHours())}:${two(when.getMinutes())}`;
    const compared = this.compared === line.number;
    return el(
      "li",
      { className: "row version", "aria-current": here ? "true" : null },
      el(
        "span",
        { className: "row-main" },
        el("b", {}, line.name || inWords(line.did), here ? ` · ${t("现在的")}` : ""),
        el("small", { className: "quiet" }, `#${line.number} · ${line.name ? `${inWords(line.did)} · ` : ""}${line.by} · ${clock} · ${t("%(count)s 秒", { count: seconds(line.frames) })}`),
      ),
      here
        ? ""
        : el(
            "span",
            { className: "version-acts" },
            el("button", { type: "button", className: "button button-quiet", "aria-expanded": String(compared), onclick: () => this.compare(line.number) }, t("比较")),
            setup.mayEdit ? el("button", { type: "button", className: "button", onclick: () => this.on.restore(line.number) }, t("恢复")) : "",
          ),
      compared ? this.differences() : "",
    );
  }

  async compare(number) {
    if (this.compared === number) {
      this.compared = null;
      return this.lay();
    }
    try {
      const { differences } = await ask("GET", `${BASE}/versions/${number}/compare/${this.board.told.seen}`);
      this.compared = number;
      this.found = differences;
      this.lay();
      const list = this.place.querySelector(".version-differences");
      list.focus();
      return list.scrollIntoView({ block: "nearest" });
    } catch (refusal) {
      return say(refusal.message, "bad");
    }
  }

  differences() {
    const rows = this.found.map(({ words }) => el("li", {}, inWords(words)));
    return el("ul", { className: "version-differences", tabIndex: -1, "aria-label": t("从那一版到现在") }, el("li", { className: "quiet" }, t("从那一版到现在")), rows.length ? rows : el("li", {}, t("没有不同")));
  }
}
