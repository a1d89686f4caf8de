"""The least that any intake must do: exiftool once over the folder, one 1600 px picture a file.

`python -m bench.intake.floor FOLDER` prints the seconds of both as JSON.
"""

import io
import json
import os
import subprocess
import sys
import time
from pathlib import Path

import av
import pillow_heif
from PIL import Image, ImageOps

LONGEST = 1600


def main() -> int:
    folder = Path(sys.argv[1])
    pillow_heif.register_heif_opener()
    started = time.monotonic()
    done = subprocess.run(
        ["exiftool", "-json", "-G1", "-n", "-struct", str(folder)],
        capture_output=True,
        check=True,
        timeout=600,
    )
    read = len(json.loads(done.stdout))
    tags_s = time.monotonic() - started
    pictures = sum(len(picture_of(path)) > 0 for path in sorted(folder.iterdir()))
    whole_s = time.monotonic() - started
    cpu_s = sum(os.times()[:4])
    said = {"tags_s": tags_s, "whole_s": whole_s, "cpu_s": cpu_s, "files": read}
    print(json.dumps({**said, "pictures": pictures}))
    return 0


def picture_of(path: Path) -> bytes:
    """One JPEG of at most 1600 px: a photo shrunk while it is decoded, a clip's first frame."""
    if path.suffix == ".mp4":
        with av.open(str(path)) as clip:
            picture = next(clip.decode(video=0)).to_image()
    else:
        picture = Image.open(path)
        # The exact size, so that a JPEG is decoded at a half: Pillow's own thumbnail does it whole.
        scale = LONGEST / max(picture.size)
        picture.draft("RGB", (round(picture.width * scale), round(picture.height * scale)))
        picture = ImageOps.exif_transpose(picture).convert("RGB")
    picture.thumbnail((LONGEST, LONGEST), Image.Resampling.HAMMING)
    out = io.BytesIO()
    picture.save(out, "JPEG", quality=85)
    return out.getvalue()


if __name__ == "__main__":
    raise SystemExit(main())
