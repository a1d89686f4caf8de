"""The whole way, small, through an installed WeekReel: made media in, a package that holds out.

    trial.py FOLDER [--url http://127.0.0.1:8000]

With a URL the files are sent over HTTP as a phone does (a web process and a worker must run on the
same WEEKREEL_HOME); without one they are ingested and a worker is borrowed. `weekreel` and `ffmpeg`
are found on PATH; nothing but Python's standard library is needed. Prints seconds for each part.
"""

import argparse
import base64
import json
import shutil
import subprocess
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from urllib.parse import urlsplit
from urllib.request import Request, urlopen

CAMPAIGN = """\
key: trial-2024
title: 试验活动周
starts_on: 2024-05-25
ends_on: 2024-06-01
host_units: [县科协]
profile: county-science-week
units:
  - key: u1
    name: 县科协
activities:
  - key: a1
    number: 1
    title: 科普大讲堂
    units: [u1]
"""
PICTURES = ("mandelbrot", "testsrc2", "smptehdbars", "cellauto")
CLIPS = ("testsrc2",)
#: Seconds that a worker may take for the few small files.
PATIENCE_S = 300
TUS = {"Tus-Resumable": "1.0.0"}


@contextmanager
def part(name: str) -> Iterator[None]:
    started = time.monotonic()
    yield
    print(f"trial: {name:<10} {time.monotonic() - started:6.1f} s", flush=True)


def weekreel(*words: str) -> str:
    """What a command said; CalledProcessError when it failed."""
    command = ["weekreel", *words]
    return subprocess.run(command, check=True, stdout=subprocess.PIPE, text=True).stdout


def make_media(folder: Path) -> list[Path]:
    """Photos, and a clip with sound, dated by their names as phones do."""
    folder.mkdir(parents=True)
    files: list[Path] = []
    for number, source in enumerate(PICTURES):
        files.append(folder / f"IMG_20240528_0930{number:02d}.jpg")
        ffmpeg("-f", "lavfi", "-i", f"{source}=size=1280x720", "-frames:v", "1", files[-1])
    for number, source in enumerate(CLIPS):
        files.append(folder / f"VID_20240528_1000{number:02d}.mp4")
        moving = ("-f", "lavfi", "-i", f"{source}=size=1280x720:rate=25")
        sound = ("-f", "lavfi", "-i", "sine=frequency=440")
        ffmpeg(*moving, *sound, "-t", "5", "-pix_fmt", "yuv420p", files[-1])
    return files


def ffmpeg(*words: str | Path) -> None:
    subprocess.run(["ffmpeg", "-nostdin", "-loglevel", "error", *words], check=True)


def send(url: str, files: list[Path]) -> None:
    """Over HTTP by an invite's link, until every receipt says that the file is tagged."""
    link = urlsplit(weekreel("invite", "--unit", "县科协").split()[-1])
    page = url + link.path
    for file in files:
        send_one(page, url, file)
    deadline = time.monotonic() + PATIENCE_S
    while (states := states_at(page)) != ["tagged"] * len(files):
        if time.monotonic() > deadline or "refused" in states:
            raise SystemExit(f"trial: not all were tagged: {states}")
        time.sleep(0.5)


def states_at(page: str) -> list[str]:
    return [row["state"] for row in json.loads(asked(Request(f"{page}/receipts")))]


def send_one(page: str, url: str, file: Path) -> None:
    said = {"filename": file.name, "activity": "1", "consent": "informed"}
    pairs = [f"{key} {base64.b64encode(word.encode()).decode()}" for key, word in said.items()]
    head = {"Upload-Length": str(file.stat().st_size), "Upload-Metadata": ",".join(pairs)}
    with urlopen(Request(f"{page}/uploads", method="POST", headers=TUS | head)) as answer:
        place = url + urlsplit(answer.headers["Location"]).path
    bytes_head = {"Upload-Offset": "0", "Content-Type": "application/offset+octet-stream"}
    asked(Request(place, method="PATCH", data=file.read_bytes(), headers=TUS | bytes_head))


def asked(request: Request) -> bytes:
    with urlopen(request, timeout=60) as answer:
        return answer.read()


def tell_of_the_pdf(package: Path) -> None:
    """Where LibreOffice is installed the report is there as PDF too."""
    made = [file.name for file in (package / "data").glob("*.pdf")]
    print(f"trial: report as PDF: {made[0] if made else 'none, LibreOffice is not installed'}")
    if shutil.which("soffice") and not made:
        raise SystemExit("trial: LibreOffice is installed and wrote no PDF")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("folder", type=Path)
    parser.add_argument("--url")
    asked_for = parser.parse_args()
    folder: Path = asked_for.folder
    with part("media"):
        files = make_media(folder / "sent")
    (folder / "campaign.yaml").write_text(CAMPAIGN, encoding="utf-8")
    with part("campaign"):
        weekreel("open", str(folder / "campaign.yaml"))
    with part("intake"):
        if asked_for.url:
            send(asked_for.url.rstrip("/"), files)
        else:
            place = str(folder / "sent")
            said = ("--unit", "县科协", "--activity", "1", "--consent", "informed", "--wait")
            weekreel("ingest", place, *said)
    with part("review"):
        weekreel("review", "--accept-suggested")
    with part("cut"):
        print(weekreel("cut", "--wait"))
    with part("package"):
        weekreel("package", "-o", str(folder / "package"))
        print(weekreel("verify", str(folder / "package")))
    tell_of_the_pdf(folder / "package")


if __name__ == "__main__":
    main()
