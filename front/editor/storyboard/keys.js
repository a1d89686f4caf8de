// Which key does what; typing into a field, handles and browser shortcuts are left alone.

import { at } from "../setup.js";

const PLAIN = new Set(["INPUT", "TEXTAREA", "SELECT"]);
// A key held down moves and steps, but decides once.
const HELD = /^(Arrow|Page|,|\.)/;

// `on.press(stroke)` answers whether it did something; a stroke is the key, "Shift+" before what is
// no letter, and letters large with it.
export function startKeys(on) {
  document.addEventListener("keydown", (event) => {
    if (event.isComposing || event.altKey) return;
    if (at("chooser").open || at("sheet").open) return;
    if (PLAIN.has(event.target.tagName)) return;
    const stroke = strokeOf(event);
    if (!stroke) return;
    // Enter and Space press the button or link that has the focus, but in the strip they play.
    const pressed = event.target.closest && event.target.closest("button, a, summary");
    if (pressed && !pressed.classList.contains("reel-shot") && (stroke === "Enter" || stroke === " ")) return;
    if (event.repeat && !HELD.test(stroke)) return;
    if (on.press(stroke)) event.preventDefault();
  });
}

function strokeOf(event) {
  const { key } = event;
  if (event.ctrlKey || event.metaKey) {
    const letter = key.toLowerCase();
    if (letter === "y" || (letter === "z" && event.shiftKey)) return "Z";
    return letter === "z" ? "z" : null;
  }
  if (key.length === 1) return event.shiftKey ? key.toUpperCase() : key.toLowerCase();
  return event.shiftKey ? `Shift+${key}` : key;
}
