// The panels at the side, one in sight; and the keys that lead into one of them.

import { at, say, setup, t } from "../setup.js";

export const TABS = ["shot", "choice", "film", "versions"];

export function refuse() {
  say(t("您的账号只能查看"), "bad");
}

export class Tabs {
  constructor(page) {
    this.page = page;
  }

  show(name, { focus = false } = {}) {
    const { panels, player } = this.page;
    for (const each of TABS) {
      at(`tab-${each}`).setAttribute("aria-selected", String(each === name));
      at(`panel-${each}`).hidden = each !== name;
    }
    if (name !== "choice" && player.guest) player.show();
    if (name === "choice") panels.choice.draw(focus);
    if (name === "film" || name === "versions") panels[name].draw();
  }

  // To the handle of the in or out point; what has no in point is asked for its length.
  handle(side) {
    if (!setup.mayEdit) return refuse();
    const { shot } = this.page.panels;
    this.show("shot");
    if (!shot.handle(side) && side === "in") shot.handle("out");
    return undefined;
  }

  letter() {
    this.show("shot");
    if (!this.page.panels.shot.field()) say(t("这个镜头没有文字"));
  }

  async nameVersion() {
    this.show("versions");
    await this.page.panels.versions.draw();
    const field = at("panel-versions").querySelector(".version-name input");
    if (field) field.select();
  }
}
