#!/usr/bin/env bash
# Makes the offline install kit: everything that a machine of the same system (same Debian or Ubuntu
# release, same processor) needs, in one .tar with checksums. Needs the network, and no root.
# Usage: setup/make_bundle.sh [FOLDER]     default: dist/
set -euo pipefail
cd "$(dirname "$0")/.."
out="$(mkdir -p "${1:-dist}" && cd "${1:-dist}" && pwd)"
python=/usr/bin/python3

command -v apt-get >/dev/null || { echo "a kit is made on Debian or Ubuntu" >&2; exit 1; }
[ -x "$python" ] || { echo "there is no $python; apt-get install python3-venv" >&2; exit 1; }
# shellcheck source=/dev/null
. /etc/os-release
version="$(sed -n 's/^version = "\(.*\)"/\1/p' pyproject.toml)"
processor="$(dpkg --print-architecture)"
name="weekreel-$version-$ID$VERSION_ID-$processor"
kit="$out/$name"
work="$(mktemp -d)"
trap 'rm -rf "$work"' EXIT
rm -rf "$kit" "$kit.tar"
mkdir -p "$kit/debs" "$kit/wheels"

echo "== sources and browser parts"
# What git knows or would take, and the bundles it does not hold.
{
  git ls-files -co --exclude-standard -z -- . ':!docs/pages' ':!tests'
  find service/static/build -type f -print0
} | tar -c --null -T - >"$kit/house.tar"

echo "== Python packages of the lock file"
.tools/bin/uv export --frozen --no-dev --no-emit-project --quiet >"$work/locked.txt"
"$python" -m venv "$work/venv"
pip=("$work/venv/bin/pip" --quiet --disable-pip-version-check)
built="$("$python" -c 'import tomllib
print(*tomllib.load(open("pyproject.toml", "rb"))["tool"]["uv"]["no-binary-package"], sep=",")')"
# The lock file is whole; what it leaves out by our wish, pip would ask for again.
"${pip[@]}" download --no-deps --require-hashes --no-binary "$built" -r "$work/locked.txt" -d "$kit/wheels"
# What comes as sources (bagit, and imageio-ffmpeg by our wish) is built here from the locked files,
# by PEP 517: the old way of pip needs `wheel`, which a new venv has not.
find "$kit/wheels" -name '*.tar.gz' -print0 |
  xargs -0 --no-run-if-empty "${pip[@]}" wheel --use-pep517 --no-deps -w "$kit/wheels"
rm -f "$kit"/wheels/*.tar.gz
# What builds the entry point on the other machine; pinned by the checksums of this kit.
"${pip[@]}" download --only-binary :all: \
  "$(sed -n 's/^requires = \["\(.*\)"\]/\1/p' pyproject.toml)" editables -d "$kit/wheels"

echo "== system packages and all that they need"
setup/fetch_debs.sh "$kit/debs" "$work"

cp setup/install.sh "$kit/install.sh"
printf 'ID=%s\nVERSION_ID=%s\nARCHITECTURE=%s\nPYTHON=%s\nVERSION=%s\n' "$ID" "$VERSION_ID" \
  "$processor" "$("$python" -c 'import sys; print("%d.%d" % sys.version_info[:2])')" "$version" \
  >"$kit/system"
# Writes requirements.txt: each locked package with the hash of its wheel in this kit.
"$python" setup/check_bundle.py "$kit" "$work/locked.txt" uv.lock
(cd "$kit" && find . -type f -printf '%P\0' | sort -z | xargs -0 sha256sum) >"$work/SHA256SUMS"
mv "$work/SHA256SUMS" "$kit/SHA256SUMS"
tar -C "$out" -cf "$kit.tar" "$name"
du -h --max-depth=0 "$kit/debs" "$kit/wheels" "$kit.tar"
(cd "$out" && sha256sum "$name.tar")
