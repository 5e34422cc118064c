#!/usr/bin/env bash
# A throw-away PostgreSQL for tests and measuring, on a free port of 127.0.0.1 and with an own socket, gone when it stops.
#   postgres.sh run COMMAND …   starts one, runs the command beside it with the SAMRE_ variables set, always stops it
#   postgres.sh start FOLDER    starts one that stays; the folder is made, or used again if it holds a stopped one
#   postgres.sh url FOLDER      prints the variables (export …) that point at it
#   postgres.sh stop FOLDER     stops it and removes the folder;  pause FOLDER stops it and keeps the folder
# Nothing is flushed to disk: fast, and worth nothing after a crash. Installs PostgreSQL with apt where it is root.
# SAMRE_POSTGRES_DURABLE=1 flushes as in production (for measuring).
set -euo pipefail

need_tools() { # the newest folder of PostgreSQL's own programs
  "$(dirname "${BASH_SOURCE[0]}")/system_packages.sh" postgres
  tools=$(compgen -G '/usr/lib/postgresql/*/bin/initdb' | sort -V | tail -n 1 || true)
  tools=$(dirname "${tools:-$(command -v initdb)}")
}

as_somebody() { # PostgreSQL refuses to run as root
  if [ "$(id -u)" != 0 ]; then "$@"; return; fi
  local user=nobody
  if id postgres >/dev/null 2>&1; then user=postgres; fi
  (cd / && setpriv --reuid "$user" --regid "$(id -g "$user")" --clear-groups env HOME=/tmp "$@")
}

free_port() {
  local port
  for _ in $(seq 50); do
    port=$((20000 + RANDOM % 20000))
    if ! (exec 3<>"/dev/tcp/127.0.0.1/$port") 2>/dev/null; then echo "$port"; return; fi
  done
  echo "Ingen ledig port hittades." >&2
  return 1
}

make_cluster() { # folder: an owner that may make databases and roles but is no superuser, and the role of the program
  local folder=$1 secret
  secret=$(od -An -N18 -tx1 /dev/urandom | tr -d ' \n')
  mkdir -p "$folder"
  chmod 755 "$folder"
  (umask 077 && echo "$secret" >"$folder/secret")
  if [ "$(id -u)" = 0 ]; then chown -R "$(as_somebody id -u)" "$folder"; fi
  as_somebody "$tools/initdb" --pgdata="$folder/data" --username=samre_super --pwfile="$folder/secret" \
    --auth=scram-sha-256 --encoding=UTF8 --locale=C.UTF-8 --no-sync >"$folder.log" 2>&1 \
    || { cat "$folder.log" >&2; return 1; }
  rm -f "$folder.log"
}

launch() { # folder
  local folder=$1 port options durable=off tidied=on
  if [ -n "${SAMRE_POSTGRES_DURABLE:-}" ]; then durable=on; fi
  # A test's rows are rolled back. Vacuumed then, a table counts as empty, and the next test's thousands are planned as one row.
  if [ -n "${beside_tests:-}" ]; then tidied=off; fi
  for _ in 1 2 3; do
    port=$(cat "$folder/port" 2>/dev/null || free_port)
    options="-c listen_addresses=127.0.0.1 -p $port -k $folder/data -c fsync=$durable -c synchronous_commit=$durable"
    options+=" -c autovacuum=$tidied -c full_page_writes=$durable -c max_connections=100 -c shared_buffers=128MB -c timezone=UTC"
    if as_somebody "$tools/pg_ctl" --pgdata="$folder/data" --silent --wait --log="$folder/data/server.log" \
        --options="$options" start >/dev/null; then
      echo "$port" >"$folder/port"
      return
    fi
    rm -f "$folder/port"
  done
  echo "PostgreSQL kom inte i gång. Sist i dess logg:" >&2
  tail -n 15 "$folder/data/server.log" >&2 || true
  return 1
}

make_roles() { # folder
  local folder=$1 secret
  secret=$(cat "$folder/secret")
  PGPASSWORD=$secret "$tools/psql" --quiet --no-psqlrc -v ON_ERROR_STOP=1 -h 127.0.0.1 -p "$(cat "$folder/port")" \
      -U samre_super -d postgres <<SQL
CREATE ROLE samre_owner LOGIN CREATEDB CREATEROLE PASSWORD '$secret';
CREATE ROLE samre_app LOGIN PASSWORD '$secret';
GRANT samre_app TO samre_owner;
CREATE DATABASE samre OWNER samre_owner;
SQL
}

start() { # folder
  need_tools
  if [ ! -d "$1/data" ]; then
    make_cluster "$1"
    launch "$1"
    make_roles "$1"
  else
    launch "$1"
  fi
}

url() { # folder
  local address
  address=":$(cat "$1/secret")@127.0.0.1:$(cat "$1/port")/samre"
  echo "export SAMRE_DATABASE_URL=postgres://samre_app$address"
  echo "export SAMRE_OWNER_DATABASE_URL=postgres://samre_owner$address"
}

pause() { # folder
  if [ -f "$1/data/postmaster.pid" ]; then
    as_somebody "$tools/pg_ctl" --pgdata="$1/data" --silent --mode=immediate --wait stop >/dev/null 2>&1 || true
  fi
}

stop() { # folder
  pause "$1"
  if [ -d "$1/data" ]; then rm -rf "$1"; fi
}

run() { # command …
  local place code=0 beside_tests=yes
  place=$(mktemp -d "${TMPDIR:-/tmp}/samre-postgres.XXXXXX")
  chmod 755 "$place"
  # shellcheck disable=SC2064
  trap "pause '$place/cluster'; rm -rf '$place'" EXIT
  trap 'exit 130' INT
  trap 'exit 143' TERM
  start "$place/cluster"
  eval "$(url "$place/cluster")"
  "$@" || code=$?
  return "$code"
}

case "${1:-}" in
  run) shift; run "$@" ;;
  start) start "${2:?mapp saknas}" ;;
  url) url "${2:?mapp saknas}" ;;
  pause) need_tools; pause "${2:?mapp saknas}" ;;
  stop) need_tools; stop "${2:?mapp saknas}" ;;
  *) sed -n '2,8s/^# \{0,1\}//p' "$0" >&2; exit 64 ;;
esac
