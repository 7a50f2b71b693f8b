#!/usr/bin/env bash
# Two services over one database: the one that separates is killed with SIGKILL, and another time stopped for longer than its lease and continued.
# Every task must complete once, with the same stems, and nothing may be left over.
#
# usage: tests/with-postgres.sh tests/cluster-test.sh SONG     (build first)
set -uo pipefail
root=$(dirname "$(dirname "$(readlink -f "${BASH_SOURCE[0]}")")")
song=${1:?usage: tests/with-postgres.sh tests/cluster-test.sh SONG}
: "${POSTGRES_FOR_TESTS:?run it by tests/with-postgres.sh}"
unbraid=(dotnet "$root/artifacts/bin/Unbraid.Cli/release/unbraid.dll")
folder=$(mktemp -d) failures=0
declare -A service=()
trap 'kill -9 "${service[@]}" 2>/dev/null; wait 2>/dev/null; rm -rf "$folder"' EXIT
export UNBRAID_DATABASE="$POSTGRES_FOR_TESTS" UNBRAID_OBJECTS="$folder/objects" UNBRAID_LEASE=5s UNBRAID_POLLS_PER_SECOND=1000 UNBRAID_OFFLINE=1

base() { echo "http://127.0.0.1:1848$1"; }

start() {
    "${unbraid[@]}" serve --data "$folder/$1" --urls "$(base "$1")" 2>>"$folder/$1.log" &
    service[$1]=$!
    for _ in $(seq 600); do curl -sf "$(base "$1")/health/live" >/dev/null && return; sleep 0.1; done
    echo "Service $1 does not start:"; cat "$folder/$1.log"; exit 1
}

# Reads one member of the JSON on stdin: member status, or member result.audioId.
member() { python3 -c 'import json, sys
value = json.load(sys.stdin)
for name in sys.argv[1].split("."): value = value[name]
print(value)' "$1"; }

poll() { curl -sf -H "$auth" "$(base "$1")/producer/tasks?taskId=$2"; }

# Waits at a service until a task has the status, or a final one, and prints it.
wait_for() {
    local status
    while true; do
        status=$(poll "$1" "$2" | member status)
        case $status in "$3" | completed | failed | cancelled | timeout) echo "$status"; return ;; esac
        sleep 0.05
    done
}

stems() { curl -sf -H "$auth" -H 'Content-Type: application/json' -d "{\"audioId\":\"$audio\"}" "$(base "$1")/producer/stems" | member taskId; }

names() { (cd "$folder/objects/stems/$1" && sha256sum ./*.wav); }

# Which service has begun a task last.
worker_of() { grep -l "Task $1 begins" "$folder"/[12].log | head -n 1 | sed 's/.*\([12]\).log/\1/'; }

check() { [ "$2" = "$3" ] || { echo "$1: $2 instead of $3"; failures=$((failures + 1)); }; }

start 1
start 2
auth="Authorization: Bearer $("${unbraid[@]}" token --subject cluster-test --data "$folder/1")"
upload=$(curl -sf -H "$auth" -F "file=@$song" "$(base 1)/producer/upload" | member taskId)
check 'The upload' "$(wait_for 2 "$upload" completed)" completed
audio=$(poll 2 "$upload" | member result.audioId)
first=$(stems 2)
check 'An undisturbed separation' "$(wait_for 1 "$first" completed)" completed
expected=$(names "$first")

disturb() {
    local signal=$1 task at other
    task=$(stems 1)
    check "Before SIG$signal" "$(wait_for 1 "$task" processing)" processing
    at=$(worker_of "$task") other=$((3 - $(worker_of "$task")))
    kill "-$signal" "${service[$at]}"
    check "After SIG$signal" "$(wait_for "$other" "$task" completed)" completed
    [ "$signal" = STOP ] && kill -CONT "${service[$at]}" && sleep 4
    [ "$signal" = KILL ] && wait "${service[$at]}" 2>/dev/null && :
    check "The stems after SIG$signal" "$(names "$task" | sha256sum)" "$(echo "$expected" | sha256sum)"
    check "Ends after SIG$signal" "$(cat "$folder"/[12].log | grep -c "Task $task completed")" 1
    [ "$signal" = KILL ] && start "$at"
    echo "SIG$signal at service $at: completed by service $other"
}

disturb KILL
disturb STOP
disturb KILL
check 'Files in the scratch of dead processes' "$(find "$folder/objects/.scratch" -type f ! -name '*.lock' | wc -l)" 0
kill "${service[@]}"
wait
check 'Locks that are left' "$(find "$folder/objects/.scratch" -type f | wc -l)" 0
echo "$failures failures"
[ "$failures" -eq 0 ]
