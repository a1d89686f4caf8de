// The notice's text: the field in focus has its sentence shown, a sentence leads to its field.

import { at, el } from "../editor/setup.js";

export function startSource(desk) {
  const source = at("notice-source");
  if (!source) return;
  const marks = Array.from(source.querySelectorAll("mark"));
  const colour = () => {
    for (const mark of marks) {
      const doubtful = fieldsOf(mark).some((field) => desk.doubts(field).length);
      mark.classList.toggle("doubt", doubtful);
    }
  };
  colour();
  document.addEventListener("notice-changed", colour);
  const show = (event) => {
    const part = event.target.closest("[data-field]");
    if (part && at("notice-fields").contains(part)) highlight(source, marks, part);
  };
  document.addEventListener("focusin", show);
  at("notice-fields").addEventListener("click", show);
  source.addEventListener("click", (event) => {
    const mark = event.target.closest("mark");
    if (mark) lead(mark);
  });
}

function fieldsOf(mark) {
  return mark.dataset.fields.split(" ");
}

// The field's own sentence; of an activity without one, where the activity is named.
function highlight(source, marks, part) {
  clear(source, marks);
  let field = part.dataset.field;
  let mine = marks.filter((mark) => fieldsOf(mark).includes(field));
  if (!mine.length && /^activities\./.test(field)) {
    field = field.replace(/[a-z_]+$/, "title");
    mine = marks.filter((mark) => fieldsOf(mark).includes(field));
  }
  document.dispatchEvent(new CustomEvent("notice-shown", { detail: field }));
  if (part.dataset.words) mine = found(source, part.dataset.words);
  for (const mark of mine) {
    const read = (mark.dataset.read || "").split(" ").includes(field);
    mark.classList.add("now");
    mark.classList.toggle("read", read);
  }
  const first = mine.find((mark) => mark.classList.contains("read")) || mine[0];
  if (first) {
    const by = first.getBoundingClientRect().top - source.getBoundingClientRect().top;
    source.scrollTop += by - source.clientHeight / 3;
  }
}

function clear(source, marks) {
  for (const mark of marks) mark.classList.remove("now", "read");
  for (const mark of source.querySelectorAll("mark.found")) mark.replaceWith(...mark.childNodes);
  source.normalize();
}

// Words that no field holds, such as another name of a unit: marked where they stand first.
function found(source, words) {
  const shape = new RegExp(Array.from(words, escaped).join("\\s*"));
  const walker = document.createTreeWalker(source, NodeFilter.SHOW_TEXT);
  while (walker.nextNode()) {
    const match = shape.exec(walker.currentNode.data);
    if (!match) continue;
    const node = walker.currentNode.splitText(match.index);
    node.splitText(match[0].length);
    const mark = el("mark", { className: "used found read", "data-fields": "units", "data-read": "units" });
    node.replaceWith(mark);
    mark.append(node);
    return [mark];
  }
  return [];
}

function escaped(character) {
  return character.replace(/[\\^$.*+?()[\]{}|]/g, "\\$&");
}

function lead(mark) {
  const wanted = (mark.dataset.read || mark.dataset.fields).split(" ");
  for (const field of wanted) {
    const part = at("notice-fields").querySelector(`[data-field="${field}"]`);
    if (!part) continue;
    part.scrollIntoView({ block: "center" });
    const target = part.querySelector("input, select") || part;
    target.focus({ preventScroll: true });
    return;
  }
}
