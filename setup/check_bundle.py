"""Whether an offline kit holds all that is locked: its wheels by hash, its system packages by name.

    check_bundle.py KIT LOCKED.TXT UV.LOCK

LOCKED.TXT is `uv export` of the lock file. Exit 1 and one line for each thing that is missing, else
KIT/requirements.txt is written: every package with the hash of the wheel that lies in the kit.
"""

import hashlib
import re
import sys
import tomllib
from pathlib import Path


def asked_for(requirements: str) -> dict[str, str]:
    """Package -> version, of the lines that hold on this kind of machine or on any."""
    wanted: dict[str, str] = {}
    for line in requirements.splitlines():
        found = re.match(r"([\w.-]+)==(\S+?)(?: ?; (.*?))?(?: \\)?$", line)
        if found and not _elsewhere(found[3] or ""):
            wanted[_plain(found[1])] = found[2]
    return wanted


def _elsewhere(marker: str) -> bool:
    """A marker of other systems or of another Python; what is not understood counts as ours."""
    ours = f"{sys.version_info.major}.{sys.version_info.minor}"
    if re.search(r"sys_platform == '(?!linux)|platform_system == '(?!Linux)", marker):
        return True
    below = re.search(r"python_full_version < '(\d+)\.(\d+)", marker)
    above = re.search(r"python_full_version >= '(\d+)\.(\d+)", marker)
    here = tuple(map(int, ours.split(".")))
    return bool(
        (below and here >= (int(below[1]), int(below[2])))
        or (above and here < (int(above[1]), int(above[2])))
    )


def _plain(name: str) -> str:
    return re.sub(r"[-_.]+", "-", name).lower()


def faults(
    kit: Path, wanted: dict[str, str], lock: str, apt_list: str, *, built: frozenset[str]
) -> list[str]:
    """What is missing, or is another file than the lock file says; `built` from locked sources."""
    # A package stands there in several versions where older Pythons need an older one.
    packages = tomllib.loads(lock)["package"]
    locked = {(_plain(p["name"]), p["version"]): p for p in packages if "version" in p}
    wheels = wheels_of(kit)
    found: list[str] = []
    for name, version in wanted.items():
        package, wheel = locked.get((name, version)), wheels.get((name, version))
        # Without wheels in the lock it was built from the locked sources.
        files = package.get("wheels", ()) if package and name not in built else ()
        hashes = {one["hash"] for one in files}
        if package is None:
            found.append(f"{name} {version} is not what uv.lock holds")
        elif wheel is None:
            found.append(f"{name} {version} has no wheel")
        elif hashes and _sha256(wheel) not in hashes:
            found.append(f"{wheel.name} is not the file that uv.lock holds")
    debs = {deb.name.split("_")[0] for deb in (kit / "debs").glob("*.deb")}
    needed = {line.split()[1] for line in apt_list.splitlines() if line.strip()}
    return found + [f"no .deb of {name}" for name in sorted(needed - debs)]


def requirements(kit: Path, wanted: dict[str, str]) -> str:
    wheels = wheels_of(kit)
    return "".join(
        f"{name}=={version} --hash={_sha256(wheels[name, version])}\n"
        for name, version in wanted.items()
    )


def wheels_of(kit: Path) -> dict[tuple[str, str], Path]:
    """(name, version) -> wheel."""
    files = sorted((kit / "wheels").glob("*.whl"))
    return {(_plain(w.name.split("-")[0]), w.name.split("-")[1]): w for w in files}


def _sha256(file: Path) -> str:
    with file.open("rb") as stream:
        return "sha256:" + hashlib.file_digest(stream, "sha256").hexdigest()


def main(argv: list[str]) -> int:
    kit, exported, lock = map(Path, argv)
    wanted = asked_for(exported.read_text("utf-8"))
    lists = (lock.parent / "setup" / name for name in ("apt-run.txt", "apt-pdf.txt"))
    apt_list = "".join(each.read_text("utf-8") for each in lists)
    project = tomllib.loads((lock.parent / "pyproject.toml").read_text("utf-8"))
    built = frozenset(project["tool"]["uv"]["no-binary-package"])
    if found := faults(kit, wanted, lock.read_text("utf-8"), apt_list, built=built):
        print("\n".join(found))
        return 1
    (kit / "requirements.txt").write_text(requirements(kit, wanted), encoding="utf-8")
    print(f"the kit is whole: {len(wanted)} locked packages")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
