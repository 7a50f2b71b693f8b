#!/usr/bin/env bash
# tests/with-postgres.sh COMMAND...: runs a command with a PostgreSQL server of its own, which it finds in POSTGRES_FOR_TESTS.
# The server lives in a temporary folder, listens on a socket there alone, and goes with the command.
set -uo pipefail
programs=$(ls -d /usr/lib/postgresql/*/bin 2>/dev/null | sort -V | tail -n 1)
[ -n "$programs" ] || { echo 'PostgreSQL is not installed (apt-get install postgresql).' >&2; exit 1; }
folder=$(mktemp -d)
as=()
# The server refuses to run as root.
if [ "$(id -u)" -eq 0 ]; then
    as=(setpriv --reuid postgres --regid postgres --clear-groups)
    chown postgres "$folder"
fi

server=
leave() {
    [ -z "$server" ] || { kill -INT "$server" 2>/dev/null && wait "$server" 2>/dev/null; }
    rm -rf "$folder"
}
trap leave EXIT
trap 'exit 130' INT TERM

"${as[@]}" "$programs/initdb" -D "$folder/data" -U unbraid -A trust -E UTF8 --locale C.UTF-8 --no-sync >"$folder/log" 2>&1 || { cat "$folder/log" >&2; exit 1; }
# What is lost with the machine is not missed.
"${as[@]}" "$programs/postgres" -D "$folder/data" -k "$folder" -c listen_addresses= -c fsync=off -c synchronous_commit=off -c full_page_writes=off \
    -c wal_level=minimal -c max_wal_senders=0 -c max_wal_size=256MB -c max_connections=300 -c shared_buffers=128MB -c autovacuum_naptime=10s >>"$folder/log" 2>&1 &
server=$!
for _ in $(seq 100); do
    "$programs/pg_isready" -q -h "$folder" && break
    kill -0 "$server" 2>/dev/null || { cat "$folder/log" >&2; exit 1; }
    sleep 0.1
done

export POSTGRES_FOR_TESTS="Host=$folder;Username=unbraid;Database=postgres"
"$@"
