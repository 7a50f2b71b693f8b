import { WINDOW } from './mix.js';
import { LinkExpired, openSource } from './source.js';

/** Windows that are kept ready ahead, about 7 s. */
const AHEAD = 10;

/** Requests at the same time; browsers hold back more than six to one host. */
const AT_ONCE = 6;

/** Pause before a window that failed is asked for again, in ms. */
const PAUSE = 1000;

/**
 * Plays the stems of a song together, to the sample, however long it is: sound is fetched in windows around the place where it is heard.
 *
 * Events: `move` (position, levels), `state` (playing, waiting), `broken` (no sound comes).
 */
export class Player extends EventTarget {
  /** @type {Map<string, AbortController>} */
  #running = new Map();
  /** @type {Set<string>} */
  #there = new Set();
  /** @type {import('./mix.js').Samples[]} */
  #spare = [];
  /** @type {import('./stretch.js').Stretch | null} */
  #stretch = null;
  #closed = false;

  /**
   * @param {AudioContext} context
   * @param {import('./source.js').Source[]} sources
   * @param {() => Promise<void>} refresh gets fresh links
   */
  constructor(context, sources, refresh) {
    super();
    this.context = context;
    this.sources = sources;
    this.refresh = refresh;
    this.rate = context.sampleRate;
    this.frames = Math.max(...sources.map((source) => source.frames));
    this.position = 0;
    this.playing = false;
    this.waiting = false;
    this.speed = 1;
    this.semitones = 0;
    /** Loudest sample of each stem of late. @type {number[]} */
    this.levels = [];
    /** @type {{ start: number, end: number } | null} frames */
    this.loop = null;
    this.node = new AudioWorkletNode(context, 'unbraid-mix', {
      numberOfInputs: 0, outputChannelCount: [2], processorOptions: { stems: sources.length, frames: this.frames },
    });
    this.volume = new GainNode(context);
    this.node.connect(this.volume).connect(context.destination);
    this.node.port.onmessage = ({ data }) => (data.spare ? this.#spare.push(...data.spare) : this.#hear(data));
    this.#pump();
  }

  /**
   * @param {(() => string)[]} links of the stems, each giving the present one
   * @param {() => Promise<void>} refresh gets fresh links
   */
  static async open(links, refresh) {
    const sources = await Promise.all(links.map(openSource));
    const context = new AudioContext({ sampleRate: sources[0].rate, latencyHint: 'interactive' });
    await context.audioWorklet.addModule(new URL('worklet.js', import.meta.url));
    return new Player(context, sources, refresh);
  }

  /** Browsers let sound begin only after a click or a key. */
  async play() {
    await this.context.resume();
    if (this.position >= this.frames) this.seek(0);
    this.#tell({ do: 'play' });
  }

  pause() {
    this.#tell({ do: 'pause' });
  }

  /** @param {number} frame */
  seek(frame) {
    this.position = Math.max(0, Math.min(this.frames, Math.round(frame)));
    this.#tell({ do: 'seek', frame: this.position });
    this.#pump();
    this.dispatchEvent(new Event('move'));
  }

  /** @param {number} stem @param {import('./mix.js').Gain} gain */
  setGain(stem, gain) {
    this.#tell({ do: 'gain', stem, gain });
  }

  /** @param {{ start: number, end: number } | null} loop frames */
  setLoop(loop) {
    this.loop = loop;
    this.#tell({ do: 'loop', loop });
    this.#pump();
  }

  /**
   * Another speed at the same pitch, or another pitch at the same speed.
   * @param {number} speed 0.5 to 1.5
   * @param {number} semitones -6 to 6
   */
  async setPractice(speed, semitones) {
    [this.speed, this.semitones] = [speed, semitones];
    this.#tell({ do: 'speed', speed });
    if (!this.#stretch) {
      if (speed === 1 && semitones === 0) return;
      const { Stretch } = await import('./stretch.js');
      this.#stretch ??= await Stretch.insert(this.context, this.node, this.volume);
    }
    this.#stretch.shift(this.semitones - 12 * Math.log2(this.speed)); // of what was asked for last
  }

  async close() {
    this.#closed = true;
    this.#tell({ do: 'end' });
    for (const request of this.#running.values()) request.abort();
    await this.context.close();
  }

  /** @param {object} wish @param {Transferable[]} [transfer] */
  #tell(wish, transfer = []) {
    this.node.port.postMessage(wish, transfer);
  }

  /** @param {{ position: number, playing: boolean, waiting: boolean, levels: number[] }} news */
  #hear({ position, playing, waiting, levels }) {
    const changed = playing !== this.playing || waiting !== this.waiting;
    const [before, now] = [Math.floor(this.position / WINDOW), Math.floor(position / WINDOW)];
    Object.assign(this, { position, playing, waiting, levels });
    if (changed) this.dispatchEvent(new Event('state'));
    this.dispatchEvent(new Event('move'));
    if (before !== now || waiting) this.#pump();
  }

  /** The windows that are wanted, the most urgent first. */
  #wanted() {
    const last = Math.floor((this.frames - 1) / WINDOW);
    const here = Math.min(last, Math.floor(this.position / WINDOW));
    const wanted = new Set();
    for (let index = here; index <= Math.min(last, here + AHEAD); index++) wanted.add(index);
    if (this.loop) {
      const start = Math.floor(this.loop.start / WINDOW);
      for (let index = start; index <= Math.min(last, start + 2); index++) wanted.add(index);
    }
    if (here > 0) wanted.add(here - 1);
    return /** @type {Set<number>} */ (wanted);
  }

  /** Asks for what is wanted and not there, and lets go of what is not wanted any more. */
  #pump() {
    if (this.#closed) return;
    const wanted = this.#wanted();
    const isWanted = (/** @type {string} */ key) => wanted.has(Number(key.split(' ')[1]));
    for (const [key, request] of this.#running) {
      if (!isWanted(key)) request.abort();
    }
    const gone = [...this.#there].filter((key) => !isWanted(key));
    if (gone.length > 0) {
      for (const key of gone) this.#there.delete(key);
      this.#tell({ do: 'keep', indices: [...wanted] });
    }
    for (const index of wanted) {
      for (let stem = 0; stem < this.sources.length; stem++) {
        const key = `${stem} ${index}`;
        if (this.#there.has(key) || this.#running.has(key)) continue;
        if (this.#running.size >= AT_ONCE) return;
        this.#load(stem, index, key);
      }
    }
  }

  /** @param {number} stem @param {number} index @param {string} key */
  async #load(stem, index, key) {
    const request = new AbortController();
    this.#running.set(key, request);
    try {
      const source = this.sources[stem];
      const samples = index * WINDOW < source.frames ? await source.read(index, request.signal, this.#spare.pop()) : [new Float32Array(0), new Float32Array(0)];
      if (!request.signal.aborted) {
        this.#there.add(key);
        this.#tell({ do: 'put', stem, index, samples }, [samples[0].buffer, samples[1].buffer]);
      }
    } catch (error) {
      if (!request.signal.aborted) {
        this.dispatchEvent(new Event('broken'));
        await new Promise((go) => setTimeout(go, PAUSE));
        if (error instanceof LinkExpired) await this.refresh().catch(() => {});
      }
    } finally {
      this.#running.delete(key);
      this.#pump();
    }
  }
}
