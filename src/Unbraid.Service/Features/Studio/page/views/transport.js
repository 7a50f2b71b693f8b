import { html } from '../vendor/lit-html.js';
import { clock, t } from '../words.js';

/** Play, where it is, loop, zoom, and what helps to practise. @param {import('./mixer.js').StemMixer} mixer */
export function transport(mixer) {
  const { player, practice } = mixer;
  const practise = (/** @type {Partial<typeof practice>} */ change) => {
    Object.assign(practice, change);
    player?.setPractice(practice.speed, practice.semitones);
    if (player) player.volume.gain.setTargetAtTime(practice.volume, player.context.currentTime, 0.01);
    mixer.draw();
  };
  const number = (/** @type {any} */ event) => Number(event.target.value);
  return html`
    <div class="transport">
      <button class="main play" ?disabled=${!player} aria-label=${player?.playing ? t('pause') : t('play')} @click=${() => mixer.toggle()}>
        ${player?.playing ? '❚❚' : '▶'}</button>
      <transport-clock .rate=${player?.rate ?? 44100} .total=${player?.frames ?? 0} role="timer" aria-label=${t('goTo')}></transport-clock>
      <button aria-pressed=${mixer.mix.loop !== null} title=${t('loopHelp')} @click=${() => toggleLoop(mixer)}>${t('loop')}</button>
      <span class="group"><button aria-label=${t('zoomOut')} title=${t('zoomOut')} @click=${() => mixer.zoom(2)}>−</button>
        <button aria-label=${t('zoomIn')} title=${t('zoomIn')} @click=${() => mixer.zoom(0.5)}>+</button></span>
      <label>${t('speed')} <input type="range" min="0.5" max="1.5" step="0.05" .value=${String(practice.speed)} @change=${(/** @type {any} */ event) => practise({ speed: number(event) })}>
        <output>${practice.speed.toFixed(2)}×</output></label>
      <label>${t('pitch')} <input type="range" min="-6" max="6" step="1" .value=${String(practice.semitones)} @change=${(/** @type {any} */ event) => practise({ semitones: number(event) })}>
        <output>${practice.semitones > 0 ? '+' : ''}${practice.semitones}</output></label>
      <label>${t('volume')} <input type="range" min="0" max="1" step="0.01" .value=${String(practice.volume)} @input=${(/** @type {any} */ event) => practise({ volume: number(event) })}></label>
      <button class="quiet" @click=${() => mixer.reset()}>${t('reset')}</button>
    </div>`;
}

/** The part chosen, else what is seen. @param {import('./mixer.js').StemMixer} mixer */
export function toggleLoop(mixer) {
  mixer.setLoop(mixer.mix.loop ? null : { start: Math.round(mixer.view.start), end: Math.round(mixer.view.end) });
}

/** The position, which changes thirty times a second. */
class TransportClock extends HTMLElement {
  rate = 44100;
  total = 0;
  #shown = '';

  set frames(/** @type {number} */ frames) {
    const text = `${clock(frames / this.rate)} / ${clock(this.total / this.rate)}`;
    if (text !== this.#shown) this.textContent = this.#shown = text;
  }
}

customElements.define('transport-clock', TransportClock);
