const dark = matchMedia('(prefers-color-scheme: dark)');

/** Columns of peaks in a canvas. */
class WaveForm extends HTMLElement {
  /** @type {{ samples_per_pixel: number, length: number, data: number[] } | null} */
  #peaks = null;
  #view = { start: 0, end: 1 };
  #grid = { beat: 0, first: 0 };
  #drawn = '';
  #again = () => this.#draw();
  /** @type {HTMLCanvasElement | undefined} */
  canvas;
  /** @type {ResizeObserver | null} */
  #watch = null;

  connectedCallback() {
    this.canvas ??= this.appendChild(document.createElement('canvas'));
    this.canvas.setAttribute('aria-hidden', 'true');
    this.#watch = new ResizeObserver(() => this.#draw());
    this.#watch.observe(this);
    dark.addEventListener('change', this.#again);
  }

  disconnectedCallback() {
    this.#watch?.disconnect();
    dark.removeEventListener('change', this.#again);
  }

  set peaks(/** @type {any} */ peaks) {
    if (this.#peaks !== peaks) this.#drawn = '';
    this.#peaks = peaks;
    this.#draw();
  }

  /** What is seen of the song, in frames. */
  set view(/** @type {{ start: number, end: number }} */ view) {
    this.#view = view;
    this.#draw();
  }

  /** Frames of a beat, 0 for no grid, and the frame of the first. */
  set grid(/** @type {{ beat: number, first: number }} */ grid) {
    this.#grid = grid;
    this.#draw();
  }

  #draw() {
    const { canvas } = this;
    if (!canvas || !this.clientWidth) return;
    const scale = devicePixelRatio;
    const [width, height] = [Math.round(this.clientWidth * scale), Math.round(this.clientHeight * scale)];
    const { color } = getComputedStyle(this);
    const key = `${color} ${width} ${height} ${this.#view.start} ${this.#view.end} ${this.#grid.beat}`;
    if (key === this.#drawn) return;
    this.#drawn = key;
    [canvas.width, canvas.height] = [width, height];
    const paint = /** @type {CanvasRenderingContext2D} */ (canvas.getContext('2d'));
    this.#drawGrid(paint, width, height);
    paint.fillStyle = color;
    if (this.#peaks) this.#drawPeaks(paint, width, height, this.#peaks);
  }

  /** @param {CanvasRenderingContext2D} paint @param {number} width @param {number} height */
  #drawGrid(paint, width, height) {
    const { start, end } = this.#view;
    const { beat, first } = this.#grid;
    if (width * beat / (end - start) < 4) return;
    paint.fillStyle = 'rgba(128, 128, 128, 0.25)';
    for (let number = Math.max(0, Math.ceil((start - first) / beat)); first + number * beat < end; number++) {
      paint.fillRect(Math.round((first + number * beat - start) / (end - start) * width), 0, 1, height);
    }
  }

  /** @param {CanvasRenderingContext2D} paint @param {number} width @param {number} height @param {{ samples_per_pixel: number, length: number, data: number[] }} peaks */
  #drawPeaks(paint, width, height, { samples_per_pixel: each, length, data }) {
    const perColumn = (this.#view.end - this.#view.start) / width / each;
    const first = this.#view.start / each;
    const middle = height / 2;
    for (let x = 0; x < width; x++) {
      const from = Math.floor(first + x * perColumn);
      const to = Math.min(length, Math.max(from + 1, Math.floor(first + (x + 1) * perColumn)));
      let [low, high] = [0, 0];
      for (let i = from; i < to; i++) {
        low = Math.min(low, data[2 * i]);
        high = Math.max(high, data[2 * i + 1]);
      }
      if (from >= length) break;
      const top = middle - high / 128 * middle;
      paint.fillRect(x, top, 1, Math.max(1, middle - low / 128 * middle - top));
    }
  }
}

customElements.define('wave-form', WaveForm);
