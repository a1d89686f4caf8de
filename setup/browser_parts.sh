#!/usr/bin/env bash
# Brings the locked browser parts into node_modules and bundles them into service/static/build.
set -euo pipefail
cd "$(dirname "$0")/.."

if ! command -v npm >/dev/null; then
  [ -x .tools/bin/pip ] || python3 -m venv .tools
  [ -x .tools/bin/npm ] ||
    .tools/bin/pip install --quiet --disable-pip-version-check -r setup/node.txt
  PATH="$PWD/.tools/bin:$PATH"
fi
npm ci --ignore-scripts --no-audit --no-fund --silent
npm run --silent build
