// Walks upload -> stems -> links, audios -> stems and video with a client that openapi-typescript made, and reads results without a cast.
import createClient from "openapi-fetch";
import { readFile } from "node:fs/promises";
import type { components, paths } from "./unbraid.js";

type Schemas = components["schemas"];
type Task = Schemas["TaskDto"];

const client = createClient<paths>({
  baseUrl: process.env["UNBRAID_URL"]!,
  headers: { Authorization: `Bearer ${process.env["UNBRAID_TOKEN"]}` },
});

async function finish(answer: { data?: Schemas["TaskIdDto"]; error?: Schemas["Problem"] }): Promise<Task> {
  if (!answer.data) throw new Error(answer.error?.detail ?? "no answer");
  const { taskId } = answer.data;
  for (let polls = 0; polls < 600; polls++) {
    const { data: task, error } = await client.GET("/producer/tasks/{taskId}", { params: { path: { taskId } } });
    if (error) throw new Error(error.detail);
    switch (task.status) {
      case "completed":
        return task;
      case "failed":
      case "cancelled":
      case "timeout":
        throw new Error(`${task.errorCode ?? ""} ${task.errorMessage ?? task.status}`);
      default:
        if (task.queuePosition) console.log(`place ${task.queuePosition}`);
        if (task.estimatedFinishAt) console.log(`${Math.round(100 * (task.progress ?? 0))} %, done at ${task.estimatedFinishAt}`);
        await new Promise((resolve) => setTimeout(resolve, 500));
    }
  }
  throw new Error("The task should end within five minutes.");
}

async function fetchAll(links: Record<string, string | undefined>): Promise<void> {
  for (const [name, link] of Object.entries(links)) {
    const answer = await fetch(link!);
    console.log(`${name}: ${answer.status}, ${(await answer.arrayBuffer()).byteLength} bytes`);
    if (!answer.ok) throw new Error(link);
  }
}

async function separate(audioId: string): Promise<void> {
  const task = await finish(await client.POST("/producer/stems", { body: { audioId, format: "flac" } }));
  if (task.type !== "stems" || !task.result) throw new Error("There should be stems.");
  const { vocals, drums, bass, other } = task.result;
  await fetchAll({ vocals, drums, bass, other });
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
if (song.type !== "upload" || !song.result) throw new Error("There should be a song.");
await separate(song.result.audioId);

const made = await finish(await client.POST("/producer/audios", { body: { action: "create_music", soundPrompt: "calm folk waltz", seed: 7 } }));
if (made.type !== "audio" || !made.result) throw new Error("There should be a new song.");
const audioId = made.result.audioId;
await separate(audioId);
const video = await finish(await client.POST("/producer/download-video", { body: { audioId, preset: "simple" } }));
if (video.type !== "video" || !video.result) throw new Error("There should be a video.");
await fetchAll({ video: video.result.videoUrl });

const { data: page } = await client.GET("/producer/tasks", { params: { query: { limit: 100, status: "completed" } } });
if (!page || !("items" in page)) throw new Error("There should be a list.");
for (const task of page.items) if (task.type === "stems") console.log(`${task.model}: ${task.result?.vocals}`);

const { data: polled } = await client.POST("/producer/tasks", { body: { taskId: page.items[0]!.taskId } });
if (polled?.taskId !== page.items[0]!.taskId) throw new Error("A poll by POST should give the same.");

const { error } = await client.POST("/producer/stems", { body: { audioId: "unknown" } });
if (error?.status !== 404) throw new Error("An unknown audioId should be refused.");
