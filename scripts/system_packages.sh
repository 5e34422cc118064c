#!/usr/bin/env bash
# Sees to what pip can't give. `run`: what PDF needs; missing parts only give a warning. `test`: Chromium and poppler too,
# and a missing part stops. `postgres`: PostgreSQL's own programs, and nothing else. `spark`: Java, and nothing else.
# Installs with apt where it is root, else says exactly what to install.
set -euo pipefail
purpose=$1

# No grep -q: it closes the pipe early, and pipefail would call that a failure.
has_library() { { ldconfig -p 2>/dev/null || /sbin/ldconfig -p 2>/dev/null || true; } | grep "$1" >/dev/null; }
has_font() { command -v fc-list >/dev/null && fc-list | grep -i "$1" >/dev/null; }

has_postgres() { compgen -G '/usr/lib/postgresql/*/bin/initdb' >/dev/null || command -v initdb >/dev/null; }

missing_packages() {
  if [ "$purpose" = postgres ]; then
    has_postgres || echo postgresql
    return
  fi
  if [ "$purpose" = spark ]; then
    command -v java >/dev/null || echo default-jre-headless
    return
  fi
  has_library 'libpango-1\.0\.so' || echo libpango-1.0-0
  has_library 'libpangoft2-1\.0\.so' || echo libpangoft2-1.0-0
  has_library 'libharfbuzz-subset\.so' || echo libharfbuzz-subset0
  command -v fc-list >/dev/null || echo fontconfig
  has_font 'Inter' || echo fonts-inter
  if [ "$purpose" = test ]; then
    command -v chromium >/dev/null || echo chromium
    command -v pdftoppm >/dev/null || echo poppler-utils
    command -v msgfmt >/dev/null || echo gettext
  fi
}

missing=$(missing_packages | tr '\n' ' ')
[ -n "$missing" ] || exit 0

if [ "$(id -u)" = 0 ] && command -v apt-get >/dev/null; then
  echo "Installerar $missing…"
  log=$(mktemp)
  # shellcheck disable=SC2086
  if ! { apt-get update -qq && DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends $missing; } \
      >"$log" 2>&1; then
    tail -n 20 "$log" >&2
  fi
  rm -f "$log"
  missing=$(missing_packages | tr '\n' ' ')
  [ -n "$missing" ] || exit 0
fi

echo "Det här saknas på maskinen: $missing" >&2
echo "Installera det, på Debian: sudo apt-get install $missing" >&2
if [ "$purpose" = run ]; then
  echo "Programmet startar ändå, men kartan och breven kan inte bli PDF." >&2
  exit 0
fi
exit 1
