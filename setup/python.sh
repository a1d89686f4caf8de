#!/usr/bin/env bash
# Brings uv into .tools and the locked Python packages into .venv; options go to `uv sync`.
set -euo pipefail
cd "$(dirname "$0")/.."

python3 -c 'import sys; sys.exit(sys.version_info < (3, 11))' || {
  echo "WeekReel needs Python 3.11 or newer; python3 is $(python3 --version)" >&2
  exit 1
}
[ -x .tools/bin/uv ] || {
  python3 -m venv .tools
  .tools/bin/pip install --quiet --disable-pip-version-check -r setup/uv.txt
}
# Compiled once here: where PYTHONDONTWRITEBYTECODE is set, every process would compile what it imports.
UV_COMPILE_BYTECODE=1 UV_PYTHON_DOWNLOADS=never \
  .tools/bin/uv sync --frozen --quiet --python python3 "$@"
