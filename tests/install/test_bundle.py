"""The offline kit holds what is locked, and its installer refuses what it cannot do well."""

import shutil
import subprocess
import sys
import tomllib
from pathlib import Path

import pytest

from setup.check_bundle import asked_for, faults, requirements, wheels_of

ROOT = Path(__file__).parents[2]
LOCK = (ROOT / "uv.lock").read_text(encoding="utf-8")
APT = (ROOT / "setup/apt-run.txt").read_text(encoding="utf-8")
HASH = "sha256:" + "0" * 64


@pytest.fixture(scope="module")
def exported() -> str:
    """What the kit must hold, as make_bundle.sh asks uv."""
    words = ["export", "--frozen", "--no-dev", "--no-emit-project", "--quiet", "--offline"]
    command = [ROOT / ".tools/bin/uv", *words]
    return subprocess.run(command, cwd=ROOT, check=True, capture_output=True, text=True).stdout


def small_kit(folder: Path) -> Path:
    """A kit of two packages, empty files; apt's as they are named."""
    for name in ("wheels", "debs"):
        (folder / name).mkdir(parents=True)
    for wheel in ("One_Two-1.0-py3-none-any.whl", "three-2.0-py3-none-any.whl"):
        (folder / "wheels" / wheel).touch()
    for package in (line.split()[1] for line in APT.splitlines()):
        (folder / "debs" / f"{package}_1.0_amd64.deb").touch()
    return folder


EMPTY = "sha256:e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"
WANTED = {"one-two": "1.0", "three": "2.0"}
SMALL_LOCK = f"""
[[package]]
name = "one-two"
version = "1.0"
wheels = [{{ url = "x", hash = "{EMPTY}" }}]
[[package]]
name = "three"
version = "2.0"
sdist = {{ url = "x", hash = "{HASH}" }}
"""


def test_a_whole_kit_has_no_faults_and_names_each_wheel_by_hash(tmp_path: Path):
    kit = small_kit(tmp_path)
    assert faults(kit, WANTED, SMALL_LOCK, APT, built=frozenset()) == []
    assert requirements(kit, WANTED).splitlines() == [
        f"one-two==1.0 --hash={EMPTY}",
        f"three==2.0 --hash={EMPTY}",
    ]


def test_each_missing_or_foreign_file_is_named(tmp_path: Path):
    kit = small_kit(tmp_path)
    (kit / "wheels/three-2.0-py3-none-any.whl").unlink()
    (kit / "wheels/One_Two-1.0-py3-none-any.whl").write_text("another")
    (kit / "debs/ffmpeg_1.0_amd64.deb").unlink()
    assert faults(kit, WANTED | {"four": "1"}, SMALL_LOCK, APT, built=frozenset()) == [
        "One_Two-1.0-py3-none-any.whl is not the file that uv.lock holds",
        "three 2.0 has no wheel",
        "four 1 is not what uv.lock holds",
        "no .deb of ffmpeg",
    ]


def test_what_is_built_from_locked_sources_has_no_wheel_in_the_lock_to_be_held_against(
    tmp_path: Path,
):
    kit = small_kit(tmp_path)
    (kit / "wheels/One_Two-1.0-py3-none-any.whl").write_text("built here")
    assert faults(kit, WANTED, SMALL_LOCK, APT, built=frozenset({"one-two"})) == []


def test_the_ffmpeg_that_is_never_run_is_not_brought_along(exported: str):
    uv = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["tool"]["uv"]
    assert uv["no-binary-package"] == ["imageio-ffmpeg"]
    assert "imageio-ffmpeg" in asked_for(exported)
    package = next(p for p in tomllib.loads(LOCK)["package"] if p["name"] == "imageio-ffmpeg")
    # Its sources hold no program; its wheels do.
    assert package["sdist"]["hash"] in exported


def test_every_locked_package_of_the_product_would_be_looked_for(exported: str):
    wanted = asked_for(exported)
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    direct = {line.split(">=")[0].split("==")[0].split("[")[0] for line in project["dependencies"]}
    assert direct <= set(wanted)
    assert not {"pytest", "ruff", "playwright"} & set(wanted)
    locked = {(p["name"], p["version"]) for p in tomllib.loads(LOCK)["package"]}
    assert set(wanted.items()) <= locked


