// The screen stays on while files are sent, where the browser allows it (not on plain http).

let wanted = false;
let lock = null;

export function keepAwake(on) {
  if (on === wanted) return;
  wanted = on;
  if (on) hold();
  else letGo();
}

function hold() {
  if (!navigator.wakeLock || document.visibilityState !== "visible") return;
  navigator.wakeLock.request("screen").then(
    (held) => {
      lock = held;
      if (!wanted) letGo();
    },
    // A phone that saves its battery says no; the page asks people to keep the screen on.
    () => {},
  );
}

function letGo() {
  if (lock) lock.release();
  lock = null;
}

// Browsers let go by themselves when the page is not seen.
document.addEventListener("visibilitychange", () => {
  if (wanted) hold();
});
