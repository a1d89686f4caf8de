#!/usr/bin/env bash
# Writes docker/.env once: random passwords and keys, and the address that phones open.
# Usage: docker/make_secrets.sh https://week.example.cn
set -euo pipefail
cd "$(dirname "$0")"

[[ "${1:-}" =~ ^https://[^/]+$ ]] || {
  echo "usage: $0 https://NAME    the address that phones open, without a slash at the end" >&2
  exit 2
}
[ ! -e .env ] || {
  echo "$PWD/.env stands already; it holds the keys of what is kept, so it is not written over" >&2
  exit 1
}
# random BYTES: letters and digits only, so that they need no quoting in a URL.
random() { od -An -N "$1" -tx1 /dev/urandom | tr -d ' \n'; }
umask 077
cat >.env.new <<END
# Made by make_secrets.sh. Keep a copy where the backups are: without it they cannot be opened.
WEEKREEL_PUBLIC_URL=$1
WEEKREEL_SECRET_KEY=$(random 32)
POSTGRES_PASSWORD=$(random 24)
S3_ACCESS_KEY=weekreel-$(random 8)
S3_SECRET_KEY=$(random 32)
END
mv .env.new .env
mkdir -p certs
echo "wrote $PWD/.env (0600). Now put the certificate of $1 into $PWD/certs/cert.pem and key.pem"
