#!/usr/bin/env bash
# Installs WeekReel from this kit, with the network off. Run as root.
# 离线安装周影（不需要网络）。用 root 运行：sudo ./install.sh [目录，默认 /opt/weekreel]
# Usage: install.sh [FOLDER]     default: /opt/weekreel
set -euo pipefail
kit="$(cd "$(dirname "$0")" && pwd)"
target="${1:-/opt/weekreel}"
system="${OS_RELEASE:-/etc/os-release}"

# fail CHINESE ENGLISH
fail() { printf '%s\n%s\n' "$1" "$2" >&2; exit 1; }
# value NAME FILE: what a file of NAME=value lines says, without quotes.
value() { sed -n "s/^$1=//p" "$2" | tr -d '"'; }

check_system() {
  local here there
  here="$(value ID "$system") $(value VERSION_ID "$system") $(dpkg --print-architecture 2>/dev/null || uname -m)"
  there="$(value ID "$kit/system") $(value VERSION_ID "$kit/system") $(value ARCHITECTURE "$kit/system")"
  [ "$here" = "$there" ] || fail \
    "此安装包用于 $there，本机是 $here，没有改动任何东西。请在能上网的同样系统上运行 make bundle 另做一份，或改用在线安装。" \
    "This kit is for $there; this machine is $here. Nothing was changed. Make a kit by make bundle on a machine of the same system, or install online."
  [ ! -x /usr/bin/python3 ] || here="$(/usr/bin/python3 -c 'import sys; print("%d.%d" % sys.version_info[:2])')"
  there="$(value PYTHON "$kit/system")"
  [ ! -x /usr/bin/python3 ] || [ "$here" = "$there" ] || fail \
    "此安装包用于 Python $there，本机的 /usr/bin/python3 是 $here，没有改动任何东西。" \
    "This kit is for Python $there; /usr/bin/python3 here is $here. Nothing was changed."
}

check_sums() {
  echo "== 校验文件 checking $(wc -l <"$kit/SHA256SUMS") files"
  (cd "$kit" && sha256sum --check --quiet --strict SHA256SUMS) || fail \
    "安装包不完整或已损坏（见上面的文件名），没有改动任何东西。请重新复制。" \
    "The kit is damaged or not whole (see the names above). Nothing was changed. Copy it again."
}

install_debs() {
  echo "== 系统软件 system packages"
  local scratch options wanted
  scratch="$(mktemp -d)"
  mkdir -p "$scratch/lists/partial"
  # Checked by the sums above, so without a signature; apt takes only what this system lacks.
  echo "deb [trusted=yes] file:$kit/debs ./" >"$scratch/kit.list"
  options=(
    -q=2 -o "Dir::Etc::sourcelist=$scratch/kit.list" -o Dir::Etc::sourceparts=/dev/null
    -o "Dir::State::lists=$scratch/lists" -o APT::Sandbox::User=root
    -o APT::Install-Recommends=false
  )
  mapfile -t wanted < <(tar -xOf "$kit/house.tar" setup/apt-run.txt setup/apt-pdf.txt | awk 'NF { print $2 }')
  apt-get "${options[@]}" update
  DEBIAN_FRONTEND=noninteractive apt-get "${options[@]}" install -y python3 "${wanted[@]}" >"$scratch/apt.log" 2>&1 || {
    tail -n 20 "$scratch/apt.log" >&2
    fail "系统软件没有装好，原因见上。" "The system packages were not installed; the reason stands above."
  }
  rm -rf "$scratch"
}

install_house() {
  echo "== 周影 WeekReel $(value VERSION "$kit/system") -> $target"
  rm -rf "$target.before"
  [ ! -e "$target" ] || mv "$target" "$target.before"
  # The environment knows its own path, so it is made in place; the old one comes back on failure.
  trap 'rm -rf "$target"; [ ! -e "$target.before" ] || mv "$target.before" "$target"' ERR
  mkdir -p "$target"
  tar -xf "$kit/house.tar" --no-same-owner -C "$target"
  /usr/bin/python3 -m venv "$target/.venv"
  local pip=("$target/.venv/bin/pip" install --quiet --disable-pip-version-check --no-index
    --find-links "$kit/wheels")
  # The list is whole: pip is not to ask for what the lock file leaves out.
  "${pip[@]}" --no-deps --require-hashes -r "$kit/requirements.txt"
  "${pip[@]}" --no-deps --editable "$target"
  "$target/.venv/bin/python" -m compileall -q "$target"/{domain,storage,workers,service}
  trap - ERR
}

check_system
check_sums
[ "$(id -u)" = 0 ] || fail "请用 root 运行：sudo $0" "Run it as root: sudo $0"
install_debs
install_house
echo "== 装好了 done in $SECONDS s"
echo "试用 try:      $target/.venv/bin/weekreel --help"
echo "开机自启 service: sudo $target/setup/install_service.sh"
