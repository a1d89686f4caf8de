#!/usr/bin/env bash
# Called by try_in_clean_root.sh inside fresh namespaces: web, worker and the trial, as compose has it.
# Usage: run_in_root.sh IMAGE.JSON ROOT VOLUME
set -euo pipefail
config="$1" root="$2" volume="$3"

mount --make-rprivate /
ip link set lo up
mount --bind "$root" "$root"
mount -t proc proc "$root/proc"
mount --bind /sys "$root/sys"
mount -t tmpfs -o nosuid,size=64m tmpfs "$root/dev"
for device in null zero full random urandom; do
  touch "$root/dev/$device"
  mount --bind "/dev/$device" "$root/dev/$device"
done
ln -s /proc/self/fd "$root/dev/fd"
mkdir "$root/dev/shm"
mount -t tmpfs -o nosuid,nodev,size=64m tmpfs "$root/dev/shm"
mount -t tmpfs -o nosuid,nodev,size=1g tmpfs "$root/tmp"
mount --bind "$volume" "$root/var/lib/weekreel"
mount -o remount,bind,ro "$root"

# said KEY: one value of image.json, a word a line.
said() { python3 -c 'import json,sys; v=json.load(open(sys.argv[1]))[sys.argv[2]]
print(*(v if isinstance(v, list) else [f"{a}={b}" for a, b in v.items()] if isinstance(v, dict) else [v]), sep="\n")' "$config" "$1"; }
mapfile -t environ < <(said env)
mapfile -t entrypoint < <(said entrypoint)
mapfile -t command < <(said command)
mapfile -t health < <(said health)
user="$(said user)"
workdir="$(said workdir)"

# contained COMMAND…: as the image's user without any capability and with no way to get one.
# chroot(2) needs root, so the order is: chroot, then give everything up.
contained() {
  chroot "$root" env -i "${environ[@]}" "WEEKREEL_PUBLIC_URL=http://127.0.0.1:8000" \
    setpriv --reuid "${user%:*}" --regid "${user#*:}" --clear-groups --no-new-privs \
    --bounding-set=-all --inh-caps=-all --ambient-caps=-all \
    env -C "$workdir" "$@"
}

echo "== who and where"
contained sh -c 'id; grep -E "^(CapEff|CapBnd|NoNewPrivs)" /proc/self/status; touch /opt/weekreel/x 2>&1 || true'
contained "${entrypoint[@]}" "${command[@]}" >"$volume.web.log" 2>&1 &
web=$!
contained "${entrypoint[@]}" worker >"$volume.worker.log" 2>&1 &
worker=$!
trap 'kill $web $worker 2>/dev/null; wait' EXIT
for _ in $(seq 120); do
  contained "${health[@]}" 2>/dev/null && { echo "== HEALTHCHECK passes"; break; }
  sleep 0.5
done
contained "${health[@]}"
contained python /mnt/trial.py /tmp/trial --url http://127.0.0.1:8000
contained python -c "from urllib.request import urlopen; print('/readyz', urlopen('http://127.0.0.1:8000/readyz').read().decode())"
contained weekreel status
if grep -q confinement-incomplete "$volume.worker.log"; then exit 1; fi
echo "== confinement complete: Landlock and seccomp hold inside, without privileges"
