import { html, nothing } from '../vendor/lit-html.js';
import { clock, t } from '../words.js';
import { frameAt, seekTo } from './lane.js';

/** Distances of ticks in seconds, of which the first that leaves room is taken. */
const TICKS = [0.1, 0.2, 0.5, 1, 2, 5, 10, 15, 30, 60, 120, 300, 600];
const MOST_TICKS = 9;

/** Shorter parts are a click. */
const SHORTEST_LOOP = 0.05;

/** Seconds along the top, and the part that is played again and again. @param {import('./mixer.js').StemMixer} mixer */
export function timeline(mixer) {
  const rate = mixer.player?.rate ?? mixer.song.sampleRate;
  const { start, end } = mixer.view;
  const seconds = (end - start) / rate;
  const step = TICKS.find((one) => seconds / one <= MOST_TICKS) ?? 600;
  const ticks = [];
  for (let tick = Math.ceil(start / rate / step) * step; tick < end / rate; tick += step) ticks.push(tick);
  const place = (/** @type {number} */ frame) => (frame - start) / (end - start);
  const { loop } = mixer.mix;
  return html`
    <svg class="timeline" role="presentation" viewBox="0 0 1000 24" preserveAspectRatio="none" @pointerdown=${(/** @type {PointerEvent} */ event) => drag(mixer, event)}>
      <title>${t('loopHelp')}</title>
      ${loop ? svgRect(place(loop.start), place(loop.end)) : nothing}
    </svg>
    <div class="ticks" aria-hidden="true">${ticks.map((tick) => html`<time-tick .place=${place(tick * rate)}>${step < 1 ? tick.toFixed(1) : clock(tick)}</time-tick>`)}</div>`;
}

/** @param {number} from @param {number} to */
function svgRect(from, to) {
  return html`<svg x=${from * 1000} width=${Math.max(1, (to - from) * 1000)} height="24" class="loop"><rect width="100%" height="100%"></rect></svg>`;
}

/** A click goes there; a drag chooses a part. @param {import('./mixer.js').StemMixer} mixer @param {PointerEvent} event */
function drag(mixer, event) {
  const line = /** @type {SVGElement} */ (event.currentTarget);
  const first = frameAt(mixer, event);
  const rate = mixer.player?.rate ?? 44100;
  line.setPointerCapture(event.pointerId);
  const at = (/** @type {PointerEvent} */ now) => {
    const other = frameAt(mixer, now);
    return { start: Math.round(Math.min(first, other)), end: Math.round(Math.max(first, other)) };
  };
  const move = (/** @type {any} */ now) => {
    const part = at(now);
    if (part.end - part.start > SHORTEST_LOOP * rate) mixer.setLoop(part);
  };
  const up = (/** @type {any} */ now) => {
    line.removeEventListener('pointermove', move);
    const part = at(now);
    if (part.end - part.start <= SHORTEST_LOOP * rate) seekTo(mixer, now);
    else mixer.player?.seek(part.start);
  };
  line.addEventListener('pointermove', move);
  line.addEventListener('pointerup', up, { once: true });
}

/** A time at its place; no style may stand in the page's text. */
class TimeTick extends HTMLElement {
  set place(/** @type {number} */ place) {
    this.style.left = `${place * 100}%`;
  }
}

customElements.define('time-tick', TimeTick);
