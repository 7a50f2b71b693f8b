/**
 * What a mix is made of, without sound or page.
 * @typedef {{ name: string, gain: number, pan: number, muted: boolean, solo: boolean }} Lane gain in dB, pan from -1 (left) to 1 (right)
 */

/** The order in which musicians look for stems. */
const ORDER = ['vocals', 'instrumental', 'drums', 'bass', 'guitar', 'piano', 'other', 'residual'];

export const LOWEST = -60;
export const HIGHEST = 12;

/** @param {string[]} names @returns {Lane[]} */
export function lanesOf(names) {
  const place = (/** @type {string} */ name) => (ORDER.indexOf(name) + ORDER.length + 1) % (ORDER.length + 1);
  return [...names].sort((a, b) => place(a) - place(b)).map((name) => ({ name, gain: 0, pan: 0, muted: false, solo: false }));
}

/** Whether a lane is heard among the others. @param {Lane} lane @param {Lane[]} lanes */
export function isHeard(lane, lanes) {
  return !lane.muted && (lane.solo || !lanes.some((other) => other.solo));
}

/**
 * The factors of both channels: the far one gets softer, the near one stays, as in a mix that the service makes.
 * @param {Lane} lane @param {Lane[]} lanes @returns {import('./mix.js').Gain}
 */
export function factorsOf(lane, lanes) {
  const gain = !isHeard(lane, lanes) || lane.gain <= LOWEST ? 0 : 10 ** (lane.gain / 20);
  return { left: gain * Math.min(1, 1 - lane.pan), right: gain * Math.min(1, 1 + lane.pan) };
}

/**
 * The body with which the service makes the same mix.
 * @param {string} taskId @param {Lane[]} lanes @param {{ start: number, end: number } | null} loop frames @param {number} rate @param {string} format
 */
export function mixRequest(taskId, lanes, loop, rate, format) {
  const some = (/** @type {(lane: Lane) => number} */ value) => Object.fromEntries(lanes.filter((lane) => value(lane) !== 0).map((lane) => [lane.name, value(lane)]));
  const mute = lanes.filter((lane) => !isHeard(lane, lanes) || lane.gain <= LOWEST).map((lane) => lane.name);
  const [gains, pans] = [some((lane) => lane.gain), some((lane) => lane.pan)];
  return {
    taskId,
    format,
    ...(Object.keys(gains).length > 0 ? { gains } : {}),
    ...(Object.keys(pans).length > 0 ? { pans } : {}),
    ...(mute.length > 0 ? { mute } : {}),
    ...(loop ? { start: loop.start / rate, end: loop.end / rate } : {}),
  };
}

/** Loudest of a waveform, 0 to 127; a stem below 1 is silent to the ear of anybody. @param {{ data: number[] }} peaks */
export function loudest({ data }) {
  return data.reduce((most, value) => Math.max(most, Math.abs(value)), 0);
}
