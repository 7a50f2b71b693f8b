import { html, nothing } from '../vendor/lit-html.js';
import { hasEnded } from '../store.js';
import { clock, t } from '../words.js';
import { addressForm, chooser, uploads } from './add.js';
import { here } from '../api.js';

/** @typedef {import('../store.js').Store} Store */

/** The songs there are, and how more come. @param {Store} store */
export function library(store) {
  const songs = store.shown();
  return html`
    <section class="shelf" aria-label=${t('songs')}>
      <div class="row">${chooser(store, t('add'), 'main')}
        <button aria-pressed=${store.composing} @click=${() => { store.composing = !store.composing; store.changed(); }}>${t('compose')}</button></div>
      <details><summary>${t('addAddress')}</summary>${addressForm(store)}</details>
      <ul class="uploads">${uploads(store)}</ul>
      <div class="row">
        <input type="search" placeholder=${t('search')} aria-label=${t('search')} .value=${store.search}
          @input=${(/** @type {any} */ event) => { store.search = event.target.value; store.changed(); }}>
        <select aria-label=${t('sort')} @change=${(/** @type {any} */ event) => { store.sort = event.target.value; store.changed(); }}>
          ${['newest', 'title', 'longest'].map((sort) => html`<option value=${sort} ?selected=${store.sort === sort}>${t(`sort.${sort}`)}</option>`)}
        </select>
      </div>
      ${songs.length === 0 ? html`<p class="small">${store.search ? t('nothingFound') : t('noSongs')}</p>` : nothing}
      <ul class="songs">${songs.map((song) => entry(store, song))}</ul>
    </section>`;
}

/** @param {Store} store @param {import('../store.js').Song} song */
function entry(store, song) {
  const chosen = song.audioId === store.selected && !store.composing;
  const stems = store.tasksOf(song.audioId, 'stems');
  const mark = stems.some((task) => !hasEnded(task)) ? 'works' : stems.some((task) => task.status === 'completed') ? 'done' : '';
  return html`
    <li>
      <button class="song ${mark}" aria-current=${chosen} @click=${() => store.select(song.audioId)}>
        ${song.coverUrl ? html`<img src=${here(song.coverUrl)} alt="" width="36" height="36" loading="lazy">` : html`<span class="cover" aria-hidden="true"></span>`}
        <bdi class="name">${song.title}</bdi>
        <span class="length">${clock(song.duration)}</span>
      </button>
      <button class="quiet remove" title=${t('remove', { title: song.title })} aria-label=${t('remove', { title: song.title })} @click=${() => store.remove(song)}>×</button>
    </li>`;
}
