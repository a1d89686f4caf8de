"""Carries out a Dockerfile's steps in folders that hold a Debian, where there is no engine.

    clean_root.py DOCKERFILE CONTEXT BASE OUT    as root; BASE is a debootstrapped folder

Every stage is a copy of its base in OUT/<stage>; RUN is done by chroot. OUT/image.json tells what
the image would start: folder, environment, user, command. Only the instructions that our Dockerfile
uses are known; another one is an error.
"""

import json
import os
import re
import shlex
import shutil
import subprocess
import sys
import time
from dataclasses import dataclass, field
from pathlib import Path

#: Set for a machine that reaches the package registries through a proxy of its own.
PASSED_ON = ("PIP_CERT", "SSL_CERT_FILE", "NODE_EXTRA_CA_CERTS", "HTTPS_PROXY", "HTTP_PROXY")


@dataclass
class Stage:
    name: str
    base: str
    #: (instruction, the rest of its line), in order
    steps: list[tuple[str, str]] = field(default_factory=list)


@dataclass
class Image:
    """What has been said so far of how the image runs."""

    root: str
    workdir: str = "/"
    env: dict[str, str] = field(default_factory=dict)
    user: str = "0:0"
    entrypoint: list[str] = field(default_factory=list)
    command: list[str] = field(default_factory=list)
    health: list[str] = field(default_factory=list)


def parse(text: str) -> list[Stage]:
    """The stages of a Dockerfile; ValueError for a step before the first FROM."""
    stages: list[Stage] = []
    kept = [line for line in text.splitlines() if not re.match(r"\s*(#|$)", line)]
    for line in "\n".join(kept).replace("\\\n", " ").splitlines():
        instruction, _, rest = line.strip().partition(" ")
        if instruction == "FROM":
            base, *named = rest.split()
            stages.append(Stage(named[1] if named else "image", base))
        elif not stages:
            raise ValueError(f"{instruction} stands before the first FROM")
        else:
            stages[-1].steps.append((instruction, rest.strip()))
    return stages


def build(stages: list[Stage], context: Path, base: Path, out: Path) -> Image:
    """The last stage's image; CalledProcessError when a RUN fails."""
    images: dict[str, Image] = {}
    for stage in stages:
        root = out / stage.name
        before = images.get(stage.base)
        print(f"== stage {stage.name} from {stage.base}", flush=True)
        copy_tree(Path(before.root) if before else base, root)
        image = images[stage.name] = Image(
            root=str(root),
            workdir=before.workdir if before else "/",
            env=dict(before.env) if before else {"PATH": "/usr/sbin:/usr/bin:/sbin:/bin"},
        )
        for instruction, rest in stage.steps:
            carry_out(instruction, rest, image, images, context)
    return images[stages[-1].name]


def carry_out(
    instruction: str, rest: str, image: Image, images: dict[str, Image], context: Path
) -> None:
    match instruction:
        case "RUN":
            run(rest, image)
        case "COPY":
            copy(rest, image, images, context)
        case "WORKDIR":
            image.workdir = rest
            inside(image, rest).mkdir(parents=True, exist_ok=True)
        case "ENV":
            image.env |= dict(word.split("=", 1) for word in shlex.split(rest))
        case "USER":
            image.user = rest
        case "ENTRYPOINT":
            image.entrypoint = json.loads(rest)
        case "CMD":
            image.command = json.loads(rest)
        case "HEALTHCHECK":
            image.health = json.loads(rest.split("CMD", 1)[1])
        case "EXPOSE" | "VOLUME":
            return
        case _:
            raise ValueError(f"{instruction} is not known here")


def run(line: str, image: Image) -> None:
    print(f"   RUN {line}", flush=True)
    environ = image.env | {name: os.environ[name] for name in PASSED_ON if name in os.environ}
    started = time.monotonic()
    words = [f"{name}={value}" for name, value in environ.items()]
    shell = f"cd {shlex.quote(image.workdir)} && {line}"
    inside = ["chroot", image.root, "/usr/bin/env", "-i", *words, "/bin/sh", "-c", shell]
    # A /proc of its own, as an engine gives; it goes with the namespace.
    namespace = ["unshare", "--mount", "--pid", "--fork", f"--mount-proc={image.root}/proc"]
    subprocess.run([*namespace, *inside], check=True, stdin=subprocess.DEVNULL)
    print(f"       {time.monotonic() - started:.1f} s", flush=True)


def copy(rest: str, image: Image, images: dict[str, Image], context: Path) -> None:
    """As COPY does: of a folder its content, and a file into a folder that ends with a slash."""
    words = shlex.split(rest)
    stage = next((w.removeprefix("--from=") for w in words if w.startswith("--from=")), None)
    *sources, target = [word for word in words if not word.startswith("--")]
    origin = Path(images[stage].root) if stage else context
    goal = inside(image, target)
    for source in sources:
        found = origin / source.lstrip("/")
        if found.is_dir():
            copy_tree(found, goal)
        else:
            to = goal / found.name if target.endswith("/") else goal
            to.parent.mkdir(parents=True, exist_ok=True)
            shutil.copy2(found, to)


def inside(image: Image, path: str) -> Path:
    return Path(image.root) / str(Path(image.workdir) / path).lstrip("/")


def copy_tree(source: Path, target: Path) -> None:
    target.mkdir(parents=True, exist_ok=True)
    subprocess.run(["cp", "-a", "--reflink=auto", f"{source}/.", str(target)], check=True)


def main(argv: list[str]) -> None:
    dockerfile, context, base, out = map(Path, argv)
    image = build(parse(dockerfile.read_text(encoding="utf-8")), context, base, out)
    (out / "image.json").write_text(json.dumps(vars(image), indent=1), encoding="utf-8")


if __name__ == "__main__":
    main(sys.argv[1:])
