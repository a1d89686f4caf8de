// Which key does what; typing into a field and browser shortcuts are left alone.

import { at } from "../setup.js";

const PLAIN = new Set(["INPUT", "TEXTAREA", "SELECT", "VIDEO", "AUDIO"]);

// `on` maps a key to what it does; `on.digit(number)` takes 1 to 9, `on.digitFromHere(number)` the
// same for all that follow: after F, or with Shift where Shift writes no digit.
export function startKeys(on) {
  let fromHere = false;
  document.addEventListener("pointerdown", () => (fromHere = false));
  document.addEventListener("keydown", (event) => {
    // By itself it says nothing: on some keyboards a digit takes it.
    if (event.key === "Shift") return;
    // F is of the next key alone, wherever that is typed; held down it is said once.
    const after = fromHere;
    fromHere = after && event.repeat;
    if (event.ctrlKey || event.metaKey || event.altKey || event.isComposing) return;
    if (at("chooser").open || at("sheet").open) return;
    if (PLAIN.has(event.target.tagName)) return;
    const key = event.key.length === 1 ? event.key.toLowerCase() : event.key;
    // Enter and Space press the button or link that has the focus.
    const pressed = event.target.closest && event.target.closest("button, a, summary");
    if (pressed && (key === "Enter" || key === " ")) return;
    // A key held down moves, but decides once.
    if (event.repeat && !key.startsWith("Arrow") && !key.startsWith("Page")) return;
    fromHere = key === "f";
    const digit = on[key] ? null : digitOf(event);
    if (digit && (after || digit.shifted)) on.digitFromHere(digit.number);
    else if (digit) on.digit(digit.number);
    else if (on[key]) on[key]();
    else return;
    event.preventDefault();
  });
}

// The number of a key of 1 to 9, and whether Shift was added to it. On AZERTY and its like the row
// writes signs and Shift makes digits of them: there both are the bare digit. The pad's own digits
// come with Shift on some systems; on others they are arrows then, and stay arrows.
function digitOf(event) {
  const code = /^(Digit|Numpad)([1-9])$/.exec(event.code || "");
  if (/^[1-9]$/.test(event.key)) {
    return { number: Number(event.key), shifted: event.shiftKey && Boolean(code) && code[1] === "Numpad" };
  }
  if (!code || code[1] !== "Digit" || event.key.length !== 1) return null;
  return { number: Number(code[2]), shifted: event.shiftKey };
}
