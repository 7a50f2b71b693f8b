import assert from 'node:assert/strict';
import { test } from 'node:test';
import { Mix, WINDOW } from './page/engine/mix.js';

const RATE = 44100;
const QUANTUM = 128;

/** A sound that is different at each frame, so that any shift shows. @param {number} seed @param {number} frame */
const sound = (seed, frame) => (((frame + 1) * (seed * 2654435761 + 40503)) % 65536) / 65536 - 0.5;

/** A mix with all of its windows. @param {number} stems @param {number} frames */
function loaded(stems, frames) {
  const mix = new Mix(stems, frames, RATE);
  for (let stem = 0; stem < stems; stem++) {
    for (let index = 0; index * WINDOW < frames; index++) put(mix, stem, index, frames);
  }
  return mix;
}

/** @param {Mix} mix @param {number} stem @param {number} index @param {number} frames */
function put(mix, stem, index, frames) {
  const length = Math.min(WINDOW, frames - index * WINDOW);
  mix.put(stem, index, [0, 1].map((channel) => Float32Array.from({ length }, (_, i) => sound(2 * stem + channel, index * WINDOW + i))));
}

/** @param {Mix} mix @param {number} quanta @returns {[Float32Array, Float32Array]} */
function run(mix, quanta) {
  const [left, right] = [new Float32Array(quanta * QUANTUM), new Float32Array(quanta * QUANTUM)];
  for (let i = 0; i < quanta; i++) mix.render(left.subarray(i * QUANTUM, (i + 1) * QUANTUM), right.subarray(i * QUANTUM, (i + 1) * QUANTUM));
  return [left, right];
}

/** The sum of all stems at a frame, as floats add. @param {number} stems @param {number} channel @param {number} frame */
const sum = (stems, channel, frame) => Array.from({ length: stems }, (_, stem) => sound(2 * stem + channel, frame)).reduce((a, b) => Math.fround(a + Math.fround(b)), 0);

test('from its start a song is the sum of its stems, to the sample, over the edges of windows', () => {
  const frames = 3 * WINDOW + 1000;
  const mix = loaded(4, frames);
  mix.playing = true;
  const [left, right] = run(mix, Math.ceil(frames / QUANTUM));
  for (let i = 0; i < frames; i++) {
    assert.equal(left[i], sum(4, 0, i), `left, frame ${i}`);
    assert.equal(right[i], sum(4, 1, i), `right, frame ${i}`);
  }
  assert.ok(!mix.playing || run(mix, 1)[0].every((sample) => sample === 0));
});

test('after a jump every stem goes on at the same frame', () => {
  const mix = loaded(3, 4 * WINDOW);
  mix.playing = true;
  run(mix, 100);
  mix.seek(2 * WINDOW - 64);
  const [left] = run(mix, 40);
  const settled = 20 * QUANTUM; // sound has gone and come again
  const start = 2 * WINDOW - 64;
  const shift = Array.from({ length: 400 }, (_, n) => n).find((n) => sum(3, 0, start + settled - n) === left[settled]);
  assert.notEqual(shift, undefined);
  for (let i = settled; i < left.length; i++) assert.equal(left[i], sum(3, 0, start + i - shift), `frame ${i}`);
});

test('a loop goes round without a gap, whatever its length', () => {
  const mix = loaded(2, WINDOW);
  mix.loop = { start: 100, end: 1137 };
  mix.playing = true;
  const [left] = run(mix, 60);
  for (let i = 0; i < left.length; i++) {
    const frame = i < 1137 ? i : 100 + (i - 1137) % 1037;
    assert.equal(left[i], sum(2, 0, frame), `frame ${i}`);
  }
});

test('where a window of one stem is missing all wait, and then go on together', () => {
  const frames = 2 * WINDOW;
  const mix = new Mix(2, frames, RATE);
  put(mix, 0, 0, frames);
  put(mix, 1, 0, frames);
  put(mix, 0, 1, frames);
  mix.playing = true;
  run(mix, WINDOW / QUANTUM);
  assert.ok(run(mix, 4)[0].every((sample) => sample === 0));
  assert.ok(mix.waiting);
  assert.equal(mix.position, WINDOW);
  put(mix, 1, 1, frames);
  const [left] = run(mix, 100);
  for (let i = 20 * QUANTUM; i < left.length; i++) assert.equal(left[i], sum(2, 0, WINDOW + i), `frame ${i}`);
});

test('gains change without a step, and end exactly where they should', () => {
  const mix = loaded(1, 2 * WINDOW);
  for (const channels of mix.stems[0].windows.values()) channels.forEach((channel) => channel.fill(0.5));
  mix.playing = true;
  run(mix, 10);
  mix.setGain(0, { left: 0, right: 2 });
  const [left, right] = run(mix, 60);
  for (let i = 1; i < left.length; i++) assert.ok(Math.abs(left[i] - left[i - 1]) < 0.02 && Math.abs(right[i] - right[i - 1]) < 0.02, `frame ${i}`);
  assert.equal(left.at(-1), 0);
  assert.equal(right.at(-1), 1);
});

test('at another speed a tone has another pitch and no steps', () => {
  const frames = 2 * WINDOW;
  const mix = new Mix(1, frames, RATE);
  const tone = (/** @type {number} */ frame) => Math.sin(2 * Math.PI * 440 * frame / RATE);
  for (let index = 0; index < 2; index++) mix.put(0, index, [0, 1].map(() => Float32Array.from({ length: WINDOW }, (_, i) => tone(index * WINDOW + i))));
  mix.speed = 0.75;
  mix.playing = true;
  const [left] = run(mix, 600);
  for (let i = 4; i < left.length; i++) assert.ok(Math.abs(left[i] - tone(i * 0.75)) < 1e-3, `frame ${i}`);
});

test('a stop fades, and the end of the song stops', () => {
  const mix = loaded(1, 1000);
  mix.playing = true;
  run(mix, 3);
  mix.playing = false;
  run(mix, 3);
  assert.equal(mix.fade, 0);
  mix.playing = true;
  run(mix, 20);
  assert.ok(!mix.playing);
  assert.equal(mix.position, 1000);
});

test('windows that are not kept are gone', () => {
  const mix = loaded(2, 4 * WINDOW);
  mix.keep(new Set([1]));
  assert.ok(mix.has(WINDOW) && !mix.has(0) && !mix.has(2 * WINDOW));
});
