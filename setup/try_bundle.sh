#!/usr/bin/env bash
# Installs the offline kit in a clean Debian 12 inside a network namespace without any route, and
# sends a small week through it as an unprivileged user. Needs root, debootstrap, 4 GB.
# Usage: setup/try_bundle.sh KIT.TAR FOLDER      FOLDER outside the repository; kept
set -euo pipefail
house="$(cd "$(dirname "$0")/.." && pwd)"
[ $# -eq 2 ] || { sed -n 's/^# Usage: /usage: /p' "$0" >&2; exit 2; }
[ "$(id -u)" = 0 ] || { echo "this needs root, for chroot and namespaces" >&2; exit 1; }
tar="$(realpath "$1")"
mkdir -p "$2"
out="$(cd "$2" && pwd)"
case "$out/" in "$house"/*) echo "choose a folder outside $house" >&2; exit 2 ;; esac

# shellcheck disable=SC2317,SC2329  # it is declared inside the root, below
# Runs inside the clean root: install, then the small week as a user of no power.
inside() {
  set -euo pipefail
  local routes
  routes="$(tail -n +2 /proc/net/route | wc -l)"
  echo "== routes: $routes"
  [ "$routes" = 0 ]
  cd /root
  tar xf kit.tar
  local kit=(weekreel-*/)
  "./${kit[0]}install.sh"
  du -sh /opt/weekreel
  useradd --create-home sender
  cp /opt/weekreel/setup/trial.py /home/sender/
  runuser -u sender -- env -C /home/sender PATH=/opt/weekreel/.venv/bin:/usr/bin:/bin \
    WEEKREEL_HOME=/home/sender/data sh -c 'weekreel --help | head -n 3
      python /home/sender/trial.py /home/sender/trial'
  if grep -q confinement-incomplete /home/sender/data/worker.log; then exit 1; fi
  echo "== installed and tried without a network in $SECONDS s"
}

# In one group: bash reads a script as it goes, and this one may be edited while it runs.
{
  # shellcheck source=/dev/null
  . "$house/setup/clean_debian.sh"
  clean_debian "$out/debian"
  root="$out/offline"
  rm -rf "$root"
  cp -a --reflink=auto "$out/debian" "$root"
  cp "$tar" "$root/root/kit.tar"
  # Nothing but loopback, and that down: not even a name can be asked for.
  unshare --net --mount --pid --fork --mount-proc="$root/proc" \
    chroot "$root" env -i PATH=/usr/sbin:/usr/bin:/sbin:/bin LANG=C.UTF-8 \
    bash -c "$(declare -f inside); inside"
  exit
}
