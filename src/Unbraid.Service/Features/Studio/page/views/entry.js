import { html, nothing } from '../vendor/lit-html.js';
import { t } from '../words.js';

/** Whoever came without a link of the machine. @param {import('../store.js').Store} store */
export function entry(store) {
  const submit = (/** @type {SubmitEvent} */ event) => {
    event.preventDefault();
    store.enter(String(new FormData(/** @type {HTMLFormElement} */ (event.target)).get('token')));
  };
  return html`
    <main class="entry" id="main">
      <h1><img src="studio/icon.svg" alt="" width="40" height="40"> Unbraid</h1>
      <h2>${t('entry')}</h2>
      ${store.entryError ? html`<p class="notice warn" role="alert">${store.entryError}</p>` : nothing}
      <p>${t('entryOwn')}</p>
      <form @submit=${submit}>
        <label>${t('entryToken')}
          <input name="token" type="password" autocomplete="off" required aria-label=${t('token')}></label>
        <button class="main">${t('enter')}</button>
      </form>
      <p><a href="docs">${t('api')}</a></p>
    </main>`;
}
