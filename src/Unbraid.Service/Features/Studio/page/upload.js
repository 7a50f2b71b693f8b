import { ask, detailOf, OWN, Refused } from './api.js';

/** Times a file is tried again of which nothing more has come. */
const TRIES = 20;

/** Refusals that pass by themselves: no answer, too slow, another request has the upload, too many at once, a service that stops. */
const PASSES = [0, 408, 409, 429, 500, 502, 503, 504];

const TUS = { 'Tus-Resumable': '1.0.0' };

/**
 * A file on its way, by the protocol tus: what has come before a connection is lost stays, and the upload goes on from there, also when the page was
 * closed in between and the same file is chosen again.
 */
export class Upload {
  fraction = 0;
  waiting = false;
  /** @type {string | undefined} why it stands still */
  error;
  /** @type {string | undefined} once all of it has come */
  taskId;
  #address = '';
  #stop = new AbortController();

  /** @param {File} file @param {() => void} changed */
  constructor(file, changed) {
    this.file = file;
    this.name = file.name;
    this.changed = changed;
  }

  /** Sends what has not come yet. */
  async send() {
    [this.error, this.waiting] = [undefined, false];
    this.changed();
    for (let [tries, offset] = [0, 0]; !this.#stop.signal.aborted;) {
      try {
        const come = this.#address ? await this.#ask() : await this.#begin();
        [tries, offset] = [come > offset ? 0 : tries, come];
        if (come < this.file.size) await this.#append(come);
        this.taskId = this.#address.split('/').pop();
        this.#forget();
        this.changed();
        return;
      } catch (error) {
        if (!(error instanceof Refused)) throw error;
        if (!PASSES.includes(error.status) || ++tries > TRIES) {
          [this.error, this.waiting] = [error.message || 'offline', false];
          this.changed();
          return;
        }
        this.waiting = true;
        this.changed();
        await new Promise((go) => setTimeout(go, Math.min(10000, 250 * 2 ** tries)));
      }
    }
  }

  /** Gives it up. */
  stop() {
    this.#stop.abort();
    this.#forget();
    if (this.#address && !this.taskId) ask('DELETE', this.#address, undefined, TUS).catch(() => {});
  }

  /** What the file is called in the browser's memory while it is on its way. */
  get #name() {
    return `upload ${this.file.name} ${this.file.size} ${this.file.lastModified}`;
  }

  #forget() {
    localStorage.removeItem(this.#name);
  }

  /** Begins, or finds what was begun before. @returns {Promise<number>} bytes that have come */
  async #begin() {
    const earlier = localStorage.getItem(this.#name);
    const key = earlier ?? crypto.randomUUID();
    localStorage.setItem(this.#name, key);
    const name = btoa(String.fromCharCode(...new TextEncoder().encode(this.file.name.slice(0, 500))));
    const { taskId } = await ask('POST', 'producer/uploads', undefined, {
      ...TUS, 'Idempotency-Key': key, 'Upload-Length': String(this.file.size), 'Upload-Metadata': `filename ${name}`,
    });
    this.#address = `producer/uploads/${taskId}`;
    if (!earlier) return 0;
    const come = await this.#ask().catch((error) => (error instanceof Refused && [404, 410].includes(error.status) ? this.file.size : Promise.reject(error)));
    if (come < this.file.size) return come;
    // The earlier one has ended: what was made of it is none of this one's business.
    this.#forget();
    return this.#begin();
  }

  /** @returns {Promise<number>} bytes that have come */
  async #ask() {
    const answer = await fetch(this.#address, { method: 'HEAD', headers: { ...OWN, ...TUS } }).catch(() => null);
    if (!answer?.ok) throw new Refused(answer?.status ?? 0, '');
    return Number(answer.headers.get('Upload-Offset'));
  }

  /** Sends the rest in one request. @param {number} offset @returns {Promise<void>} */
  #append(offset) {
    return new Promise((resolve, reject) => {
      const request = new XMLHttpRequest(); // fetch does not tell how much was sent
      request.open('PATCH', this.#address);
      const headers = { ...OWN, ...TUS, 'Upload-Offset': String(offset), 'Content-Type': 'application/offset+octet-stream' };
      for (const [header, value] of Object.entries(headers)) request.setRequestHeader(header, value);
      request.upload.onprogress = (event) => {
        [this.fraction, this.waiting] = [(offset + event.loaded) / this.file.size, false];
        this.changed();
      };
      request.onload = () => (request.status < 300 ? resolve() : reject(new Refused(request.status, detailOf(request.responseText))));
      request.onerror = () => reject(new Refused(0, ''));
      request.onabort = () => reject(new Refused(0, ''));
      this.#stop.signal.addEventListener('abort', () => request.abort());
      request.send(this.file.slice(offset));
    });
  }
}
