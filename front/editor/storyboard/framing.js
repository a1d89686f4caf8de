// Where a picture stands in the film's frame and how the view moves over a photo: the rules of
// domain/cutting/framing.py, in shares of the frame instead of pixels (a test holds the two together).

const ASPECT = 16 / 9;
const FRAME_WIDTH = 1920;
const FRAME_HEIGHT = 1080;
const CLIP_KEEPS = 0.9;
const PHOTO_NARROWEST = 5 / 4;
const PHOTO_WIDEST = 12 / 5;
const LARGEST_SCALE = 2;
const ZOOM_PER_FRAME = 1.2;
const ZOOM_MOST = 120;
const TRAVEL_PER_FRAME = 2.2;

export const WHOLE = { x: 0, y: 0, width: 1, height: 1 };

export function clipBox(width, height) {
  const ratio = width / height / ASPECT;
  return Math.min(ratio, 1 / ratio) >= CLIP_KEEPS ? WHOLE : fitBox(width, height, Infinity);
}

export function photoBox(width, height) {
  const small = width * LARGEST_SCALE < FRAME_WIDTH || height * LARGEST_SCALE < FRAME_HEIGHT;
  const ratio = width / height;
  const fills = ratio >= PHOTO_NARROWEST && ratio <= PHOTO_WIDEST;
  return fills && !small ? WHOLE : fitBox(width, height, LARGEST_SCALE);
}

function fitBox(width, height, largest) {
  const scale = Math.min(FRAME_WIDTH / width, FRAME_HEIGHT / height, largest);
  const wide = Math.min(1, (width * scale) / FRAME_WIDTH);
  const tall = Math.min(1, (height * scale) / FRAME_HEIGHT);
  return { x: (1 - wide) / 2, y: (1 - tall) / 2, width: wide, height: tall };
}

// First and last window of a pan, in pixels of the photo; `focus` is per mille.
export function pan(width, height, box, focus, frames) {
  const aspect = (box.width / box.height) * ASPECT;
  const wide = width / height > aspect ? height * aspect : width;
  const tall = width / height > aspect ? height : width / aspect;
  const keep = 1 - Math.min(ZOOM_PER_FRAME * frames, ZOOM_MOST) / 1000;
  const endX = clamped((width * focus[0]) / 1000, (wide * keep) / 2, width - (wide * keep) / 2);
  const endY = clamped((height * focus[1]) / 1000, (tall * keep) / 2, height - (tall * keep) / 2);
  const reach = (TRAVEL_PER_FRAME * frames) / 1000;
  return {
    start: around(started(endX, width, wide, wide * reach), started(endY, height, tall, tall * reach), wide, tall),
    end: around(endX, endY, wide * keep, tall * keep),
    frames,
  };
}

// The window of a frame, 0 <= frame < frames.
export function windowAt({ start, end, frames }, frame) {
  const share = clamped(frame / Math.max(1, frames - 1), 0, 1);
  const between = (name) => start[name] + (end[name] - start[name]) * share;
  return { x: between("x"), y: between("y"), width: between("width"), height: between("height") };
}

function started(end, length, shown, travel) {
  const lowest = shown / 2;
  const highest = length - shown / 2;
  return clamped(end - lowest >= highest - end ? end - travel : end + travel, lowest, highest);
}

function around(x, y, width, height) {
  return { x: x - width / 2, y: y - height / 2, width, height };
}

export function clamped(value, lowest, highest) {
  return Math.min(Math.max(value, lowest), highest);
}
