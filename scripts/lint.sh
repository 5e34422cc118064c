#!/usr/bin/env bash
# Every kind of lint in turn, all of them even when one falls; the exit code is 1 when any did. $1 is the folder of the tools.
set -uo pipefail
bin=$1
fallen=()

stage() { # name, command …
  local name=$1 output
  shift
  if output=$("$@" 2>&1); then
    echo "ok      $name"
  else
    fallen+=("$name")
    printf 'FALLER  %s\n%s\n' "$name" "$output"
  fi
}

stage "ruff check" "$bin/ruff" check --quiet .
stage "ruff format (laga med: $bin/ruff format .)" "$bin/ruff" format --check --quiet .
stage "mypy" "$bin/mypy"
stage "lint-imports" "$bin/lint-imports" --no-logo
stage "deptry" "$bin/deptry" --no-ansi src
stage "bandit" "$bin/bandit" --quiet --recursive --configfile pyproject.toml src scripts
stage "djlint" "$bin/djlint" --quiet --lint src/samre/web/templates

if [ ${#fallen[@]} -gt 0 ]; then
  echo "Lint faller: ${fallen[*]}" >&2
  exit 1
fi
