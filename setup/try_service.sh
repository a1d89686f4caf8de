#!/usr/bin/env bash
# The three commands of docs/operation/install in a clean Debian 12 that systemd boots in a container
# without a network, then a small week through the services. Needs root, debootstrap and
# systemd-container, 4 GB, some ten minutes.
# Usage: setup/try_service.sh FOLDER [boot]     FOLDER outside the repository; kept; boot: made before
set -euo pipefail
house="$(cd "$(dirname "$0")/.." && pwd)"
[ $# -ge 1 ] || { sed -n 's/^# Usage: /usage: /p' "$0" >&2; exit 2; }
[ "$(id -u)" = 0 ] || { echo "this needs root, for chroot and a container" >&2; exit 1; }
mkdir -p "$1"
out="$(cd "$1" && pwd)"
case "$out/" in "$house"/*) echo "choose a folder outside $house" >&2; exit 2 ;; esac
root="$out/service"

# within COMMAND…: in the folder, with this machine's network.
within() {
  unshare --mount --pid --fork --mount-proc="$root/proc" chroot "$root" \
    env -i PATH=/usr/sbin:/usr/bin:/sbin:/bin LANG=C.UTF-8 DEBIAN_FRONTEND=noninteractive \
    PIP_CERT="$PIP_CERT" SSL_CERT_FILE="$SSL_CERT_FILE" NODE_EXTRA_CA_CERTS="$NODE_EXTRA_CA_CERTS" "$@"
}

bring_sources() {
  (cd "$house" && git ls-files -co --exclude-standard -z | tar -c --null -T -) |
    tar -x -C "$root/opt/weekreel"
}

prepare() {
  # shellcheck source=/dev/null
  . "$house/setup/clean_debian.sh"
  clean_debian "$out/debian"
  rm -rf "$root"
  cp -a --reflink=auto "$out/debian" "$root"
  within sh -c 'apt-get update -qq && apt-get install -y -qq --no-install-recommends \
    systemd systemd-sysv make git hostname python3 python3-venv procps >/dev/null'
  mkdir -p "$root/opt/weekreel"
  bring_sources
  echo "== make set-up"
  within make -C /opt/weekreel set-up
  within /opt/weekreel/setup/system.sh /opt/weekreel/setup/apt-pdf.txt
}

# What the booted system does once, by itself.
write_trial() {
  cat >"$root/usr/local/sbin/trial" <<'END'
#!/usr/bin/env bash
exec >/root/trial.log 2>&1
make -C /opt/weekreel install-service && {
  for _ in $(seq 60); do
    python3 -c "from urllib.request import urlopen; urlopen('http://127.0.0.1:8000/healthz')" 2>/dev/null && break
    sleep 1
  done
  systemctl --no-pager --full status weekreel-web weekreel-worker@1 | grep -E 'Loaded|Active|Memory'
  for unit in weekreel-web weekreel-worker@1; do
    grep -E '^(CapEff|CapBnd|NoNewPrivs|Seccomp):' "/proc/$(systemctl show -p MainPID --value "$unit")/status"
  done
  install -d -m 0777 /srv/trial/week
  umask 0022
  PATH=/usr/local/bin:/usr/bin:/bin python3 /opt/weekreel/setup/trial.py /srv/trial/week --url http://127.0.0.1:8000
  echo "== trial ended with $?"
  pid="$(systemctl show -p MainPID --value weekreel-worker@1)"
  kill -9 "$pid"; sleep 8
  echo "== worker after kill -9: $(systemctl is-active weekreel-worker@1), another pid: $([ "$pid" != "$(systemctl show -p MainPID --value weekreel-worker@1)" ] && echo yes)"
  make -C /opt/weekreel install-service
  journalctl -q -b --no-pager -o cat -u weekreel-web -u 'weekreel-worker@*' >/root/journal.log
  ! grep confinement-incomplete /root/journal.log && echo "== confinement complete under the units"
}
systemctl poweroff
END
  chmod 755 "$root/usr/local/sbin/trial"
  cat >"$root/etc/systemd/system/trial.service" <<'END'
[Unit]
After=multi-user.target
[Service]
ExecStart=/usr/local/sbin/trial
END
  mkdir -p "$root/etc/systemd/system/multi-user.target.wants"
  ln -sf ../trial.service "$root/etc/systemd/system/multi-user.target.wants/trial.service"
}

# In one group: bash reads a script as it goes, and this one may be edited while it runs.
{
  [ "${2:-}" = boot ] || prepare
  bring_sources
  rm -rf "$root/srv/trial" "$root/etc/weekreel" "$root/var/lib/weekreel"
  write_trial
  echo "== booting"
  # nspawn 252 has no Landlock in its own filter; the units are what is tried here.
  timeout 900 systemd-nspawn --quiet --directory="$root" --boot --private-network --register=no \
    --system-call-filter="landlock_create_ruleset landlock_add_rule landlock_restrict_self" \
    --keep-unit >"$out/boot.log" 2>&1 </dev/null || echo "the container ended with $?" >&2
  cat "$root/root/trial.log"
  grep -q "trial ended with 0" "$root/root/trial.log"
  grep -q "confinement complete" "$root/root/trial.log"
  exit
}
