"""On the real way originals stay bit-exact, and neither what is derived nor a shot of the film says
where, by whom and with what they were taken; tests/workers/test_privacy.py tries each tool."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from PIL import Image, PngImagePlugin

from domain.cutting.rendering import SegmentSpec
from domain.moves import AssetState
from storage.originals import original_blob
from tests.workers.media_recipes import clip, corners
from tests.workers.whole_bench import House, furnished
from workers.tools.exiftool import ExifTool
from workers.tools.film.segment import RenderDeps, confined_photos, render_segment

MARK = "SECRET-4711"
#: Families of tags that say how the picture is stored and nothing of where it comes from.
PLAIN = {"ExifTool", "File", "System", "JFIF", "ICC_Profile", "ICC-header", "Composite", "Track1"}
PLAIN |= {"QuickTime", "SourceFile"}


@pytest.fixture(scope="module")
def house(tmp_path_factory: pytest.TempPathFactory) -> Iterator[House]:
    with furnished(tmp_path_factory.mktemp("private") / "home") as house:
        yield house


def marked_exif() -> Image.Exif:
    exif = Image.Exif()
    exif[0x010F], exif[0x0110], exif[0x013B] = "HUAWEI", MARK, MARK
    sub = exif.get_ifd(0x8769)
    sub[0xA431], sub[0xA435], sub[0xA430], sub[0x9286] = MARK, MARK, MARK, MARK.encode()
    sub[0x927C] = b"HUAWEI\0\0" + MARK.encode()
    place = exif.get_ifd(0x8825)
    place[1], place[2], place[3], place[4] = "N", (37.0, 59.0, 51.2), "E", (110.0, 58.0, 40.1)
    place[0x1B] = MARK.encode()
    return exif


XMP = (
    '<x:xmpmeta xmlns:x="adobe:ns:meta/"><rdf:RDF '
    'xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#"><rdf:Description '
    'xmlns:aux="http://ns.adobe.com/exif/1.0/aux/" xmlns:exif="http://ns.adobe.com/exif/1.0/" '
    f'aux:SerialNumber="{MARK}" exif:GPSLatitude="37,59.85N"/></rdf:RDF></x:xmpmeta>'
).encode()


def jpeg(folder: Path) -> Path:
    path = folder / "IMG_20240528_093012.jpg"
    picture = corners(800, 600)
    picture.save(path, "JPEG", exif=marked_exif(), xmp=XMP, comment=MARK.encode())
    # What phones leave behind the picture: a clip, a debug block.
    path.write_bytes(path.read_bytes() + MARK.encode() * 20)
    return path


def png(folder: Path) -> Path:
    path = folder / "IMG_20240528_093013.png"
    told = PngImagePlugin.PngInfo()
    told.add_text("Comment", MARK)
    told.add_itxt("XML:com.adobe.xmp", XMP.decode())
    corners(700, 500).save(path, "PNG", exif=marked_exif(), pnginfo=told)
    return path


def heic(folder: Path) -> Path:
    path = folder / "IMG_2043.heic"
    corners(640, 480).save(path, "HEIF", exif=marked_exif().tobytes(), xmp=XMP)
    return path


def movie(folder: Path) -> Path:
    tags = ("location=+37.9975+110.9778/", f"comment={MARK}", f"title={MARK}", f"make={MARK}")
    keys = [word for tag in tags for word in ("-metadata", tag)]
    tracks = ("-metadata:s:v", f"handler_name={MARK}", "-metadata:s:a", f"handler_name={MARK}")
    return clip(folder / "VID_20240528_093012.mp4", *keys, *tracks)


def offences(exiftool: ExifTool, path: Path) -> list[str]:
    """Tags of a family that is not plain, and the mark or the place anywhere in the bytes."""
    families = {tag.partition(":")[0] for tag in exiftool.read(path)}
    data = path.read_bytes()
    found = sorted(families - PLAIN)
    return [*found, *(word for word in (MARK, "37.99", "HUAWEI") if word.encode() in data)]


def exiftool_of(folder: Path) -> ExifTool:
    return ExifTool(reads=[folder])


@pytest.mark.parametrize("made", [png, heic, movie], ids=lambda made: made.__name__)
def test_the_mark_is_in_the_original_and_in_nothing_made_of_it(house: House, made, tmp_path: Path):
    source = made(tmp_path)
    before = source.read_bytes()
    asset = house.walk(house.receive(source))
    assert asset.state is AssetState.TAGGED
    with house.bench.blobs.local(original_blob(asset.sha256)) as kept:
        assert kept.read_bytes() == before, "originals stay bit-exact"
    with exiftool_of(tmp_path) as exiftool:
        assert MARK in offences(exiftool, source), "the recipe writes what the test looks for"
        for role, blob in house.storage.catalog.assets.derivatives(asset.id).items():
            copy = tmp_path / f"derived-{role}.jpg"
            with house.bench.blobs.local(blob) as derived:
                copy.write_bytes(derived.read_bytes())
            assert offences(exiftool, copy) == [], role


@pytest.mark.parametrize(("made", "kind"), [(movie, "clip"), (jpeg, "photo")])
def test_a_shot_of_the_film_says_nothing_of_its_source(house: House, made, kind, tmp_path: Path):
    deps = RenderDeps(read_photo=confined_photos(house.bench.photos), scratch=tmp_path)
    spec = SegmentSpec(kind=kind, frames=10, source="ab", width=320, height=180)
    video = tmp_path / "shot.mp4"
    render_segment(
        spec, source=made(tmp_path), out_video=video, out_audio=tmp_path / "shot.pcm", deps=deps
    )
    with exiftool_of(tmp_path) as exiftool:
        assert offences(exiftool, video) == []
