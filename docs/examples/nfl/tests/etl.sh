#!/usr/bin/env bash
# Stands for an ETL pipeline's own tests: a command that finds its database in the environment. It
# needs nothing but bash, so that the example runs on a machine without psql.
set -euo pipefail

for name in DATABASE_URL PGHOST PGPORT PGDATABASE PGUSER; do
  if [ -z "${!name:-}" ]; then
    echo "etl: $name is not set" >&2
    exit 1
  fi
done

# A pipeline under test must never write into a database that anybody works with.
case $PGDATABASE in
  orch_*) echo "etl: works in the throw-away database $PGDATABASE" ;;
  *)
    echo "etl: $PGDATABASE is not a throw-away database" >&2
    exit 1
    ;;
esac

if [ "${PGHOST#/}" = "$PGHOST" ]; then
  exec 3<>"/dev/tcp/$PGHOST/$PGPORT"
  exec 3>&-
  echo "etl: the server answers at $PGHOST:$PGPORT"
fi
