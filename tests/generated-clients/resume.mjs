// Sends a song with tus-js-client, breaks off, goes on from what has come, and waits for its task.
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { Upload } from 'tus-js-client';

const { UNBRAID_URL, UNBRAID_TOKEN, SONG } = process.env;
const headers = { Authorization: `Bearer ${UNBRAID_TOKEN}` };
const song = readFileSync(SONG);
const patches = [];

/** Sends until the end, or until something has been sent; tells where the upload is. */
const send = (uploadUrl, breaksOff) => new Promise((resolve, reject) => {
  const upload = new Upload(song, {
    endpoint: `${UNBRAID_URL}/producer/uploads`,
    uploadUrl,
    headers,
    chunkSize: 100_000,
    metadata: { filename: 'song.opus' },
    onBeforeRequest: (request) => request.getMethod() === 'PATCH' && patches.push(Number(request.getHeader('Upload-Offset'))),
    onChunkComplete: () => breaksOff && upload.abort().then(() => resolve(upload.url)),
    onSuccess: () => resolve(upload.url),
    onError: reject,
  });
  upload.start();
});

const url = await send(undefined, true);
assert.equal(await send(url, false), url);
assert.ok(patches[1] >= 100_000 && new Set(patches).size === patches.length, `sent from ${patches}`);

const taskId = url.split('/').pop();
let task;
do {
  await new Promise((resolve) => setTimeout(resolve, 100));
  task = await (await fetch(`${UNBRAID_URL}/producer/tasks/${taskId}`, { headers })).json();
} while (!['completed', 'failed'].includes(task.status));
assert.ok(task.result?.duration > 10, JSON.stringify(task));
console.log(`resumed from byte ${patches[1]} of ${song.length}`);
