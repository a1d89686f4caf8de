// From shot to shot, from chapter to chapter and from frame to frame.

import { at, say, t } from "../setup.js";

export class Moving {
  constructor(page) {
    this.page = page;
  }

  // A click goes to the shot; in the one that is in sight already, to that place in it.
  choose(key, event, button) {
    const { board, player } = this.page;
    const shot = board.named(key);
    const { left, width } = button.getBoundingClientRect();
    const inside = board.shot().shot === key && event.detail > 0 ? Math.floor(((event.clientX - left) / width) * (shot.seen_to - shot.starts_at_frame)) : 0;
    player.pause();
    player.seek(shot.starts_at_frame + inside);
  }

  step(by) {
    const to = this.page.board.beside(by);
    if (!to) return void say(by > 0 ? t("已是最后一个镜头") : t("已是第一个镜头"));
    this.go(to.starts_at_frame);
  }

  stepChapter(by) {
    const { board } = this.page;
    const all = board.chapters();
    const here = all.findIndex(({ shots }) => shots.some((shot) => shot.shot === board.shot().shot));
    const to = all[here + by];
    if (to) this.go(to.shots[0].starts_at_frame);
  }

  go(frame) {
    const { player, reel } = this.page;
    player.pause();
    player.seek(frame);
    const field = document.activeElement;
    if (field === document.body || at("reel").contains(field)) reel.focus();
  }

  stepFrame(by) {
    const { board, player } = this.page;
    player.pause();
    player.seek(Math.floor(board.frame) + by);
  }

  first() {
    this.page.player.seek(0);
  }

  last() {
    const { board, player } = this.page;
    player.seek(board.shots[board.shots.length - 1].starts_at_frame);
  }

  // Back to the strip: to the shot of what was brought in, else to where one was.
  chosen(asset) {
    const { board, player, reel } = this.page;
    const shot = asset && board.shots.find((each) => each.asset === asset);
    player.seek(shot ? shot.starts_at_frame : board.frame);
    reel.focus();
  }
}
