import { Mix } from './mix.js';

/** How often the page hears where the song is, in seconds. */
const REPORT = 1 / 30;

/** The mixer on the audio thread. The page sends it windows and wishes, and hears of its position and levels. */
class MixProcessor extends AudioWorkletProcessor {
  /** @param {{ processorOptions: { stems: number, frames: number } }} options */
  constructor({ processorOptions: { stems, frames } }) {
    super();
    this.mix = new Mix(stems, frames, sampleRate);
    this.next = 0;
    this.alive = true;
    this.port.onmessage = ({ data }) => this.obey(data);
  }

  /** @param {any} wish */
  obey(wish) {
    const { mix } = this;
    switch (wish.do) {
      case 'put': mix.put(wish.stem, wish.index, wish.samples); break;
      case 'keep': this.giveBack(mix.keep(new Set(wish.indices))); break;
      case 'play': mix.playing = true; break;
      case 'pause': mix.playing = false; break;
      case 'seek': mix.seek(wish.frame); this.report(); break;
      case 'gain': mix.setGain(wish.stem, wish.gain); break;
      case 'loop': mix.loop = wish.loop; break;
      case 'speed': mix.speed = wish.speed; break;
      case 'end': this.alive = false; break;
    }
  }

  /** @param {Float32Array[][]} _inputs @param {Float32Array[][]} outputs */
  process(_inputs, [[left, right]]) {
    this.mix.render(left, right ?? new Float32Array(left.length));
    if (currentTime >= this.next) this.report();
    return this.alive;
  }

  /** The audio thread collects its garbage late; what it is done with goes back to be filled again. @param {import('./mix.js').Samples[]} spare */
  giveBack(spare) {
    this.port.postMessage({ spare }, spare.flatMap(([left, right]) => [left.buffer, right.buffer]));
  }

  report() {
    const { position, playing, waiting, jump } = this.mix;
    this.next = currentTime + REPORT;
    this.port.postMessage({ position: jump ?? position, playing, waiting, levels: this.mix.levels() });
  }
}

registerProcessor('unbraid-mix', MixProcessor);
