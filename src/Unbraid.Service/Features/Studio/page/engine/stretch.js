import SignalsmithStretch from '../vendor/signalsmith-stretch.mjs';

/**
 * Shifts the pitch of what plays. Together with a mixer that reads faster or slower it changes the speed at the same pitch.
 * Signalsmith Stretch, Geraint Luff, MIT.
 */
export class Stretch {
  /** @param {any} node @param {AudioNode} from @param {AudioNode} to */
  constructor(node, from, to) {
    this.node = node;
    this.from = from;
    this.to = to;
  }

  /** Puts it between two nodes. @param {AudioContext} context @param {AudioNode} from @param {AudioNode} to */
  static async insert(context, from, to) {
    const create = /** @type {any} */ (SignalsmithStretch);
    create.moduleUrl = new URL('../vendor/signalsmith-stretch.mjs', import.meta.url).href;
    const node = await create(context, { numberOfInputs: 1, numberOfOutputs: 1, outputChannelCount: [2] });
    node.connect(to);
    return new Stretch(node, from, to);
  }

  /** @param {number} semitones */
  async shift(semitones) {
    const { from, to } = this;
    from.disconnect();
    if (semitones === 0) {
      from.connect(to); // untouched, to the sample
      return;
    }
    from.connect(this.node);
    await this.node.schedule({ active: true, semitones });
  }
}
