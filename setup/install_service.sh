#!/usr/bin/env bash
# Makes systemd run the web process and one worker of this folder. Run as root, after `make set-up`;
# safe to run again (after an upgrade: new units, kept settings).
#   ROOT=/folder    writes into a folder instead, starts nothing (for packagers and tests)
set -euo pipefail
house="$(cd "$(dirname "$0")/.." && pwd)"
root="${ROOT:-}"
env_file=/etc/weekreel/weekreel.env

fail() { printf '%s\n' "$@" >&2; exit 1; }

[ -n "$root" ] || [ "$(id -u)" = 0 ] || fail "run it as root: sudo make install-service"
[ -x "$house/.venv/bin/weekreel" ] || fail "run make set-up first: $house/.venv is not there yet"
[ -n "$root" ] || [ -d /run/systemd/system ] ||
  fail "systemd does not run here. In WSL2 add to /etc/wsl.conf:" "    [boot]" "    systemd=true" \
    "then run wsl --shutdown in Windows and open the terminal again."

make_user() {
  id weekreel >/dev/null 2>&1 ||
    useradd --system --user-group --home-dir /var/lib/weekreel --no-create-home \
      --shell /usr/sbin/nologin weekreel
  runuser -u weekreel -- test -x "$house/.venv/bin/python" ||
    fail "the user weekreel cannot read $house (a home folder is closed to others)." \
      "Move it to /opt/weekreel and run make set-up and this there."
  install -d -o weekreel -g weekreel -m 0700 /var/lib/weekreel
}

# The first address of this machine that is not loopback, as phones on the same network see it.
own_address() { hostname -I 2>/dev/null | awk '{print $1}'; }

write_settings() {
  install -d -m 0750 "$root/etc/weekreel"
  [ ! -e "$root$env_file" ] || { echo "kept $root$env_file"; return; }
  local address secret text
  address="$(own_address)"
  secret="$(od -An -N 32 -tx1 /dev/urandom | tr -d ' \n')"
  text="$(<"$house/setup/systemd/weekreel.env")"
  text="${text//@ADDRESS@/${address:-127.0.0.1}}"
  # By the shell itself: what stands in a program's arguments is seen by every user of the machine.
  (umask 077 && printf '%s\n' "${text//@SECRET@/$secret}" >"$root$env_file")
  [ -n "$root" ] || chgrp weekreel /etc/weekreel
  echo "wrote $root$env_file: check WEEKREEL_PUBLIC_URL in it"
}

# Only the first time: on a machine of pages or of workers alone, the other stays switched off.
fresh=yes
[ ! -e "$root/etc/systemd/system/weekreel-web.service" ] || fresh=no

write_units() {
  local protect=yes
  case "$house/" in /home/* | /root/*) protect=read-only ;; esac
  install -d "$root/etc/systemd/system" "$root/usr/local/bin"
  local unit
  for unit in weekreel-web.service weekreel-worker@.service; do
    sed -e "s|@HOUSE@|$house|g" -e "s|@PROTECT_HOME@|$protect|" \
      "$house/setup/systemd/$unit" >"$root/etc/systemd/system/$unit"
  done
  sed -e "s|@HOUSE@|$house|g" "$house/setup/systemd/weekreel" >"$root/usr/local/bin/weekreel"
  chmod 755 "$root/usr/local/bin/weekreel"
}

start() {
  systemctl daemon-reload
  # Only where nobody was ever let in: an upgrade must not bring back, or raise to owner, whom the
  # owners removed or lowered. Before the pages run, so that the link is not in the journal.
  local link=
  [ -e /var/lib/weekreel/catalog.sqlite3 ] || grep -q '^WEEKREEL_DATABASE_URL=' "$env_file" ||
    link="$(weekreel user owner --role owner)"
  [ "$fresh" = no ] || systemctl enable --quiet weekreel-web.service weekreel-worker@1.service
  local switched_on
  mapfile -t switched_on < <(cd /etc/systemd/system/multi-user.target.wants &&
    compgen -G 'weekreel-w[eo]*.service')
  [ ${#switched_on[@]} -eq 0 ] || systemctl restart "${switched_on[@]}"
  if [ -n "$link" ]; then
    echo "Set the password of the user owner within 24 hours at:"
    echo "    $link"
  fi
}

[ -n "$root" ] || make_user
write_settings
write_units
[ -n "$root" ] || start
