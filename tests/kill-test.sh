#!/usr/bin/env bash
# Kills the service with SIGKILL at random moments while it separates, and starts it again each time.
# Every task must complete, on its second run at the latest; no task may run to its end twice; no file may be left over.
#
# usage: tests/kill-test.sh SONG [TIMES]     (default 20 times; build first)
set -uo pipefail
root=$(dirname "$(dirname "$(readlink -f "${BASH_SOURCE[0]}")")")
song=${1:?usage: tests/kill-test.sh SONG [TIMES]} times=${2:-20}
unbraid=(dotnet "$root/artifacts/bin/Unbraid.Cli/release/unbraid.dll")
data=$(mktemp -d) log=$(mktemp) port=18473 service=
base=http://127.0.0.1:$port
trap 'kill -9 $service 2>/dev/null; wait 2>/dev/null; rm -rf "$data" "$log"' EXIT

start() {
    # It is looked at more often than a tenant may.
    UNBRAID_POLLS_PER_SECOND=1000 "${unbraid[@]}" serve --data "$data" --urls "$base" 2>>"$log" &
    service=$!
    for _ in $(seq 300); do curl -sf "$base/health/ready" >/dev/null && return; sleep 0.1; done
    echo 'The service does not start:'; cat "$log"; exit 1
}

kill_it() { kill -9 $service; wait $service 2>/dev/null; }

# Reads one member of the JSON on stdin: member status, or member result.audioId.
member() { python3 -c 'import json, sys
value = json.load(sys.stdin)
for name in sys.argv[1].split("."): value = value[name]
print(value)' "$1"; }

poll() { curl -sf -H "$auth" "$base/producer/tasks?taskId=$1"; }

# Waits until the task has the status, or a final one, and prints it.
wait_for() {
    local status
    while true; do
        status=$(poll "$1" | member status)
        case $status in "$2" | completed | failed | cancelled | timeout) echo "$status"; return ;; esac
        sleep 0.02
    done
}

start
auth="Authorization: Bearer $("${unbraid[@]}" token --subject kill-test --data "$data")"
upload=$(curl -sf -H "$auth" -F "file=@$song" "$base/producer/upload" | member taskId)
[ "$(wait_for "$upload" completed)" = completed ] || { echo 'The upload failed.'; poll "$upload"; exit 1; }
audio=$(poll "$upload" | member result.audioId)
stems() { curl -sf -H "$auth" -H 'Content-Type: application/json' -d "{\"audioId\":\"$audio\"}" "$base/producer/stems" | member taskId; }

# How long an undisturbed separation takes (the first also compiles the code), and what it gives.
tasks=()
for _ in 1 2; do
    task=$(stems)
    wait_for "$task" processing >/dev/null
    began=$(date +%s%N)
    [ "$(wait_for "$task" completed)" = completed ] || { echo 'An undisturbed separation failed.'; poll "$task"; exit 1; }
    length=$((($(date +%s%N) - began) / 1000000))
    tasks+=("$task")
done
names() { (cd "$data/objects/stems/$1" && sha256sum *.wav); }
expected=$(names "$task")
echo "An undisturbed separation takes $length ms."

failures=0 kills=0
while [ $kills -lt $times ]; do
    task=$(stems)
    tasks+=("$task")
    wait_for "$task" processing >/dev/null
    delay=$((RANDOM * length / 32768))
    sleep "$(printf '%d.%03d' $((delay / 1000)) $((delay % 1000)))"
    before=$(poll "$task" | member status)
    kill_it
    start
    after=$(wait_for "$task" completed)
    [ "$after" = completed ] && [ "$(names "$task")" = "$expected" ] && verdict=ok || { verdict=WRONG; failures=$((failures + 1)); }
    [ "$before" = processing ] && kills=$((kills + 1)) || verdict="$verdict (too late, not counted)"
    echo "$kills: killed after $delay ms ($before), then $after: $verdict"
done

for task in "${tasks[@]}"; do
    ends=$(grep -c "Task $task .*: completed" "$log")
    [ "$ends" -le 1 ] || { echo "$task completed $ends times"; failures=$((failures + 1)); }
done
files=$(find "$data/objects" "$data/scratch" -type f | wc -l)
folders=$(find "$data/objects/stems" -mindepth 1 -maxdepth 1 | wc -l)
per_task=$(find "$data/objects/stems/${tasks[0]}" -type f | wc -l)
expected_files=$((1 + ${#tasks[@]} * per_task))
echo "$files files for ${#tasks[@]} tasks and one song, $expected_files expected; $folders folders; $(find "$data/scratch" -type f | wc -l) in scratch."
[ "$files" -eq "$expected_files" ] && [ "$folders" -eq "${#tasks[@]}" ] || failures=$((failures + 1))
leftover=$(find "${TMPDIR:-/tmp}" -maxdepth 1 -name 'unbraid*' -newer "$data/signing.key" ! -name 'unbraid-tests*' | wc -l)
[ "$leftover" -eq 0 ] || echo "$leftover files named unbraid* appeared in ${TMPDIR:-/tmp} meanwhile"
echo "$failures failures"
[ "$failures" -eq 0 ]
