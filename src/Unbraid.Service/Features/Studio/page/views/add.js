import { html, nothing } from '../vendor/lit-html.js';
import { t } from '../words.js';

/** @typedef {import('../store.js').Store} Store */

/** A button that chooses files. @param {Store} store @param {string} label @param {string} look */
export function chooser(store, label, look) {
  const chosen = (/** @type {Event} */ event) => {
    const input = /** @type {HTMLInputElement} */ (event.target);
    store.addFiles(input.files ?? []);
    input.value = '';
  };
  return html`<label class="button ${look}">${label}
    <input class="hidden" type="file" multiple accept="audio/*,video/*,.flac,.opus,.wma,.aiff,.caf,.mka,.ape,.wv" @change=${chosen}></label>`;
}

/** A field for an address. @param {Store} store */
export function addressForm(store) {
  const submit = async (/** @type {SubmitEvent} */ event) => {
    event.preventDefault();
    const form = /** @type {HTMLFormElement} */ (event.target);
    if (await store.addAddress(String(new FormData(form).get('address')))) form.reset();
  };
  return html`<form class="row" @submit=${submit}>
    <input name="address" type="url" required placeholder=${t('address')} aria-label=${t('addAddress')}>
    <button>${t('fetch')}</button>
  </form>`;
}

/** Sends the demo song as if it had been chosen. @param {Store} store */
export async function addDemo(store) {
  const answer = await fetch('studio/demo.opus');
  if (answer.ok) store.addFiles([new File([await answer.blob()], 'Demo.opus')]);
}

/** What is being sent. @param {Store} store */
export function uploads(store) {
  const mb = Math.round((store.offer?.maxUploadBytes ?? 0) / 1e6);
  return store.uploads.map((upload) => html`
    <li class="upload">
      <span class="name">${upload.name}</span>
      ${upload.error
        ? html`<span class="why">${t(upload.error, { mb })}</span>`
        : html`<span class="how">${upload.waiting ? t('waitsForNet') : upload.taskId ? t('lookingIn') : t('sending', { n: Math.floor(upload.fraction * 100) })}</span>
          <progress max="1" .value=${upload.fraction} aria-label=${upload.name}></progress>`}
      ${upload.error && upload.error !== 'tooLarge' && !upload.taskId ? html`<button class="quiet" @click=${() => store.resume(upload)}>${t('again')}</button>` : nothing}
      <button class="quiet" @click=${() => store.dropUpload(upload)}>${upload.error ? t('dismiss') : t('cancel')}</button>
    </li>`).concat(store.tasks.filter((task) => task.type === 'upload' && !task.audioId && !['completed', 'cancelled'].includes(task.status)
      && !store.uploads.some((upload) => upload.taskId === task.taskId) && isRecent(task)).map((task) => html`
    <li class="upload">
      <span class="name">${t('task.upload')}</span>
      ${task.errorMessage ? html`<span class="why">${task.errorMessage}</span>` : html`<progress max="1" .value=${task.progress ?? 0} aria-label=${t('task.upload')}></progress>`}
      ${task.errorMessage ? nothing : html`<button class="quiet" @click=${() => store.cancel(task)}>${t('cancel')}</button>`}
    </li>`));
}

/** What failed long ago is no news. @param {import('../store.js').Task} task */
function isRecent(task) {
  return !task.errorMessage || Date.now() - Date.parse(task.createdAt) < 120_000;
}
