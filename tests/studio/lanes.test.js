import assert from 'node:assert/strict';
import { test } from 'node:test';
import { factorsOf, lanesOf, loudest, mixRequest } from './page/engine/lanes.js';

test('stems come in the order in which musicians look for them, others last', () => {
  assert.deepEqual(lanesOf(['zither', 'other', 'bass', 'drums', 'vocals']).map(({ name }) => name), ['vocals', 'drums', 'bass', 'other', 'zither']);
});

test('a solo silences the others, and a mute silences itself though it is solo', () => {
  const lanes = lanesOf(['vocals', 'drums', 'bass']);
  lanes[0].solo = true;
  lanes[1].solo = lanes[1].muted = true;
  assert.deepEqual(lanes.map((lane) => factorsOf(lane, lanes).left), [1, 0, 0]);
});

test('the far channel gets softer, the near one stays, as the service does it', () => {
  const [lane] = lanesOf(['bass']);
  Object.assign(lane, { gain: -6, pan: 0.25 });
  const { left, right } = factorsOf(lane, [lane]);
  assert.ok(Math.abs(left - 0.75 * 10 ** -0.3) < 1e-12 && Math.abs(right - 10 ** -0.3) < 1e-12);
});

test('what nobody touched asks for the plain sum', () => {
  assert.deepEqual(mixRequest('id', lanesOf(['vocals', 'drums']), null, 44100, 'wav'), { taskId: 'id', format: 'wav' });
});

test('a mix is asked for as it is heard', () => {
  const lanes = lanesOf(['vocals', 'drums', 'bass']);
  Object.assign(lanes[0], { gain: -3, pan: -1 });
  lanes[1].muted = true;
  lanes[2].gain = -60; // as low as it goes is silence
  assert.deepEqual(mixRequest('id', lanes, { start: 44100, end: 88200 }, 44100, 'mp3'), {
    taskId: 'id', format: 'mp3', gains: { vocals: -3, bass: -60 }, pans: { vocals: -1 }, mute: ['drums', 'bass'], start: 1, end: 2,
  });
});

test('the loudest of a waveform is told by its size', () => assert.equal(loudest({ data: [0, 3, -90, 12] }), 90));
