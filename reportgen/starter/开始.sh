#!/bin/sh
# Opens the reportgen menu in this folder. Files given as arguments are taken in.
cd "$(dirname "$0")" || exit 1
if [ -x .venv/bin/reportgen ]; then
  exec .venv/bin/reportgen menu "$@"
fi
if command -v reportgen >/dev/null 2>&1; then
  exec reportgen menu "$@"
fi
exec python3 -m reportgen menu "$@"
