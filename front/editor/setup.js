// What the server gave the page, and sentences in the reader's language (Chinese is the source).

export const setup = JSON.parse(document.getElementById("setup").textContent);

export const english = document.documentElement.lang === "en";

export function t(chinese, values = {}) {
  const sentence = setup.words[chinese] || chinese;
  return sentence.replace(/%\((\w+)\)s/g, (_, name) => String(values[name]));
}

export function inWords(words) {
  return english ? words.en : words.zh;
}

export function at(id) {
  return document.getElementById(id);
}

// "5/28" of "2025-05-28".
export function shortDay(day) {
  const [, month, date] = day.split("-");
  return `${Number(month)}/${Number(date)}`;
}

// An element with properties (data-* and aria-* too), and children: elements or text.
export function el(name, props = {}, ...children) {
  const made = document.createElement(name);
  for (const [key, value] of Object.entries(props)) {
    if (value === null || value === undefined || value === false) continue;
    if (key.startsWith("on")) made.addEventListener(key.slice(2), value);
    else if (key in made && !key.includes("-")) made[key] = value;
    else made.setAttribute(key, value === true ? "" : value);
  }
  made.append(...children.flat().filter((child) => child !== null && child !== undefined));
  return made;
}

// A short word to the eye and to the screen reader; what failed stays until the next word.
let fading = 0;
export function say(words, kind = "") {
  for (const place of document.querySelectorAll(".said")) {
    place.textContent = words;
    place.dataset.kind = kind;
  }
  clearTimeout(fading);
  if (words && kind !== "bad") fading = setTimeout(() => say(""), 4000);
}
