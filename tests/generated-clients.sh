#!/usr/bin/env bash
# Generates a C# client (Kiota) and a TypeScript client (openapi-typescript) from the service's own description, compiles both as strictly as
# their compilers can, and takes a song apart with each and with the README's TypeScript; then tus-js-client breaks an upload off and goes on with it. Nothing of it is kept.
#
# usage: tests/generated-clients.sh     (build first; needs node 20, curl, and registries for NuGet and npm)
set -euo pipefail
here=$(dirname "$(readlink -f "${BASH_SOURCE[0]}")")
root=$(dirname "$here")
unbraid=(dotnet "$root/artifacts/bin/Unbraid.Cli/release/unbraid.dll")
work=$(mktemp -d) service=
trap '[ -z "$service" ] || kill "$service"; wait; rm -rf "$work"' EXIT
cd "$work"

"${unbraid[@]}" serve --data "$work/data" --urls http://127.0.0.1:0 2>service.log &
service=$!
for _ in $(seq 300); do grep -q 'listens on' service.log && break; sleep 0.1; done
UNBRAID_URL=$(sed -n 's/.*listens on \(http:[^;]*\);.*/\1/p' service.log)
[ -n "$UNBRAID_URL" ] || { echo 'The service does not start:'; cat service.log; exit 1; }
UNBRAID_TOKEN=$("${unbraid[@]}" token --subject walker --data "$work/data")
export UNBRAID_URL UNBRAID_TOKEN SONG=$root/demo/song.opus
curl -sSf "$UNBRAID_URL/openapi/v1.json" -o openapi.json

echo 'A TypeScript client'
mkdir typescript && cd typescript
cp "$here/generated-clients/package.json" "$here/generated-clients/walk.ts" "$here/generated-clients/resume.mjs" .
npm install --loglevel=error --no-fund --no-audit
npx openapi-typescript ../openapi.json -o unbraid.ts
npx tsc --noEmit false --outDir out --strict --noUncheckedIndexedAccess --exactOptionalPropertyTypes --noPropertyAccessFromIndexSignature \
    --target es2023 --module nodenext --skipLibCheck --types node walk.ts unbraid.ts
echo '{"type":"module"}' >out/package.json
node out/walk.js
echo "The README's TypeScript"
sed -n '/^```ts$/,/^```$/{//!p}' "$root/README.md" >readme.mts
npx tsc --noEmit false --outDir readme --strict --target es2023 --module nodenext --skipLibCheck --types node readme.mts
(cd readme && mkdir demo && cp "$SONG" demo/ && node readme.mjs && [ "$(find . -name '*.wav' -size +1M | wc -l)" = 4 ])
echo 'A tus client'
node resume.mjs
cd ..

echo 'A C# client'
upload() {
    curl -sSf -H "Authorization: Bearer $UNBRAID_TOKEN" -F "file=@$SONG" "$UNBRAID_URL/producer/upload" | sed 's/.*"taskId":"\([^"]*\)".*/\1/'
}
task=$(upload)
for _ in $(seq 300); do
    AUDIO_ID=$(curl -sSf -H "Authorization: Bearer $UNBRAID_TOKEN" "$UNBRAID_URL/producer/tasks/$task" | sed -n 's/.*"audioId":"\([^"]*\)".*/\1/p')
    [ -z "$AUDIO_ID" ] || break
    sleep 0.1
done
export UNBRAID_OFFLINE=1 AUDIO_ID KIOTA_OFFLINE_ENABLED=true KIOTA_CLI_TELEMETRY_OPTOUT=true
(cd "$root" && dotnet tool restore >/dev/null &&
    dotnet kiota generate -l csharp -d "$work/openapi.json" -o "$work/csharp/client" -n Unbraid.Generated -c UnbraidApi --log-level Warning >/dev/null)
cp "$here/generated-clients/Walk.csproj.txt" csharp/Walk.csproj
cp "$here/generated-clients/walk.cs.txt" csharp/walk.cs
dotnet run --project csharp/Walk.csproj -c Release -p:TreatWarningsAsErrors=true
echo 'The generated clients compile and work.'
