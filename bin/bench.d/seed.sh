#!/usr/bin/env bash
# The way that bin/bench measures against: what the script that this project grew out of ran.
#   seed.sh snapshot URL CLONE            createdb, pg_dump | psql
#   seed.sh apply URL FILE...             one psql -f for each file
#   seed.sh validate URL                  one psql -t -c for each query
#   seed.sh backup DIRECTORY URL...       pg_dump | gzip of all at once, gunzip -t of each, a manifest
#   seed.sh restore URL ARCHIVE           not the seed's: createdb, pg_restore -j, ANALYZE
#   seed.sh flow URL CLONE URL_OF_CLONE FILE...
set -euo pipefail
export PGAPPNAME=bench-seed

server() { echo "${1%/*}"; }

snapshot() {
  createdb --maintenance-db="$(server "$1")/postgres" "$2"
  pg_dump "$1" | psql -q "$(server "$1")/$2" >/dev/null
}

apply() {
  local url=$1 file
  shift
  for file in "$@"; do
    psql -q "$url" -f "$file" >/dev/null
  done
}

validate() {
  psql "$1" -t -c "SELECT count(*) FROM information_schema.tables
    WHERE table_schema = 'public' AND table_name IN ('accounts', 'events')" >/dev/null
  psql "$1" -t -c "SELECT count(*) FROM information_schema.views
    WHERE table_schema = 'public' AND table_name IN ('active_accounts')" >/dev/null
  psql "$1" -t -c "SELECT tablename, indexname FROM pg_indexes
    WHERE schemaname = 'public' AND tablename IN ('accounts', 'events')" >/dev/null
}

backup() {
  local directory=$1 url n=0 file
  shift
  mkdir -p "$directory"
  for url in "$@"; do
    n=$((n + 1))
    (pg_dump "$url" | gzip >"$directory/$n.sql.gz") &
  done
  wait
  for file in "$directory"/*.sql.gz; do
    gunzip -t "$file"
  done
  { date && ls -lh "$directory" && du -sh "$directory"; } >"$directory/manifest.txt"
}

restore() {
  createdb --maintenance-db="$(server "$1")/postgres" "${1##*/}"
  PGOPTIONS='-c synchronous_commit=off -c maintenance_work_mem=256MB' \
    pg_restore --exit-on-error --jobs=4 --dbname="$1" "$2"
  psql -q "$1" -c ANALYZE
}

case $1 in
  snapshot | apply | validate | backup | restore) "$@" ;;
  flow)
    snapshot "$2" "$3"
    apply "$4" "${@:5}"
    validate "$4"
    ;;
  *)
    echo "seed.sh: unknown: $1" >&2
    exit 2
    ;;
esac
