import { ask, leave, list, Refused } from './api.js';
import { Upload } from './upload.js';

/** Polls while something is under way, and while nothing is, in ms. */
const BUSY = 1200;
const IDLE = 15000;

/** Time in which a deletion can be taken back, in ms. */
const UNDO = 8000;

/** Songs and tasks that are looked at, at most. */
const MOST_SONGS = 1000;
const MOST_TASKS = 200;

const ENDED = ['completed', 'failed', 'cancelled', 'timeout'];

/**
 * @typedef {{ audioId: string, title: string, duration: number, sampleRate: number, channels: number, createdAt: string, source: string, url: string,
 *   coverUrl?: string, origin?: { tempo?: number, firstBeat?: number, meter?: string, key?: string } }} Song
 * @typedef {{ taskId: string, type: string, status: string, audioId?: string, model?: string, result?: any, errorMessage?: string, progress?: number,
 *   queuePosition?: number, estimatedFinishAt?: string, createdAt: string }} Task
 * @typedef {{ name: string, description?: string, stems: string[], work?: number }} Maker
 * @typedef {{ tenant: string, models: Maker[], recipes: Maker[], generators: string[], formats: string[], maxUploadBytes: number, maxAudioDuration: number }} Offer
 */

/** Whether a task has come to its end. @param {Task} task */
export const hasEnded = (task) => ENDED.includes(task.status);

/** What the page knows, and what can be done. Whoever changes something calls `changed`, and the page is drawn anew. */
export class Store extends EventTarget {
  /** @type {'starting' | 'entry' | 'ready'} */
  phase = 'starting';
  entryError = '';
  offline = false;
  /** @type {string} */
  notice = '';
  /** @type {Offer | null} */
  offer = null;
  /** @type {Song[]} */
  songs = [];
  /** What lists do not tell of a song. @type {Map<string, Song>} */
  details = new Map();
  /** @type {Task[]} newest first */
  tasks = [];
  /** @type {Upload[]} */
  uploads = [];
  /** @type {string | null} */
  selected = null;
  composing = false;
  search = '';
  sort = 'newest';
  /** @type {Map<string, { title: string, timer: number }>} songs that are about to be deleted */
  leaving = new Map();
  #timer = 0;
  #polling = false;
  #again = false;

  changed() {
    this.dispatchEvent(new Event('change'));
  }

  async start() {
    const code = /^#code=([\w-]+)$/.exec(location.hash)?.[1];
    if (code) history.replaceState(null, '', location.pathname);
    try {
      if (code) await ask('POST', 'studio/enter', { code });
    } catch (error) {
      this.entryError = /** @type {Error} */ (error).message;
    }
    await this.enter();
    addEventListener('pagehide', () => this.leaving.forEach((_, id) => leave(`producer/audios/${id}`)));
    addEventListener('online', () => this.look());
    document.addEventListener('visibilitychange', () => document.hidden || this.look());
  }

  /** @param {string} [token] that was typed in */
  async enter(token) {
    try {
      if (token) await ask('POST', 'studio/session', undefined, { Authorization: `Bearer ${token.trim()}` });
      this.offer = await ask('GET', 'studio/offer');
      [this.phase, this.entryError] = ['ready', ''];
      await this.look(true);
      if (!this.selected && this.songs[0]) this.select(this.songs[0].audioId);
    } catch (error) {
      if (!(error instanceof Refused)) throw error;
      this.phase = 'entry';
      if (token || error.status !== 401) this.entryError = error.message;
    }
    this.changed();
  }

  async leaveSession() {
    await ask('DELETE', 'studio/session').catch(() => {});
    location.reload();
  }

