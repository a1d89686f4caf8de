"""Files that must be refused with a reason: what senders pick by mistake, and what is hostile."""

from collections.abc import Callable
from pathlib import Path

import numpy as np
from PIL import Image

from workers.sample.sound import atmosphere, save
from workers.tools.sample_programs import encode_sound


def _text(path: Path) -> None:
    path.write_text("这不是照片，是一段文字：请各单位于6月6日前报送材料。\n" * 40, encoding="utf-8")


def _truncated(path: Path) -> None:
    """The first 40 % of a JPEG, as after a broken copy."""
    ramp = np.add.outer(np.arange(960), np.arange(1280)) % 256
    noise = np.random.default_rng(9).integers(0, 90, (960, 1280))
    Image.fromarray(((ramp + noise) % 256).astype(np.uint8)).save(path, "JPEG", quality=85)
    whole = path.read_bytes()
    path.write_bytes(whole[: len(whole) * 2 // 5])


def _empty(path: Path) -> None:
    path.write_bytes(b"")


def _playlist(path: Path) -> None:
    """Asks a player to read another file; a whitelist of formats must stop it."""
    path.write_text(
        "#EXTM3U\n#EXT-X-MEDIA-SEQUENCE:0\n#EXTINF:10.0,\nfile:///etc/hostname\n#EXT-X-ENDLIST\n",
        encoding="utf-8",
    )


def _drawing(path: Path) -> None:
    path.write_text(
        '<svg xmlns="http://www.w3.org/2000/svg" width="640" height="480">'
        '<rect width="640" height="480" fill="#1457A8"/></svg>\n',
        encoding="utf-8",
    )


def _sound_only(path: Path) -> None:
    wav = path.with_suffix(".wav")
    save(atmosphere("crowd", 3, 1), wav)
    encode_sound(wav, path)
    wav.unlink()


#: name -> (how it is made, what it is)
BAD: dict[str, tuple[Callable[[Path], None], str]] = {
    "IMG_20250524_120000.jpg": (_text, "a text file named .jpg"),
    "IMG_20250525_081502.jpg": (_truncated, "a truncated JPEG"),
    "IMG_20250526_101010.jpg": (_empty, "an empty file"),
    "VID_20250526_111111.mp4": (_playlist, "a playlist renamed .mp4"),
    "活动标志.svg": (_drawing, "an SVG drawing"),
    "录音_20250527.mp4": (_sound_only, "an MP4 with sound and no pictures"),
}
