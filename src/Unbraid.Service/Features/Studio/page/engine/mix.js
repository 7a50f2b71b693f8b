/**
 * The mixer as arithmetic: stems in windows, one position for all of them, gains that move without clicks. Knows no browser; the audio thread and
 * the tests drive it alike.
 *
 * All stems are read at the same frame, so they cannot drift apart. Where a window is missing nothing moves on, and silence is given until it is there.
 */

/** Frames in a window, about 0.7 s at 44.1 kHz. */
export const WINDOW = 32768;

/** Seconds that a gain takes to get where it should be. */
const GLIDE = 0.01;

/** Seconds in which sound comes and goes at starts, stops and jumps. */
const FADE = 0.004;

/**
 * @typedef {{ left: number, right: number }} Gain factors of the two channels
 * @typedef {[Float32Array, Float32Array]} Samples left and right
 * @typedef {{ now: Gain, goal: Gain, windows: Map<number, Samples>, at: number, samples: Samples | undefined, peak: number }} Stem
 */

export class Mix {
  /**
   * @param {number} stems how many
   * @param {number} frames length of the song
   * @param {number} rate Hz
   */
  constructor(stems, frames, rate) {
    this.frames = frames;
    this.rate = rate;
    /** @type {Stem[]} */
    this.stems = Array.from({ length: stems }, () => ({
      now: { left: 1, right: 1 }, goal: { left: 1, right: 1 }, windows: new Map(), at: -1, samples: undefined, peak: 0,
    }));
    /** The next frame to be heard; between frames where the speed is not 1. */
    this.position = 0;
    this.playing = false;
    this.speed = 1;
    /** @type {{ start: number, end: number } | null} frames */
    this.loop = null;
    this.waiting = false;
    /** How far sound has come or gone, 0 to 1. */
    this.fade = 0;
    /** @type {number | null} where to go on once sound has gone */
    this.jump = null;
  }

  /** @param {number} stem @param {number} index @param {Samples} samples */
  put(stem, index, samples) {
    this.stems[stem].windows.set(index, samples);
    this.stems[stem].at = -1;
  }

  /**
   * Forgets all windows but these.
   * @param {Set<number>} indices
   * @returns {Samples[]} what was forgotten, to be filled again
   */
  keep(indices) {
    const spare = [];
    for (const stem of this.stems) {
      for (const [index, samples] of stem.windows) {
        if (indices.has(index)) continue;
        stem.windows.delete(index);
        spare.push(samples);
      }
      stem.at = -1;
      stem.samples = undefined;
    }
    return spare;
  }

  /** @param {number} stem @param {Gain} gain */
  setGain(stem, gain) {
    this.stems[stem].goal = gain;
    if (!this.playing && this.fade === 0) this.stems[stem].now = { ...gain };
  }

  /** @param {number} frame */
  seek(frame) {
    const to = Math.max(0, Math.min(this.frames, Math.round(frame)));
    if (this.fade > 0) {
      this.jump = to;
    } else {
      this.position = to;
    }
  }

  /** Whether all stems have the window with this frame. @param {number} frame */
  has(frame) {
    const index = Math.floor(frame / WINDOW);
    return frame >= this.frames || this.stems.every((stem) => stem.windows.has(index));
  }

