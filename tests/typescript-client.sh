#!/usr/bin/env bash
# Generates a TypeScript client from the service's own description, compiles it as strictly as the compiler can, and walks
# upload -> stems -> download and audios -> stems -> video with it. Nothing of it is kept.
#
# usage: tests/typescript-client.sh     (build first; needs node 20, curl, and a registry for npm)
set -euo pipefail
root=$(dirname "$(dirname "$(readlink -f "${BASH_SOURCE[0]}")")")
unbraid=(dotnet "$root/artifacts/bin/Unbraid.Cli/release/unbraid.dll")
work=$(mktemp -d) service=
trap '[ -z "$service" ] || kill "$service"; wait; rm -rf "$work"' EXIT
cd "$work"

"${unbraid[@]}" serve --data "$work/data" --urls http://127.0.0.1:0 2>service.log &
service=$!
for _ in $(seq 300); do grep -q 'listens on' service.log && break; sleep 0.1; done
UNBRAID_URL=$(sed -n 's/.*listens on \(http:[^;]*\);.*/\1/p' service.log)
[ -n "$UNBRAID_URL" ] || { echo 'The service does not start:'; cat service.log; exit 1; }
UNBRAID_TOKEN=$("${unbraid[@]}" token --subject typescript --data "$work/data")
export UNBRAID_URL UNBRAID_TOKEN SONG=$root/demo/song.opus

echo '{"type":"module","private":true}' >package.json
npm install --loglevel=error --no-fund --no-audit openapi-typescript@7 openapi-fetch@0.17 typescript@5 @types/node@20
curl -sSf "$UNBRAID_URL/openapi/v1.json" -o openapi.json
npx openapi-typescript openapi.json -o unbraid.ts

cat >walk.ts <<'TS'
import createClient from "openapi-fetch";
import { readFile } from "node:fs/promises";
import type { components, paths } from "./unbraid.js";

type Schemas = components["schemas"];
type Result = NonNullable<Schemas["TaskDto"]["result"]>;

const client = createClient<paths>({
  baseUrl: process.env["UNBRAID_URL"]!,
  headers: { Authorization: `Bearer ${process.env["UNBRAID_TOKEN"]}` },
});

async function finish(answer: { data?: Schemas["TaskIdDto"]; error?: Schemas["Problem"] }): Promise<Result> {
  if (!answer.data) throw new Error(answer.error?.detail ?? "no answer");
  const { taskId } = answer.data;
  for (;;) {
    const { data: task, error } = await client.GET("/producer/tasks/{taskId}", { params: { path: { taskId } } });
    if (error) throw new Error(error.detail);
    switch (task.status) {
      case "completed":
        return task.result!;
      case "failed":
      case "cancelled":
      case "timeout":
        throw new Error(`${task.errorCode ?? ""} ${task.errorMessage ?? task.status}`);
      default:
        if (task.estimatedFinishAt) console.log(`${Math.round(100 * (task.progress ?? 0))} %, done at ${task.estimatedFinishAt}`);
        await new Promise((resolve) => setTimeout(resolve, 500));
    }
  }
}

async function fetchAll(links: Record<string, string>): Promise<void> {
  for (const [name, link] of Object.entries(links)) {
    const answer = await fetch(link);
    console.log(`${name}: ${answer.status}, ${(await answer.arrayBuffer()).byteLength} bytes`);
    if (!answer.ok) throw new Error(link);
  }
}

async function separate(audioId: string): Promise<void> {
  const links = (await finish(await client.POST("/producer/stems", { body: { audioId, format: "flac" } }))) as Schemas["StemsResultDto"];
  await fetchAll(links);
}

const song = await finish(
  await client.POST("/producer/upload", {
    body: { file: new Blob([await readFile(process.env["SONG"]!)]) as unknown as string },
    bodySerializer: (body) => {
      const form = new FormData();
      form.set("file", (body as unknown as { file: Blob }).file, "song.opus");
      return form;
    },
  }),
);
await separate((song as Schemas["UploadResultDto"]).audioId);

const made = await finish(await client.POST("/producer/audios", { body: { action: "create_music", soundPrompt: "calm folk waltz", seed: 7 } }));
await separate((made as Schemas["CreatedAudioDto"]).audioId);
const video = await finish(
  await client.POST("/producer/download-video", { body: { audioId: (made as Schemas["CreatedAudioDto"]).audioId, preset: "simple" } }),
);
await fetchAll({ video: (video as Schemas["VideoResultDto"]).videoUrl });

const { data: page } = await client.GET("/producer/tasks", { params: { query: { limit: 10, status: "completed" } } });
if (!page || !("items" in page) || page.items.length !== 5) throw new Error("The list should have five tasks.");

const { error } = await client.POST("/producer/stems", { body: { audioId: "unknown" } });
if (error?.status !== 404) throw new Error("An unknown audioId should be refused.");
TS
npx tsc --noEmit false --outDir out --strict --noUncheckedIndexedAccess --exactOptionalPropertyTypes --noPropertyAccessFromIndexSignature \
    --target es2023 --module nodenext --skipLibCheck --types node walk.ts unbraid.ts
echo '{"type":"module"}' >out/package.json
node out/walk.js
echo 'The generated client compiles and works.'
