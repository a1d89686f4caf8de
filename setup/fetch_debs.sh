#!/usr/bin/env bash
# Fetches the packages of setup/apt-run.txt and apt-pdf.txt with everything they need, down to the C
# library, into a folder, and writes the index by which apt takes them from there.
# Usage: setup/fetch_debs.sh FOLDER SCRATCH
set -euo pipefail
debs="$(cd "$1" && pwd)"
scratch="$(cd "$2" && pwd)"
lists="$(cd "$(dirname "$0")" && pwd)"

# A package state of its own: it thinks nothing is installed, and it needs no root.
mkdir -p "$scratch/lists/partial" "$scratch/archives/partial" "$scratch/sources"
: >"$scratch/status"
for file in /etc/apt/sources.list.d/{debian,ubuntu}.sources /etc/apt/sources.list; do
  [ ! -s "$file" ] || cp "$file" "$scratch/sources/own-$(basename "$file")"
done
mv "$scratch/sources/own-sources.list" "$scratch/sources/own.list" 2>/dev/null || true
options=(
  -q=2 -o "Dir::State::status=$scratch/status" -o "Dir::State::lists=$scratch/lists"
  -o "Dir::Cache=$scratch" -o "Dir::Cache::archives=$scratch/archives"
  -o Dir::Etc::sourcelist=/dev/null -o "Dir::Etc::sourceparts=$scratch/sources"
  -o Debug::NoLocking=true -o APT::Sandbox::User="$(id -un)" -o APT::Install-Recommends=false
)
apt-get "${options[@]}" update
# python3-venv brings the pip that fills the environment.
mapfile -t wanted < <(awk 'NF { print $2 }' "$lists"/apt-{run,pdf}.txt)
apt-get "${options[@]}" install -y --download-only python3 "${wanted[@]}" >/dev/null
mv "$scratch"/archives/*.deb "$debs/"

cd "$debs"
for deb in *.deb; do
  dpkg-deb --field "$deb" | sed '/^\(Filename\|Size\|SHA256\):/d'
  printf 'Filename: ./%s\nSize: %s\nSHA256: %s\n\n' "$deb" "$(stat -c %s "$deb")" \
    "$(sha256sum "$deb" | cut -d ' ' -f 1)"
done >Packages