  /**
   * Gives the next frames.
   * @param {Float32Array} left
   * @param {Float32Array} right
   */
  render(left, right) {
    left.fill(0);
    right.fill(0);
    this.waiting = false;
    let done = 0;
    while (done < left.length) {
      const goal = this.playing && this.jump === null ? 1 : 0;
      if (goal === 0 && this.fade === 0) {
        if (this.jump === null) return;
        this.position = this.jump;
        this.jump = null;
        continue;
      }
      if (this.position === 0 && goal === 1) this.fade = 1; // a song begins by itself
      const count = this.#stretch(left.length - done);
      if (count === 0) {
        if (!this.#turn()) return;
        continue;
      }
      this.#add(left, right, done, count, goal);
      done += count;
    }
  }

  /** How many frames can be given in one go from here. @param {number} most */
  #stretch(most) {
    const end = this.loop && this.position < this.loop.end + this.speed ? this.loop.end : this.frames;
    const count = Math.min(most, Math.ceil((end - this.position) / this.speed));
    if (count <= 0 || !this.has(this.position)) return 0;
    if (this.has(Math.min(this.frames - 1, Math.ceil(this.position + (count - 1) * this.speed)))) return count;
    const edge = (Math.floor(this.position / WINDOW) + 1) * WINDOW;
    return Math.max(1, Math.floor((edge - 1 - this.position) / this.speed) + 1);
  }

  /** Where the song or the loop ends, or a window is missing. Whether there is something to give after all. */
  #turn() {
    const { loop } = this;
    if (loop && this.position >= loop.end && this.position < loop.end + this.speed) {
      this.position += loop.start - loop.end;
      return true;
    }
    this.fade = 0;
    if (this.position >= this.frames) {
      this.playing = false;
      this.position = this.frames;
    } else {
      this.waiting = true;
    }
    return false;
  }

  /** @param {Float32Array} left @param {Float32Array} right @param {number} at @param {number} count @param {number} goal */
  #add(left, right, at, count, goal) {
    const step = 1 / (FADE * this.rate);
    const glide = 1 - Math.exp(-1 / (GLIDE * this.rate / 3));
    for (const stem of this.stems) {
      const still = stem.now.left === stem.goal.left && stem.now.right === stem.goal.right;
      let { left: l, right: r } = stem.now;
      let peak = stem.peak;
      for (let i = 0; i < count; i++) {
        if (!still) {
          l += (stem.goal.left - l) * glide;
          r += (stem.goal.right - r) * glide;
        }
        const a = l * this.#sample(stem, 0, this.position + i * this.speed);
        const b = r * this.#sample(stem, 1, this.position + i * this.speed);
        left[at + i] += a;
        right[at + i] += b;
        peak = Math.max(peak, Math.abs(a), Math.abs(b));
      }
      const near = Math.abs(l - stem.goal.left) < 1e-5 && Math.abs(r - stem.goal.right) < 1e-5;
      stem.now = near ? { ...stem.goal } : { left: l, right: r };
      stem.peak = peak;
    }
    if (this.fade !== goal) {
      for (let i = 0; i < count; i++) {
        this.fade += Math.max(-step, Math.min(step, goal - this.fade));
        left[at + i] *= this.fade;
        right[at + i] *= this.fade;
      }
    }
    this.position += count * this.speed;
  }

  /** A sample between frames by a cubic through its four neighbours (Catmull and Rom). @param {Stem} stem @param {0 | 1} channel @param {number} frame */
  #sample(stem, channel, frame) {
    const whole = Math.floor(frame);
    const part = frame - whole;
    const b = this.#at(stem, channel, whole);
    if (part === 0) return b;
    const a = this.#at(stem, channel, whole - 1);
    const c = this.#at(stem, channel, whole + 1);
    const d = this.#at(stem, channel, whole + 2);
    return b + 0.5 * part * (c - a + part * (2 * a - 5 * b + 4 * c - d + part * (3 * (b - c) + d - a)));
  }

  /** @param {Stem} stem @param {0 | 1} channel @param {number} frame */
  #at(stem, channel, frame) {
    const index = Math.floor(frame / WINDOW);
    if (index !== stem.at) {
      stem.at = index;
      stem.samples = stem.windows.get(index);
    }
    return stem.samples?.[channel][frame - index * WINDOW] ?? 0;
  }

  /** The loudest sample of each stem since it was asked last. */
  levels() {
    return this.stems.map((stem) => {
      const peak = stem.peak;
      stem.peak = 0;
      return peak;
    });
  }
}
