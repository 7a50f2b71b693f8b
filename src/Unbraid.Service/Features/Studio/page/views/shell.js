import { html, nothing } from '../vendor/lit-html.js';
import { t } from '../words.js';
import { composeForm } from './compose.js';
import { entry } from './entry.js';
import { library } from './library.js';
import { songPage } from './song.js';
import { welcome } from './welcome.js';

/** @typedef {import('../store.js').Store} Store */

/** The whole page. @param {Store} store */
export function shell(store) {
  if (store.phase === 'starting') return nothing;
  if (store.phase === 'entry') return entry(store);
  const song = store.songs.find((one) => one.audioId === store.selected && !store.leaving.has(one.audioId));
  return html`
    <a class="skip" href="#main">${t('skip')}</a>
    <header class="top">
      <h1><img src="studio/icon.svg" alt="" width="28" height="28"> Unbraid</h1>
      <nav>
        <a href="docs">${t('api')}</a>
        <button class="quiet" @click=${() => store.leaveSession()}>${t('signOut')}</button>
      </nav>
    </header>
    <div role="status" aria-live="polite">${notices(store)}</div>
    <div class="columns" @dragover=${over} @dragleave=${out} @drop=${(/** @type {DragEvent} */ event) => drop(event, store)} data-drop=${t('dropHere')}>
      ${store.songs.length > 0 ? library(store) : nothing}
      <main id="main" tabindex="-1">
        ${store.composing ? composeForm(store) : song ? songPage(store, { ...song, origin: store.details.get(song.audioId)?.origin }) : welcome(store)}
      </main>
    </div>`;
}

/** @param {Store} store */
function notices(store) {
  return html`
    ${store.offline ? html`<p class="notice warn">${t('offline')}</p>` : nothing}
    ${store.notice && store.notice !== 'offline' ? html`<p class="notice warn">${store.notice}
      <button class="quiet" @click=${() => { store.notice = ''; store.changed(); }}>${t('dismiss')}</button></p>` : nothing}
    ${[...store.leaving].map(([id, { title }]) => html`<p class="notice">${t('removed', { title })}
      <button @click=${() => store.keep(id)}>${t('undo')}</button></p>`)}`;
}

/** @param {DragEvent} event */
function over(event) {
  if (!event.dataTransfer?.types.includes('Files')) return;
  event.preventDefault();
  /** @type {HTMLElement} */ (event.currentTarget).classList.add('over');
}

/** @param {DragEvent} event */
function out(event) {
  const place = /** @type {HTMLElement} */ (event.currentTarget);
  if (!place.contains(/** @type {Node | null} */ (event.relatedTarget))) place.classList.remove('over');
}

/** @param {DragEvent} event @param {Store} store */
function drop(event, store) {
  event.preventDefault();
  /** @type {HTMLElement} */ (event.currentTarget).classList.remove('over');
  store.addFiles(event.dataTransfer?.files ?? []);
}
