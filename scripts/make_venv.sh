#!/usr/bin/env bash
# Makes the virtual environment in $1 with the first Python >= 3.11 that is found ($PYTHON goes first).
set -euo pipefail
venv=$1

is_new_enough() { "$1" -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null; }

find_python() {
  for name in ${PYTHON:+"$PYTHON"} python3 python3.14 python3.13 python3.12 python3.11; do
    if command -v "$name" >/dev/null && is_new_enough "$name"; then echo "$name"; return; fi
  done
  return 1
}

if [ -x "$venv/bin/python" ] && "$venv/bin/python" -m pip --version >/dev/null 2>&1; then exit 0; fi

if ! python=$(find_python); then
  echo "SAMRE behöver Python 3.11 eller senare, men ingen hittades." >&2
  echo "Installera den (Debian: apt-get install python3 python3-venv) eller peka ut den: make setup PYTHON=/sökväg/till/python3" >&2
  exit 1
fi

if ! "$python" -c 'import ensurepip, venv' 2>/dev/null; then
  # Debian ships Python without the part that makes environments.
  if [ "$(id -u)" = 0 ] && command -v apt-get >/dev/null; then
    apt-get update -qq && DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends python3-venv >/dev/null
  fi
  if ! "$python" -c 'import ensurepip, venv' 2>/dev/null; then
    echo "$python kan inte skapa virtuella miljöer: modulen ensurepip saknas. Debian: apt-get install python3-venv" >&2
    exit 1
  fi
fi

echo "Skapar $venv med $("$python" --version) …"
"$python" -m venv --clear "$venv"
