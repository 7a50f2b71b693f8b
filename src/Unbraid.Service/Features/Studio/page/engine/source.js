import { WINDOW } from './mix.js';
import { decode, readHead } from './wav.js';

/** As much of a file as is read to find its samples. */
const HEAD = 65536;

/** @typedef {import('./mix.js').Samples} Samples */

/**
 * Where the windows of a stem come from.
 * @typedef {{ rate: number, frames: number, read(index: number, signal: AbortSignal, spare?: Samples): Promise<Samples> }} Source
 */

/** A file that is not there any more under its link. */
export class LinkExpired extends Error {}

/**
 * Opens a file: a WAV file window by window, any other by decoding all of it.
 * @param {() => string} link gives the present link to the file
 * @returns {Promise<Source>}
 */
export async function openSource(link) {
  const answer = await get(link(), 0, HEAD - 1);
  const size = Number(/\/(\d+)$/.exec(answer.headers.get('Content-Range') ?? '')?.[1] ?? answer.headers.get('Content-Length'));
  const head = await answer.arrayBuffer();
  const layout = readHead(head, size);
  return layout ? wavSource(link, layout) : decodedSource(link);
}

/** @param {() => string} link @param {import('./wav.js').WavLayout} layout @returns {Source} */
function wavSource(link, layout) {
  const bytes = layout.channels * layout.bits / 8;
  return {
    rate: layout.rate,
    frames: layout.frames,
    async read(index, signal, spare) {
      const first = index * WINDOW;
      const last = Math.min(layout.frames, first + WINDOW) - 1;
      const answer = await get(link(), layout.begin + first * bytes, layout.begin + (last + 1) * bytes - 1, signal);
      return decode(await answer.arrayBuffer(), layout, spare);
    },
  };
}

/**
 * A file in a form that cannot be read in parts without loss of its exact place.
 * @param {() => string} link
 * @returns {Promise<Source>}
 */
async function decodedSource(link) {
  const answer = await get(link());
  const sound = await new OfflineAudioContext(2, 1, 44100).decodeAudioData(await answer.arrayBuffer());
  return {
    rate: sound.sampleRate,
    frames: sound.length,
    async read(index) {
      const part = (/** @type {number} */ channel) => sound.getChannelData(channel).slice(index * WINDOW, (index + 1) * WINDOW);
      return [part(0), part(sound.numberOfChannels > 1 ? 1 : 0)];
    },
  };
}

/** @param {string} url @param {number} [first] @param {number} [last] @param {AbortSignal} [signal] */
async function get(url, first, last, signal) {
  const answer = await fetch(url, { signal, headers: last === undefined ? {} : { Range: `bytes=${first}-${last}` } });
  if (answer.status === 410) throw new LinkExpired();
  if (!answer.ok) throw new Error(`${answer.status}`);
  return answer;
}
