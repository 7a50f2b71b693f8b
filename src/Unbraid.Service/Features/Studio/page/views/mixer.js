import { html, nothing, render } from '../vendor/lit-html.js';
import { ask, here } from '../api.js';
import { factorsOf, lanesOf, loudest } from '../engine/lanes.js';
import { Player } from '../engine/player.js';
import { t } from '../words.js';
import { lane } from './lane.js';
import { obeyKeys } from './keys.js';
import { transport } from './transport.js';
import { timeline } from './timeline.js';
import './waveform.js';

/** The mixes of this visit, by task. @type {Map<string, { lanes: import('../engine/lanes.js').Lane[], loop: { start: number, end: number } | null, rate: number }>} */
const mixes = new Map();

/** How a task's stems are mixed at the moment. @param {import('../store.js').Task} task */
export function mixOf(task) {
  let mix = mixes.get(task.taskId);
  if (!mix) mixes.set(task.taskId, mix = { lanes: lanesOf(Object.keys(task.result)), loop: null, rate: 44100 });
  return mix;
}

/** A lane for each stem, and one time line for all. */
export class StemMixer extends HTMLElement {
  /** @type {import('../store.js').Store} */
  store;
  /** @type {import('../store.js').Song} */
  song;
  /** @type {Player | null} */
  player = null;
  /** @type {Record<string, { samples_per_pixel: number, length: number, data: number[] }> | null} */
  peaks = null;
  /** What is seen of the song, in frames. */
  view = { start: 0, end: 1 };
  /** The lane that keys speak of. */
  chosen = 0;
  broken = false;
  practice = { speed: 1, semitones: 0, volume: 1 };
  /** @type {import('../store.js').Task} */
  #task;
  /** @type {Record<string, string>} */
  #links = {};
  #keys = obeyKeys(this);

  get task() {
    return this.#task;
  }

  set task(task) {
    const other = this.#task?.taskId !== task.taskId;
    this.#task = task;
    this.#links = task.result;
    if (other && this.isConnected) this.#open();
    else this.draw();
  }

  connectedCallback() {
    document.addEventListener('keydown', this.#keys);
    if (this.#task) this.#open();
  }

  disconnectedCallback() {
    document.removeEventListener('keydown', this.#keys);
    this.player?.close();
    this.player = null;
  }

  get mix() {
    return mixOf(this.#task);
  }

  /** Where beats are known to be, in frames. */
  get grid() {
    const { tempo, firstBeat } = this.song.origin ?? {};
    const rate = this.player?.rate ?? this.song.sampleRate;
    return tempo && firstBeat !== undefined ? { beat: 60 / tempo * rate, first: firstBeat * rate } : { beat: 0, first: 0 };
  }

  async #open() {
    const { taskId } = this.#task;
    this.player?.close();
    Object.assign(this, { player: null, peaks: null, broken: false, chosen: 0, view: { start: 0, end: Math.max(1, this.song.duration * this.song.sampleRate) } });
    this.draw();
    const isStill = () => this.isConnected && this.#task.taskId === taskId;
    ask('GET', `producer/stems/${taskId}/peaks`).then((peaks) => {
      if (isStill()) this.peaks = peaks;
      this.draw();
    }, () => {});
    try {
      const player = await Player.open(this.mix.lanes.map(({ name }) => () => here(this.#links[name])), async () => {
        this.#links = (await ask('GET', `producer/tasks/${taskId}`)).result;
      });
      if (!isStill()) {
        player.close();
        return;
      }
      this.#take(player);
    } catch {
      this.broken = true;
    }
    this.draw();
  }

  /** @param {Player} player */
  #take(player) {
    this.player = player;
    this.mix.rate = player.rate;
    this.view = { start: 0, end: player.frames };
    player.addEventListener('move', () => this.#move());
    player.addEventListener('state', () => {
      this.broken &&= player.waiting;
      this.draw();
    });
    player.addEventListener('broken', () => {
      this.broken = true;
      this.draw();
    });
    player.setLoop(this.mix.loop);
    this.applyGains();
  }

  /** What changes all the time is written straight into the page. */
  #move() {
    const { player, view } = this;
    if (!player) return;
    const place = (player.position - view.start) / (view.end - view.start);
    /** @type {HTMLElement | null} */ (this.querySelector('.lanes'))?.style.setProperty('--head', String(place));
    this.querySelectorAll('.meter i').forEach((bar, index) => {
      const level = player.playing ? player.levels?.[index] ?? 0 : 0;
      /** @type {HTMLElement} */ (bar).style.transform = `scaleX(${Math.min(1, level)})`;
    });
    const clock = this.querySelector('transport-clock');
    if (clock) /** @type {any} */ (clock).frames = player.position;
    if (player.playing && place > 1 && view.end < player.frames) this.look(player.position, view.end - view.start);
  }

  /** Shows a part of the song. @param {number} start @param {number} length frames */
  look(start, length) {
    const frames = this.player?.frames ?? this.view.end;
    const width = Math.max(Math.min(length, frames), Math.min(frames, 2000));
    const from = Math.max(0, Math.min(frames - width, start));
    this.view = { start: from, end: from + width };
    this.draw();
  }

  /** @param {number} factor */
  zoom(factor) {
    const width = (this.view.end - this.view.start) * factor;
    this.look((this.player?.position ?? 0) - width / 2, width);
  }

  /** Changes a lane. @param {import('../engine/lanes.js').Lane} lane @param {Partial<import('../engine/lanes.js').Lane>} change */
  set(lane, change) {
    Object.assign(lane, change);
    this.applyGains();
    this.store.changed();
  }

  reset() {
    this.mix.lanes.forEach((one) => Object.assign(one, { gain: 0, pan: 0, muted: false, solo: false }));
    this.setLoop(null);
    this.applyGains();
    this.store.changed();
  }

  /** @param {{ start: number, end: number } | null} loop frames */
  setLoop(loop) {
    this.mix.loop = loop;
    this.player?.setLoop(loop);
    this.draw();
  }

  toggle() {
    if (this.player?.playing) this.player.pause();
    else this.player?.play();
  }

  applyGains() {
    this.mix.lanes.forEach((one, index) => this.player?.setGain(index, factorsOf(one, this.mix.lanes)));
  }

  draw() {
    if (!this.isConnected || !this.#task) return;
    const { lanes } = this.mix;
    render(html`
      ${this.broken ? html`<p class="notice warn" role="alert">${t('playerBroken')}</p>` : nothing}
      ${transport(this)}
      <div class="lanes" ?data-waiting=${this.player?.waiting && this.player.playing}>
        ${timeline(this)}
        ${lanes.map((one, index) => lane(this, one, index, this.peaks?.[one.name], this.peaks ? loudest(this.peaks[one.name]) < 1 : false, here(this.#links[one.name])))}
        <div class="headtrack" aria-hidden="true"><div class="head"></div></div>
      </div>
      <p class="small keys">${t('keys')}</p>`, this);
    this.#move();
  }
}

customElements.define('stem-mixer', StemMixer);
