import { html, nothing } from '../vendor/lit-html.js';
import { hasEnded } from '../store.js';
import { here } from '../api.js';
import { clock, t } from '../words.js';
import { separateForm } from './separate.js';
import { taskLine, whyNot } from './task.js';
import { takeHome } from './takehome.js';
import './mixer.js';

/** Which of a song's separations is in the mixer, where it is not the newest. @type {Map<string, string>} */
const chosen = new Map();

/** A song: its stems if there are some, else how to get them. @param {import('../store.js').Store} store @param {import('../store.js').Song} song */
export function songPage(store, song) {
  const tasks = store.tasksOf(song.audioId, 'stems');
  const done = tasks.filter((task) => task.status === 'completed' && task.result);
  const running = tasks.filter((task) => !hasEnded(task));
  const task = done.find((one) => one.taskId === chosen.get(song.audioId)) ?? done[0];
  const failed = tasks[0] && !['completed'].includes(tasks[0].status) && hasEnded(tasks[0]) ? tasks[0] : null;
  return html`
    <section class="songhead">
      ${song.coverUrl ? html`<img src=${here(song.coverUrl)} alt="" width="72" height="72">` : nothing}
      <div><h2><bdi>${song.title}</bdi></h2><p class="small">${clock(song.duration)} · ${song.sampleRate / 1000} kHz${song.origin?.tempo ? html` · ${song.origin.tempo} BPM` : nothing}</p></div>
    </section>
    ${running.map((one) => taskLine(store, one))}
    ${failed ? html`<p class="notice warn" role="alert">${whyNot(failed)}</p>` : nothing}
    ${task ? html`
      ${done.length > 1 ? versions(store, song, done, task) : nothing}
      <stem-mixer .store=${store} .song=${song} .task=${task}></stem-mixer>
      ${takeHome(store, song, task)}
      <details class="again"><summary>${t('takeApartAgain')}</summary>${separateForm(store, song)}</details>`
    : html`
      <audio controls preload="none" src=${here(song.url)} aria-label=${t('original')}></audio>
      ${running.length > 0 ? nothing : separateForm(store, song)}`}`;
}

/** @param {import('../store.js').Store} store @param {import('../store.js').Song} song @param {import('../store.js').Task[]} done @param {import('../store.js').Task} task */
function versions(store, song, done, task) {
  const choose = (/** @type {any} */ event) => {
    chosen.set(song.audioId, event.target.value);
    store.changed();
  };
  return html`<select class="versions" aria-label=${t('stems')} @change=${choose}>${done.map((one) => html`
    <option value=${one.taskId} ?selected=${one === task}>${Object.keys(one.result).join(', ')} (${one.model})</option>`)}</select>`;
}
