#!/usr/bin/env bash
# Installs the Debian packages that are missing, or says in one line what to run.
# Usage: setup/system.sh LIST…   each LIST holds "probe package" lines.
set -euo pipefail
cd "$(dirname "$0")/.."

has() {
  case "$1" in
    noto-cjk) [ -n "$(fc-list ':lang=zh-cn' family 2>/dev/null)" ] ;;
    # Ubuntu ships chromium as a snap only: browser tests are skipped there and say so.
    chromium) command -v chromium >/dev/null || ! grep -qx 'ID=debian' /etc/os-release ;;
    # Off PATH on Debian; one cluster of a newer version does as well.
    postgresql) compgen -G '/usr/lib/postgresql/*/bin/initdb' >/dev/null ;;
    # Under /usr/sbin, which is off PATH for most users.
    nginx) [ -x /usr/sbin/nginx ] ;;
    # Of one program, soffice, that each of them brings.
    libreoffice-writer) [ -e /usr/lib/libreoffice/program/libswlo.so ] ;;
    libreoffice-calc) [ -e /usr/lib/libreoffice/program/libsclo.so ] ;;
    python3-venv) python3 -c 'import ensurepip, venv' 2>/dev/null ;;
    *) command -v "$1" >/dev/null ;;
  esac
}

missing=()
while read -r probe package; do
  [ -n "$probe" ] || continue
  has "$probe" || missing+=("$package")
done < <(cat "$@")

[ ${#missing[@]} -eq 0 ] && exit 0

line="apt-get update && apt-get install -y --no-install-recommends ${missing[*]}"
if ! command -v apt-get >/dev/null; then
  echo "WeekReel needs these Debian packages, and this system has no apt-get: ${missing[*]}" >&2
  exit 1
elif [ "$(id -u)" = 0 ]; then
  as_root=()
elif sudo -n true 2>/dev/null; then
  as_root=(sudo -n)
else
  echo "WeekReel needs some packages. Please run once, then make again:" >&2
  echo "    sudo sh -c '$line'" >&2
  exit 1
fi
echo "installing: ${missing[*]}"
"${as_root[@]}" apt-get update -qq
DEBIAN_FRONTEND=noninteractive "${as_root[@]}" apt-get install -y -qq --no-install-recommends "${missing[@]}" >/dev/null
