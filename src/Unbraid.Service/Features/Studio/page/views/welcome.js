import { html, nothing } from '../vendor/lit-html.js';
import { t } from '../words.js';
import { addDemo, addressForm, chooser, uploads } from './add.js';

/** What a person sees who has no song yet: one thing to do. @param {import('../store.js').Store} store */
export function welcome(store) {
  const { maxUploadBytes = 0, maxAudioDuration = 0 } = store.offer ?? {};
  return html`
    <section class="welcome">
      <img src="studio/icon.svg" alt="" width="72" height="72">
      <h2>${t('welcome')}</h2>
      <p>${t('welcomeMore')}</p>
      <p>${chooser(store, t('choose'), 'main')}</p>
      <p><button class="quiet" @click=${() => addDemo(store)}>${t('demo')}</button></p>
      ${store.songs.length === 0 ? html`<ul class="uploads">${uploads(store)}</ul>` : nothing}
      ${addressForm(store)}
      <p class="small">${t('limits', { mb: Math.round(maxUploadBytes / 1e6), minutes: Math.round(maxAudioDuration / 60) })}</p>
    </section>`;
}
