// What is taken out of a list can be put back where it was.

import { el, t } from "../editor/setup.js";

// A line that stands empty until something goes; `draw` draws the list anew.
export function undoLine(desk, draw) {
  const line = el("p", { className: "note note-doubt notice-gone", role: "status", hidden: true });
  const remove = (list, one, title) => {
    const where = list.indexOf(one);
    list.splice(where, 1);
    draw();
    desk.changed();
    const back = () => {
      list.splice(where, 0, one);
      line.hidden = true;
      draw();
      desk.changed();
    };
    const undo = el("button", { type: "button", className: "plain", onclick: back }, t("撤销"));
    line.replaceChildren(t("已去掉“%(title)s”", { title }), " ", undo);
    line.hidden = false;
    undo.focus();
  };
  return { line, remove };
}

// The button that takes one of a list out.
export function removeButton(title, remove) {
  const label = t("去掉“%(title)s”", { title });
  return el("button", { type: "button", className: "plain", "aria-label": label, onclick: remove }, t("去掉"));
}