def test_lines_for_other_systems_and_pythons_are_left_out():
    lines = f"""\
colorama==0.4.6 ; sys_platform == 'win32' \\
    --hash={HASH}
tzdata==2025.1 \\
    --hash={HASH}
old==1.0 ; python_full_version < '3.11' \\
new==2.0 ; python_full_version >= '3.11'
late==3.0 ; python_full_version >= '4.0'
"""
    assert asked_for(lines) == {"tzdata": "2025.1", "new": "2.0"}


@pytest.fixture
def kit(tmp_path: Path) -> Path:
    """An unpacked kit as far as the installer looks before it changes anything."""
    folder = small_kit(tmp_path / "kit")
    shutil.copy(ROOT / "setup/install.sh", folder)
    version = f"{sys.version_info.major}.{sys.version_info.minor}"
    python = subprocess.run(
        ["/usr/bin/python3", "-c", "import sys; print('%d.%d' % sys.version_info[:2])"],
        capture_output=True,
        text=True,
        check=False,
    ).stdout.strip()
    processor = subprocess.run(
        ["dpkg", "--print-architecture"], capture_output=True, text=True, check=True
    ).stdout.strip()
    (folder / "system").write_text(
        f"ID=debian\nVERSION_ID=12\nARCHITECTURE={processor}\nPYTHON={python or version}\n"
        "VERSION=0.1.0\n"
    )
    (tmp_path / "os-release").write_text('ID=debian\nVERSION_ID="12"\n')
    with (folder / "SHA256SUMS").open("wb") as sums:
        files = [str(f.relative_to(folder)) for f in folder.rglob("*") if f.name != "SHA256SUMS"]
        held = [name for name in files if (folder / name).is_file()]
        subprocess.run(["sha256sum", *held], cwd=folder, check=True, stdout=sums)
    return folder


def install(kit: Path, target: Path) -> subprocess.CompletedProcess[str]:
    """As somebody who is not root, so that a test can never install anything."""
    command = [kit / "install.sh", target]
    environ = {"PATH": f"{kit.parent}/bin:/usr/bin:/bin"}
    environ["OS_RELEASE"] = str(kit.parent / "os-release")
    fake = kit.parent / "bin/id"
    fake.parent.mkdir(exist_ok=True)
    fake.write_text("#!/bin/sh\necho 1000\n")
    fake.chmod(0o755)
    return subprocess.run(command, env=environ, capture_output=True, text=True, check=False)


def test_a_sound_kit_on_the_right_system_asks_for_root_only(kit: Path, tmp_path: Path):
    said = install(kit, tmp_path / "target")
    assert said.returncode == 1
    assert "Run it as root" in said.stderr and "用 root 运行" in said.stderr


def test_a_damaged_file_is_named_and_nothing_is_changed(kit: Path, tmp_path: Path):
    (kit / "wheels/three-2.0-py3-none-any.whl").write_text("flipped")
    said = install(kit, tmp_path / "target")
    assert said.returncode == 1
    assert "three-2.0-py3-none-any.whl: FAILED" in said.stdout + said.stderr
    assert "Copy it again" in said.stderr and "已损坏" in said.stderr
    assert not (tmp_path / "target").exists()


def test_a_missing_file_is_named_too(kit: Path, tmp_path: Path):
    (kit / "debs/ffmpeg_1.0_amd64.deb").unlink()
    said = install(kit, tmp_path / "target")
    assert said.returncode == 1 and "ffmpeg_1.0_amd64.deb" in said.stdout + said.stderr


def test_another_system_is_told_which_one_the_kit_is_for(kit: Path, tmp_path: Path):
    (tmp_path / "os-release").write_text('ID=ubuntu\nVERSION_ID="24.04"\n')
    said = install(kit, tmp_path / "target")
    assert said.returncode == 1
    assert "debian 12" in said.stderr and "ubuntu 24.04" in said.stderr
    assert "make bundle" in said.stderr and "没有改动" in said.stderr


def test_another_python_is_told(kit: Path, tmp_path: Path):
    system = kit / "system"
    system.write_text(system.read_text().replace("PYTHON=", "PYTHON=2."))
    said = install(kit, tmp_path / "target")
    assert said.returncode == 1 and "/usr/bin/python3" in said.stderr


def test_wheels_are_found_by_their_plain_names(tmp_path: Path):
    assert set(wheels_of(small_kit(tmp_path))) == {("one-two", "1.0"), ("three", "2.0")}
