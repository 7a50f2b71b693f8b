import { html, nothing } from '../vendor/lit-html.js';
import { here } from '../api.js';
import { lanesOf, mixRequest } from '../engine/lanes.js';
import { hasEnded } from '../store.js';
import { nameOf, t } from '../words.js';
import { mixOf } from './mixer.js';
import { taskLine, whyNot } from './task.js';

/** Results in which a link to a file stands. */
const LINKS = { mix: 'mixUrl', package: 'packageUrl', video: 'videoUrl', download: 'url' };

/** What can be asked for as a whole. */
const PACKAGES = ['zip', 'stem.mp4', 'reaper', 'dawproject'];

const choice = { format: 'mp3', pack: 'zip' };

/** Tasks begun here whose file is to be saved when it is there. @type {Set<string>} */
const awaited = new Set();

/** The song in the form in which a singer, a DJ or a producer needs it. @param {import('../store.js').Store} store @param {import('../store.js').Song} song @param {import('../store.js').Task} task */
export function takeHome(store, song, task) {
  const begin = async (/** @type {string} */ path, /** @type {object} */ body) => {
    const started = await store.submit(path, body);
    if (started) awaited.add(started.taskId);
  };
  const mix = (/** @type {(name: string) => boolean} */ isHeard) => {
    const lanes = lanesOf(Object.keys(task.result)).map((lane) => ({ ...lane, muted: !isHeard(lane.name) }));
    begin('mix', mixRequest(task.taskId, lanes, null, 1, choice.format));
  };
  const asItStands = () => {
    const { lanes, loop, rate } = mixOf(task);
    begin('mix', mixRequest(task.taskId, lanes, loop, rate, choice.format));
  };
  const has = 'vocals' in task.result && Object.keys(task.result).length > 1;
  const pick = (/** @type {keyof typeof choice} */ member) => (/** @type {any} */ event) => { choice[member] = event.target.value; };
  const works = store.tasks.filter((one) => one.audioId === song.audioId && one.type in LINKS);
  save(works);
  return html`
    <section class="takehome" aria-label=${t('takeHome')}>
      <h3>${t('takeHome')}</h3>
      <div class="row">
        <label>${t('format')} <select @change=${pick('format')}>${store.offer?.formats.map((name) => html`<option ?selected=${name === choice.format}>${name}</option>`)}</select></label>
        <button @click=${asItStands}>${t('mixAsIs')}</button>
        ${has ? html`<button @click=${() => mix((name) => name !== 'vocals')}>${t('instrumental')}</button>
          <button @click=${() => mix((name) => name === 'vocals')}>${t('acapella')}</button>` : nothing}
      </div>
      <div class="row">
        <label>${t('package')} <select @change=${pick('pack')}>${PACKAGES.map((name) => html`<option value=${name} ?selected=${name === choice.pack}>${nameOf('package', name)}</option>`)}</select></label>
        <button @click=${() => begin('package', { taskId: task.taskId, format: choice.pack })}>${t('save')}</button>
        <button @click=${() => begin('download-video', { audioId: song.audioId })}>${t('video')}</button>
      </div>
      ${works.filter((one) => !hasEnded(one)).map((one) => taskLine(store, one))}
      ${works.filter((one) => awaited.has(one.taskId) && ['failed', 'timeout'].includes(one.status)).map((one) => html`<p class="notice warn" role="alert">${whyNot(one)}</p>`)}
      <ul class="ready">${works.filter((one) => one.status === 'completed' && one.result).slice(0, 6).map((one) => html`
        <li><a href=${linkOf(one)} download>${t('ready', { name: fileOf(one) })}</a></li>`)}</ul>
    </section>`;
}

/** Saves what was waited for. @param {import('../store.js').Task[]} works */
function save(works) {
  for (const task of works) {
    if (task.status !== 'completed' || !awaited.delete(task.taskId)) continue;
    const link = document.createElement('a');
    link.href = linkOf(task);
    link.download = '';
    link.click();
  }
}

/** @param {import('../store.js').Task} task */
function linkOf(task) {
  return here(task.result[LINKS[/** @type {keyof typeof LINKS} */ (task.type)]] ?? Object.values(task.result).find((value) => /^https?:/.test(String(value))));
}

/** @param {import('../store.js').Task} task */
function fileOf(task) {
  return new URL(linkOf(task), location.href).searchParams.get('name') ?? task.type;
}
