import SignalsmithStretch from '../vendor/signalsmith-stretch.mjs';

/**
 * Shifts the pitch of what plays. Together with a mixer that reads faster or slower it changes the speed at the same pitch.
 * Signalsmith Stretch, Geraint Luff, MIT.
 */
export class Stretch {
  /** @param {any} node */
  constructor(node) {
    this.node = node;
  }

  /** Puts it between two nodes. @param {AudioContext} context @param {AudioNode} from @param {AudioNode} to */
  static async insert(context, from, to) {
    const create = /** @type {any} */ (SignalsmithStretch);
    create.moduleUrl = new URL('../vendor/signalsmith-stretch.mjs', import.meta.url).href;
    const node = await create(context, { numberOfInputs: 1, numberOfOutputs: 1, outputChannelCount: [2] });
    const stretch = new Stretch(node);
    from.disconnect();
    from.connect(node).connect(to);
    stretch.direct = { from, to };
    return stretch;
  }

  /** @param {number} semitones */
  async shift(semitones) {
    const { from, to } = this.direct;
    from.disconnect();
    if (semitones === 0) {
      from.connect(to); // untouched, to the sample
      return;
    }
    from.connect(this.node);
    await this.node.schedule({ active: true, semitones });
  }
}
