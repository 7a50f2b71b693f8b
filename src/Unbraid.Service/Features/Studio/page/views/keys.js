import { toggleLoop } from './transport.js';

/** Seconds of an arrow. */
const STEP = 5;

/** What keys do while nothing is typed. @param {import('./mixer.js').StemMixer} mixer @returns {(event: KeyboardEvent) => void} */
export function obeyKeys(mixer) {
  return (event) => {
    const target = /** @type {HTMLElement} */ (event.target);
    if (event.ctrlKey || event.metaKey || event.altKey || target.closest('input, textarea, select, audio, [contenteditable]')) return;
    if (event.key === ' ' && target.closest('button, a, summary')) return;
    const { player, mix: { lanes } } = mixer;
    const lane = lanes[mixer.chosen];
    const step = STEP * (player?.rate ?? 0);
    /** @type {Record<string, () => void>} */
    const keys = {
      ' ': () => mixer.toggle(),
      ArrowLeft: () => player?.seek(player.position - step),
      ArrowRight: () => player?.seek(player.position + step),
      Home: () => player?.seek(0),
      m: () => mixer.set(lane, { muted: !lane.muted }),
      s: () => mixer.set(lane, { solo: !lane.solo }),
      l: () => toggleLoop(mixer),
      '+': () => mixer.zoom(0.5),
      '-': () => mixer.zoom(2),
    };
    const key = event.key.length === 1 ? event.key.toLowerCase() : event.key;
    if (/^[1-9]$/.test(key) && lanes[Number(key) - 1]) {
      mixer.chosen = Number(key) - 1;
      mixer.draw();
    } else if (keys[key]) {
      keys[key]();
    } else {
      return;
    }
    event.preventDefault();
  };
}
