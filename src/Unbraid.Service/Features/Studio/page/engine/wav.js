/**
 * WAV files read in parts (RIFF, Microsoft 1994; WAVE_FORMAT_EXTENSIBLE, Microsoft 2001; RF64, EBU Tech 3306).
 */

/**
 * @typedef {{ rate: number, channels: number, bits: number, float: boolean, begin: number, frames: number }} WavLayout
 *   begin is the place of the first sample in the file, in bytes
 */

const PCM = 1;
const FLOAT = 3;
const EXTENSIBLE = 0xfffe;
const UNKNOWN = 0xffffffff;

/**
 * Reads the head of a file.
 * @param {ArrayBuffer} head its first bytes, up to the samples at least
 * @param {number} size of the whole file in bytes
 * @returns {WavLayout | null} null if it is no WAV file
 */
export function readHead(head, size) {
  const view = new DataView(head);
  if (head.byteLength < 12 || !['RIFF', 'RF64'].includes(tag(view, 0)) || tag(view, 8) !== 'WAVE') return null;
  let format = null;
  let wide = 0;
  for (let at = 12; at + 8 <= head.byteLength;) {
    const length = view.getUint32(at + 4, true);
    const body = at + 8;
    if (tag(view, at) === 'ds64') wide = Number(view.getBigUint64(body + 8, true));
    if (tag(view, at) === 'fmt ') {
      const code = view.getUint16(body, true);
      format = {
        code: code === EXTENSIBLE ? view.getUint16(body + 24, true) : code,
        channels: view.getUint16(body + 2, true),
        rate: view.getUint32(body + 4, true),
        bits: view.getUint16(body + 14, true),
      };
    }
    if (tag(view, at) === 'data' && format) {
      const { code, channels, rate, bits } = format;
      if (code !== PCM && code !== FLOAT) return null;
      const bytes = Math.min(length === UNKNOWN ? wide || size : length, size - body);
      return { rate, channels, bits, float: code === FLOAT, begin: body, frames: Math.floor(bytes / (channels * bits / 8)) };
    }
    at = body + length + (length & 1);
  }
  return null;
}

/**
 * Samples as two channels of floats; a mono sound comes on both.
 * @param {ArrayBuffer} bytes whole frames
 * @param {WavLayout} layout
 * @param {[Float32Array, Float32Array]} [spare] filled again if it has the right length
 * @returns {[Float32Array, Float32Array]}
 */
export function decode(bytes, { channels, bits, float }, spare) {
  const step = bits / 8;
  const frames = Math.floor(bytes.byteLength / (channels * step));
  const read = reader(bytes, bits, float);
  const [left, right] = spare?.[0].length === frames ? spare : [new Float32Array(frames), new Float32Array(frames)];
  const other = channels > 1 ? 1 : 0;
  for (let i = 0; i < frames; i++) {
    left[i] = read(i * channels);
    right[i] = read(i * channels + other);
  }
  return [left, right];
}

/** @param {ArrayBuffer} bytes @param {number} bits @param {boolean} float @returns {(sample: number) => number} */
function reader(bytes, bits, float) {
  if (float && bits === 32) {
    const data = new DataView(bytes);
    return (sample) => data.getFloat32(sample * 4, true);
  }
  if (bits === 16) {
    const data = new Int16Array(bytes, 0, Math.floor(bytes.byteLength / 2));
    return (sample) => data[sample] / 32768;
  }
  const data = new DataView(bytes);
  if (bits === 24) return (sample) => (data.getUint16(sample * 3, true) | (data.getInt8(sample * 3 + 2) << 16)) / 8388608;
  return (sample) => data.getInt32(sample * 4, true) / 2147483648;
}

/** @param {DataView} view @param {number} at */
function tag(view, at) {
  return String.fromCharCode(view.getUint8(at), view.getUint8(at + 1), view.getUint8(at + 2), view.getUint8(at + 3));
}
