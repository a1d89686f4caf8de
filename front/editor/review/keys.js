// Which key does what; typing into a field and browser shortcuts are left alone.

import { at } from "../setup.js";

const PLAIN = new Set(["INPUT", "TEXTAREA", "SELECT", "VIDEO", "AUDIO"]);

// `on` maps a key to what it does; `on.digit(number)` takes 1 to 9, `on.digitFromHere(number)` the
// same with Shift, whatever sign the keyboard writes there.
export function startKeys(on) {
  document.addEventListener("keydown", (event) => {
    if (event.ctrlKey || event.metaKey || event.altKey || event.isComposing) return;
    if (at("chooser").open || at("sheet").open) return;
    if (PLAIN.has(event.target.tagName)) return;
    const key = event.key.length === 1 ? event.key.toLowerCase() : event.key;
    // Enter and Space press the button or link that has the focus.
    const pressed = event.target.closest && event.target.closest("button, a, summary");
    if (pressed && (key === "Enter" || key === " ")) return;
    // A key held down moves, but decides once.
    if (event.repeat && !key.startsWith("Arrow") && !key.startsWith("Page")) return;
    const shifted = event.shiftKey && /^(?:Digit|Numpad)([1-9])$/.exec(event.code || "");
    if (shifted) on.digitFromHere(Number(shifted[1]));
    else if (/^[1-9]$/.test(key)) on.digit(Number(key));
    else if (on[key]) on[key]();
    else return;
    event.preventDefault();
  });
}
