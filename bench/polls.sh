#!/usr/bin/env bash
# Polls a task from wrk at a steady rate while one separation runs on every processor, and prints what wrk measured.
#
# usage: bench/polls.sh [POLLS_PER_SECOND] [SECONDS]     (default 500 and 20; needs wrk; build first)
set -euo pipefail
root=$(dirname "$(dirname "$(readlink -f "${BASH_SOURCE[0]}")")")
rate=${1:-500} seconds=${2:-20} connections=25
unbraid=(dotnet "$root/artifacts/bin/Unbraid.Cli/release/unbraid.dll")
data=$(mktemp -d) port=18474 service=
base=http://127.0.0.1:$port
trap 'kill -9 $service 2>/dev/null; wait 2>/dev/null || true; rm -rf "$data"' EXIT

member() { python3 -c 'import json, sys
value = json.load(sys.stdin)
for name in sys.argv[1].split("."): value = value[name]
print(value)' "$1"; }
poll() { curl -sf -H "$auth" "$base/producer/tasks?taskId=$1"; }

# Noise and a tone, long enough to keep the separator busy for the whole measurement.
ffmpeg -loglevel error -f lavfi -i 'anoisesrc=a=0.3:r=44100:d=1800' -f lavfi -i 'sine=220:r=44100:d=1800' \
    -filter_complex '[0][1]amerge=inputs=2' -c:a pcm_s16le "$data/song.wav"

UNBRAID_POLLS_PER_SECOND=100000 UNBRAID_MAX_AUDIO_DURATION=2h UNBRAID_MAX_UPLOAD_BYTES=1GB \
    "${unbraid[@]}" serve --data "$data/service" --urls "$base" 2>"$data/log" &
service=$!
for _ in $(seq 300); do curl -sf "$base/health/ready" >/dev/null && break; sleep 0.1; done
auth="Authorization: Bearer $("${unbraid[@]}" token --subject polls --data "$data/service")"
upload=$(curl -sf -H "$auth" -F "file=@$data/song.wav" "$base/producer/upload" | member taskId)
until [ "$(poll "$upload" | member status)" = completed ]; do sleep 0.2; done
audio=$(poll "$upload" | member result.audioId)
task=$(curl -sf -H "$auth" -H 'Content-Type: application/json' -d "{\"audioId\":\"$audio\"}" "$base/producer/stems" | member taskId)
until [ "$(poll "$task" | member status)" = processing ]; do sleep 0.1; done

cat >"$data/steady.lua" <<LUA
wrk.headers["Authorization"] = "${auth#*: }"
function delay() return $((connections * 1000 / rate)) end
LUA
wrk -t1 -c$connections -d5s -s "$data/steady.lua" "$base/producer/tasks?taskId=$upload" >/dev/null # warm
before=$(poll "$task" | member progress)
cpu() { awk '{ print $14 + $15 }' /proc/$service/stat; }
ticks=$(cpu)
wrk -t1 -c$connections -d"${seconds}s" --latency -s "$data/steady.lua" "$base/producer/tasks?taskId=$upload"
echo "The service used $((($(cpu) - ticks) / seconds)) % of one processor; the separation is $(poll "$task" | member status), from $before to $(poll "$task" | member progress)."