  /** Looks how things stand, now and from then on. @param {boolean} [songsToo] */
  async look(songsToo = false) {
    if (this.phase !== 'ready') return;
    clearTimeout(this.#timer);
    this.#again ||= songsToo;
    if (this.#polling) return;
    this.#polling = true;
    try {
      do {
        const asked = this.#again;
        this.#again = false;
        const tasks = /** @type {Task[]} */ (await list('producer/tasks', MOST_TASKS));
        const news = tasks.filter((task) => hasEnded(task) && !hasEnded(this.tasks.find((old) => old.taskId === task.taskId) ?? task));
        this.tasks = tasks;
        // While nothing is under way there is time to see what another tab or client did.
        if (asked || news.length > 0 || tasks.every(hasEnded)) this.songs = await list('producer/audios', MOST_SONGS);
        this.#finishUploads();
        const song = news.find((task) => task.status === 'completed' && ['audio', 'upload'].includes(task.type));
        if (song && (this.composing || song.type === 'upload')) this.select(song.result.audioId);
      } while (this.#again);
      this.offline = false;
    } catch (error) {
      this.#failed(error);
    }
    this.#polling = false;
    this.changed();
    const busy = this.offline || this.uploads.some((upload) => upload.taskId && !upload.error) || this.tasks.some((task) => !hasEnded(task));
    this.#timer = setTimeout(() => this.look(), document.hidden ? IDLE : busy ? BUSY : IDLE);
  }

  /** @param {unknown} error */
  #failed(error) {
    if (!(error instanceof Refused)) throw error;
    if (error.status === 401) {
      this.phase = 'entry';
      this.entryError = error.message;
    } else if (error.status === 0 || error.status >= 500) {
      this.offline = true;
    }
  }

  /** Does something, and says where it was refused. @template T @param {() => Promise<T>} work @returns {Promise<T | null>} */
  async attempt(work) {
    this.notice = '';
    try {
      return await work();
    } catch (error) {
      if (!(error instanceof Refused)) throw error;
      this.#failed(error);
      this.notice = error.message || 'offline';
      this.changed();
      return null;
    } finally {
      this.look();
    }
  }

  /** Starts a task. @param {string} path @param {object} body @returns {Promise<Task | null>} */
  async submit(path, body) {
    const key = crypto.randomUUID();
    return this.attempt(() => ask('POST', `producer/${path}`, body, { 'Idempotency-Key': key }));
  }

  /** @param {Task} task */
  cancel(task) {
    return this.attempt(() => ask('DELETE', `producer/tasks/${task.taskId}`));
  }

  /** @param {Iterable<File>} files */
  addFiles(files) {
    for (const file of files) {
      const upload = new Upload(file, () => this.changed());
      this.uploads.push(upload);
      if (this.offer && file.size > this.offer.maxUploadBytes) upload.error = 'tooLarge';
      else this.resume(upload);
    }
    this.changed();
  }

  /** @param {string} address */
  addAddress(address) {
    return this.submit('upload', { audioUrl: address });
  }

  /** Sends a file, or what has not come of it. @param {Upload} upload */
  async resume(upload) {
    await upload.send();
    this.look();
  }

  /** @param {Upload} upload */
  dropUpload(upload) {
    upload.stop();
    this.uploads = this.uploads.filter((other) => other !== upload);
    this.changed();
  }

  #finishUploads() {
    for (const upload of this.uploads) {
      const task = this.tasks.find((one) => one.taskId === upload.taskId);
      if (task?.status === 'completed') {
        this.uploads = this.uploads.filter((other) => other !== upload);
        this.select(task.result.audioId);
      } else if (task && hasEnded(task)) {
        upload.error = task.errorMessage ?? task.status;
      }
    }
  }

  /** @param {string | null} audioId */
  select(audioId) {
    this.selected = audioId;
    this.composing = false;
    if (audioId && !this.details.has(audioId)) {
      ask('GET', `producer/audios/${audioId}`).then((song) => {
        this.details.set(audioId, song);
        this.changed();
      }, () => {});
    }
    this.changed();
  }

  /** Deletes a song after a while. @param {Song} song */
  remove(song) {
    const timer = setTimeout(() => {
      this.leaving.delete(song.audioId);
      this.songs = this.songs.filter((other) => other !== song);
      this.attempt(() => ask('DELETE', `producer/audios/${song.audioId}`)).then(() => this.look(true));
    }, UNDO);
    this.leaving.set(song.audioId, { title: song.title, timer });
    if (this.selected === song.audioId) this.select(this.shown()[0]?.audioId ?? null);
    this.changed();
  }

  /** @param {string} audioId */
  keep(audioId) {
    clearTimeout(this.leaving.get(audioId)?.timer);
    this.leaving.delete(audioId);
    this.select(audioId);
  }

  /** The songs as the list shows them. */
  shown() {
    const wanted = this.search.trim().toLocaleLowerCase();
    const songs = this.songs.filter((song) => !this.leaving.has(song.audioId) && song.title.toLocaleLowerCase().includes(wanted));
    if (this.sort === 'title') songs.sort((a, b) => a.title.localeCompare(b.title));
    if (this.sort === 'longest') songs.sort((a, b) => b.duration - a.duration);
    return songs;
  }

  /** @param {string} audioId @param {string} [type] */
  tasksOf(audioId, type) {
    return this.tasks.filter((task) => task.audioId === audioId && (!type || task.type === type));
  }
}
