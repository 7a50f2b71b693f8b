import assert from 'node:assert/strict';
import { test } from 'node:test';
import { decode, readHead } from './page/engine/wav.js';

/** @param {{ code: number, bits: number, channels?: number, extra?: boolean, dataSize?: number, frames?: number, riff?: string }} options */
function wav({ code, bits, channels = 2, extra = false, frames = 2, riff = 'RIFF', dataSize = frames * channels * bits / 8 }) {
  const format = Buffer.alloc(extra ? 40 : 16);
  format.writeUInt16LE(extra ? 0xfffe : code, 0);
  format.writeUInt16LE(channels, 2);
  format.writeUInt32LE(48000, 4);
  format.writeUInt16LE(bits, 14);
  if (extra) format.writeUInt16LE(code, 24);
  const chunk = (/** @type {string} */ tag, /** @type {Buffer} */ body, size = body.length) => {
    const head = Buffer.alloc(8);
    head.write(tag, 0, 'latin1');
    head.writeUInt32LE(size >>> 0, 4);
    return Buffer.concat([head, body, Buffer.alloc(body.length % 2)]);
  };
  const ds64 = Buffer.alloc(28);
  ds64.writeBigUInt64LE(BigInt(frames * channels * bits / 8), 8);
  const body = Buffer.concat([
    Buffer.from('WAVE'), ...(riff === 'RF64' ? [chunk('ds64', ds64)] : []), chunk('fmt ', format), chunk('LIST', Buffer.from('odd')),
    chunk('data', Buffer.alloc(frames * channels * bits / 8), dataSize),
  ]);
  const whole = Buffer.concat([Buffer.from(riff), Buffer.alloc(4), body]);
  return whole.buffer.slice(whole.byteOffset, whole.byteOffset + whole.length);
}

test('chunks of all kinds are passed over, odd ones with their padding', () => {
  const file = wav({ code: 1, bits: 16 });
  assert.deepEqual(readHead(file, file.byteLength), { rate: 48000, channels: 2, bits: 16, float: false, begin: file.byteLength - 8, frames: 2 });
});

test('the wide form of the format and large files are read', () => {
  const wide = wav({ code: 3, bits: 32, extra: true });
  assert.deepEqual([readHead(wide, wide.byteLength)?.float, readHead(wide, wide.byteLength)?.bits], [true, 32]);
  const large = wav({ code: 1, bits: 24, riff: 'RF64', dataSize: 0xffffffff });
  assert.equal(readHead(large, large.byteLength)?.frames, 2);
});

test('what is no WAV file of plain samples is told', () => {
  assert.equal(readHead(new ArrayBuffer(100), 100), null);
  const adpcm = wav({ code: 2, bits: 4 });
  assert.equal(readHead(adpcm, adpcm.byteLength), null);
  assert.equal(readHead(new ArrayBuffer(3), 3), null);
});

test('samples of every width are what they were', () => {
  const of = (/** @type {number[]} */ ...bytes) => new Uint8Array(bytes).buffer;
  const layout = { rate: 1, channels: 1, begin: 0, frames: 1, float: false };
  assert.equal(decode(of(0x00, 0x80), { ...layout, bits: 16 })[0][0], -1);
  assert.equal(decode(of(0xff, 0xff, 0xff), { ...layout, bits: 24 })[0][0], Math.fround(-1 / 8388608));
  assert.equal(decode(of(0x01, 0x00, 0x40), { ...layout, bits: 24 })[0][0], Math.fround(0x400001 / 8388608));
  assert.equal(decode(of(0, 0, 0, 0xc0), { ...layout, bits: 32 })[0][0], -0.5);
  assert.equal(decode(new Float32Array([0.1]).buffer, { ...layout, bits: 32, float: true })[0][0], Math.fround(0.1));
});

test('a mono sound comes on both channels', () => {
  const [left, right] = decode(new Int16Array([100, -200]).buffer, { rate: 1, channels: 1, bits: 16, float: false, begin: 0, frames: 2 });
  assert.deepEqual([...left], [...right]);
});
