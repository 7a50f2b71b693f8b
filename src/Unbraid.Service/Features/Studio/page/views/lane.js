import { html, nothing } from '../vendor/lit-html.js';
import { HIGHEST, isHeard, LOWEST } from '../engine/lanes.js';
import { nameOf, t } from '../words.js';

/**
 * A stem: its name, what it looks like, and how it goes into the mix.
 * @param {import('./mixer.js').StemMixer} mixer
 * @param {import('../engine/lanes.js').Lane} lane
 * @param {number} index
 * @param {object | undefined} peaks
 * @param {boolean} isSilent
 * @param {string} link
 */
export function lane(mixer, lane, index, peaks, isSilent, link) {
  const stem = nameOf('stem', lane.name);
  const number = (/** @type {any} */ event) => Number(event.target.value);
  return html`
    <section class="lane stem-${lane.name}" ?data-chosen=${mixer.chosen === index} ?data-off=${!isHeard(lane, mixer.mix.lanes)} aria-label=${stem}
      @pointerdown=${() => { mixer.chosen = index; mixer.draw(); }}>
      <div class="controls">
        <span class="name">${stem}${isSilent ? html` <em>${t('silent')}</em>` : nothing}</span>
        <span class="meter" aria-hidden="true"><i></i></span>
        <button aria-pressed=${lane.muted} aria-label=${t('muteOf', { stem })} title=${t('mute')} @click=${() => mixer.set(lane, { muted: !lane.muted })}>M</button>
        <button aria-pressed=${lane.solo} aria-label=${t('soloOf', { stem })} title=${t('solo')} @click=${() => mixer.set(lane, { solo: !lane.solo })}>S</button>
        <label title=${t('gainOf', { stem })}><input type="range" min=${LOWEST} max=${HIGHEST} step="0.5" .value=${String(lane.gain)} aria-label=${t('gainOf', { stem })}
          @input=${(/** @type {any} */ event) => mixer.set(lane, { gain: number(event) })} @dblclick=${() => mixer.set(lane, { gain: 0 })}>
          <output>${lane.gain <= LOWEST ? '−∞' : lane.gain.toFixed(1)} dB</output></label>
        <label title=${t('panOf', { stem })}><span aria-hidden="true">L</span><input class="pan" type="range" min="-1" max="1" step="0.05" .value=${String(lane.pan)} aria-label=${t('panOf', { stem })}
          @input=${(/** @type {any} */ event) => mixer.set(lane, { pan: number(event) })} @dblclick=${() => mixer.set(lane, { pan: 0 })}><span aria-hidden="true">R</span></label>
        <a class="button quiet" href=${link} download title=${t('saveStem', { stem })} aria-label=${t('saveStem', { stem })}>↓</a>
      </div>
      <wave-form .peaks=${peaks ?? null} .view=${mixer.view} .grid=${mixer.grid} @click=${(/** @type {MouseEvent} */ event) => seekTo(mixer, event)}></wave-form>
    </section>`;
}

/** @param {import('./mixer.js').StemMixer} mixer @param {MouseEvent} event */
export function seekTo(mixer, event) {
  mixer.player?.seek(frameAt(mixer, event));
}

/** The frame under the pointer. @param {import('./mixer.js').StemMixer} mixer @param {MouseEvent} event */
export function frameAt(mixer, event) {
  const box = /** @type {HTMLElement} */ (event.currentTarget).getBoundingClientRect();
  const place = Math.max(0, Math.min(1, (event.clientX - box.left) / box.width));
  return mixer.view.start + place * (mixer.view.end - mixer.view.start);
}
