import { html } from '../vendor/lit-html.js';
import { hasEnded } from '../store.js';
import { t } from '../words.js';
import { taskLine, whyNot } from './task.js';

/** A song out of words. @param {import('../store.js').Store} store */
export function composeForm(store) {
  const submit = async (/** @type {SubmitEvent} */ event) => {
    event.preventDefault();
    const data = new FormData(/** @type {HTMLFormElement} */ (event.target));
    const text = (/** @type {string} */ name) => String(data.get(name) ?? '').trim();
    await store.submit('audios', {
      action: 'create_music',
      soundPrompt: text('prompt'),
      model: text('model'),
      ...(text('lyrics') ? { lyrics: text('lyrics') } : {}),
      ...(text('title') ? { title: text('title') } : {}),
      ...(text('seed') ? { seed: Number(text('seed')) } : {}),
      ...(data.get('noVoice') ? { makeInstrumental: true } : {}),
    });
  };
  const making = store.tasks.filter((task) => task.type === 'audio' || task.type === 'create_music');
  return html`
    <h2>${t('compose')}</h2>
    ${making.filter((task) => !hasEnded(task)).map((task) => taskLine(store, task))}
    ${making[0] && hasEnded(making[0]) && making[0].status !== 'completed' ? html`<p class="notice warn" role="alert">${whyNot(making[0])}</p>` : ''}
    <form class="compose" @submit=${submit}>
      <label>${t('prompt')}<textarea name="prompt" rows="3" maxlength="5000" required placeholder=${t('promptHelp')}></textarea></label>
      <label>${t('lyrics')}<textarea name="lyrics" rows="5" maxlength="20000" placeholder="[Verse]"></textarea></label>
      <div class="row">
        <label>${t('title')}<input name="title" maxlength="80"></label>
        <label>${t('seed')}<input name="seed" type="number" step="1" min="0"></label>
        <label>${t('model')}<select name="model">${store.offer?.generators.map((name) => html`<option>${name}</option>`)}</select></label>
      </div>
      <label class="check"><input type="checkbox" name="noVoice"> ${t('noVoice')}</label>
      <button class="main">${t('make')}</button>
    </form>`;
}
