// The desk of one draft: what every part of it shares, and the order of its parts.

import { at, el, t } from "../editor/setup.js";
import { drawActivities } from "./activities.js";
import { drawAsked } from "./asked.js";
import { startOpening } from "./opening.js";
import { Saver } from "./saving.js";
import { startPictures } from "./pictures.js";
import { startSource } from "./source.js";
import { drawUnits } from "./units.js";
import { drawHead, drawSubmission } from "./week.js";

// What is known of a field: where it was read, what is doubted, whether a person looked.
export class Desk {
  constructor(draft) {
    this.values = draft.values;
    this.sources = draft.sources;
    this.kinds = draft.kinds;
    this.parts = draft.parts;
    this.facts = draft.facts;
    this.scanned = Boolean(draft.scan);
    this.saver = new Saver(draft.version, draft.values);
    this.look = () => {};
  }

  doubts(field) {
    const source = this.sources[field];
    return source && !this.values.looked.includes(field) ? source.doubts : [];
  }

  state(field) {
    if (this.doubts(field).length) return "doubt";
    if (!this.sources[field] || !this.sources[field].placed) return "plain";
    // What was recognised is less sure than what was written.
    return this.scanned && !this.values.looked.includes(field) ? "read" : "sure";
  }

  // A person corrected the field or says that it is right.
  settle(field) {
    if (this.sources[field] && !this.values.looked.includes(field)) {
      this.values.looked.push(field);
    }
    this.changed();
  }

  // What is doubted of several fields in one sentence is right for all of them.
  agree(field) {
    const said = this.doubts(field).map((doubt) => doubt.zh);
    for (const other of Object.keys(this.sources)) {
      const doubts = this.doubts(other).map((doubt) => doubt.zh);
      if (doubts.length && doubts.every((each) => said.includes(each))) this.values.looked.push(other);
    }
    document.dispatchEvent(new CustomEvent("notice-agreed"));
    this.changed();
  }

  changed() {
    this.saver.changed();
    this.count();
    document.dispatchEvent(new CustomEvent("notice-changed"));
  }

  count() {
    const left = document.querySelectorAll("[data-state=doubt], .nu-asked").length;
    at("notice-left-over").textContent = left
      ? t("还有 %(count)s 处要核对", { count: left })
      : t("存疑的都核对过了");
    at("notice-left-over").className = left ? "state-doubt" : "state-good";
    at("notice-next").disabled = !left;
  }
}

export function startDesk(draft) {
  const desk = new Desk(draft);
  const place = at("notice-fields");
  place.append(
    panel(t("活动周"), drawHead(desk)),
    panel(t("活动"), drawActivities(desk)),
    panel(t("单位"), drawUnits(desk)),
    panel(t("报送"), drawSubmission(desk)),
    panel(t("通知的要求"), drawAsked(desk)),
  );
  startPictures(draft.scan);
  startSource(desk);
  startOpening(desk);
  desk.count();
  at("notice-next").addEventListener("click", nextDoubt);
  document.addEventListener("keydown", (event) => {
    if (event.altKey && event.key === "ArrowDown") {
      event.preventDefault();
      nextDoubt();
    }
  });
}

function panel(name, inside) {
  return el("section", { className: "panel" }, el("h2", {}, name), inside);
}

// The next doubtful field after where the focus is, from the top again after the last.
function nextDoubt() {
  const doubts = Array.from(document.querySelectorAll("[data-state=doubt], .nu-asked"));
  if (!doubts.length) return;
  const here = document.activeElement;
  const after = doubts.find(
    (doubt) => !doubt.contains(here) && here.compareDocumentPosition(doubt) & 4,
  );
  const next = after || doubts[0];
  const folded = next.closest("details");
  if (folded) folded.open = true;
  const target = next.matches(".nu-asked") ? next : next.querySelector("input, select, textarea, button");
  target.focus({ preventScroll: true });
  next.scrollIntoView({ block: "center" });
}
