// Clicks: buttons press their key, the stage plays or is written on, and the film is started.

import { ask } from "../http.js";
import { at, say, setup, t } from "../setup.js";
import { BASE } from "./changing.js";
import { startDragging } from "./dragging.js";

export function startButtons(page, strokes) {
  document.addEventListener("click", (event) => {
    const button = event.target.closest("[data-key], [data-tab], #stage");
    if (!button) return;
    if (button.id === "stage") touchStage(page, event);
    else if (button.dataset.tab) page.tabs.show(button.dataset.tab);
    else strokes.press(button.dataset.key);
    // After a click keys are about the strip again: Space plays and does not press the button.
    if (event.detail && document.activeElement === button) page.reel.focus();
  });
  if (!setup.mayEdit) return;
  at("render").addEventListener("click", () => render(page));
  startDragging(page.reel, { shots: (activity, keys) => page.acts.order(activity, keys), chapters: (keys) => page.acts.orderChapters(keys) });
}

// Words are changed where they stand; anywhere else the picture runs or stops.
function touchStage({ player, tabs }, event) {
  if (event.target.closest(".plate, .screen-card") && setup.mayEdit && !player.playing) tabs.letter();
  else if (player.guest) player.playGuest();
  else player.toggle();
}

async function render({ board, changing }) {
  at("render").disabled = true;
  await changing.line;
  try {
    await ask("POST", `${BASE}/versions/${board.told.seen}/cut`);
    sessionStorage.setItem("said", t("已开始剪辑，可以离开本页，不影响进度"));
    location.href = setup.base + setup.pages.film;
  } catch (refusal) {
    say(refusal.message, "bad");
    at("render").disabled = false;
  }
}
