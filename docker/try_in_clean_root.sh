#!/usr/bin/env bash
# Rehearses the image where there is no container engine: carries out the Dockerfile's steps in a
# clean Debian 12, then runs web and worker there as compose does (the image's user, no capability,
# no new privileges, a root that cannot be written, a network of loopback alone) and sends a small
# week through them. Needs root, debootstrap and about 6 GB; takes some ten minutes.
#
# Usage: docker/try_in_clean_root.sh FOLDER [build|run]     FOLDER outside the repository; kept
set -euo pipefail
house="$(cd "$(dirname "$0")/.." && pwd)"
[ $# -ge 1 ] || { sed -n 's/^# Usage: /usage: /p' "$0" >&2; exit 2; }
mkdir -p "$1"
out="$(cd "$1" && pwd)"
what="${2:-all}"
case "$out/" in "$house"/*) echo "choose a folder outside $house" >&2; exit 2 ;; esac
[ "$(id -u)" = 0 ] || { echo "this needs root, for chroot and mounts" >&2; exit 1; }

build() {
  # shellcheck source=/dev/null
  . "$house/setup/clean_debian.sh"
  clean_debian "$out/debian"
  rm -rf "$out/context" "$out/stages"
  mkdir -p "$out/context" "$out/stages"
  # What git knows or would take, as a fresh clone has it.
  (cd "$house" && git ls-files -co --exclude-standard -z | tar -c --null -T - ) | tar -x -C "$out/context"
  python3 "$house/docker/clean_root.py" \
    "$out/context/docker/Dockerfile" "$out/context" "$out/debian" "$out/stages"
  echo "== built in $SECONDS s"
  du -sh "$out/debian" "$out/stages/image"
}

run() {
  image="$out/stages/image"
  rm -rf "$out/volume"
  # A new named volume gets owner and rights of the folder in the image.
  cp -a "$image/var/lib/weekreel" "$out/volume"
  mkdir -p "$image/mnt"
  cp "$house/setup/trial.py" "$image/mnt/"
  unshare --mount --pid --fork --net --ipc --uts \
    bash "$house/docker/run_in_root.sh" "$out/stages/image.json" "$image" "$out/volume"
}

# In one group: bash reads a script as it goes, and this one may be edited while it runs.
{
  [ "$what" = run ] || build
  [ "$what" = build ] || run
  exit
}
