# shellcheck shell=bash
# Sourced: a clean Debian 12 in a folder, reached and certified as this machine is.

# clean_debian FOLDER: debootstraps it once; apt's sources come from this machine at run time.
clean_debian() {
  local root="$1"
  if [ ! -e "$root/etc/debian_version" ]; then
    echo "== a clean Debian in $root"
    debootstrap --variant=minbase --include=ca-certificates bookworm "$root" >"$root.log" 2>&1 || {
      tail -n 5 "$root.log" >&2
      return 1
    }
  fi
  rm -rf "$root/etc/apt/sources.list.d" "$root/etc/apt/sources.list"
  mkdir -p "$root/etc/apt/sources.list.d" "$root/etc/apt/apt.conf.d"
  local file
  # Debian's own sources only: others are signed by keys that the clean root does not have.
  for file in /etc/apt/sources.list.d/debian.sources /etc/apt/sources.list; do
    [ ! -e "$file" ] || cp "$file" "$root/etc/apt/${file#/etc/apt/}"
  done
  # No service starts in a folder.
  printf '#!/bin/sh\nexit 101\n' >"$root/usr/sbin/policy-rc.d"
  chmod 755 "$root/usr/sbin/policy-rc.d"
  cp /etc/resolv.conf "$root/etc/resolv.conf"
  # A proxy's own certificate authority, where this machine trusts one.
  cp /etc/ssl/certs/ca-certificates.crt "$root/etc/ssl/certs/ca-certificates.crt"
  export PIP_CERT=/etc/ssl/certs/ca-certificates.crt
  export SSL_CERT_FILE="$PIP_CERT" NODE_EXTRA_CA_CERTS="$PIP_CERT"
}
