import { html, nothing } from '../vendor/lit-html.js';
import { nameOf, soon, t } from '../words.js';

/** Multiply-adds in a second that a machine like most does, in billions; for the expected time alone. */
const PACE = 80;

/** What is chosen in the form. */
const choice = { recipe: '', model: 'auto', residual: false };

/** How a song is to be taken apart. @param {import('../store.js').Store} store @param {import('../store.js').Song} song */
export function separateForm(store, song) {
  const { models = [], recipes = [] } = store.offer ?? {};
  const model = models.find((one) => one.name === choice.model) ?? models[0];
  const set = (/** @type {Partial<typeof choice>} */ change) => {
    Object.assign(choice, change);
    store.changed();
  };
  const submit = (/** @type {SubmitEvent} */ event) => {
    event.preventDefault();
    const { recipe, residual } = choice;
    store.submit('stems', {
      audioId: song.audioId,
      ...(recipe ? { recipe } : {}),
      ...(choice.model !== 'auto' ? { model: choice.model } : {}),
      ...(residual ? { residual } : {}),
    });
  };
  return html`
    <form class="separate" @submit=${submit}>
      <label>${t('what')}
        <select @change=${(/** @type {any} */ event) => set({ recipe: event.target.value })}>
          <option value="" ?selected=${!choice.recipe}>${t('recipe.')}${model ? html`: ${model.stems.map((stem) => nameOf('stem', stem)).join(', ')}` : nothing}</option>
          ${recipes.map(({ name }) => html`<option value=${name} ?selected=${choice.recipe === name}>${nameOf('recipe', name)}</option>`)}
        </select></label>
      <label>${t('model')}
        <select @change=${(/** @type {any} */ event) => set({ model: event.target.value })}>
          <option value="auto" ?selected=${choice.model === 'auto'}>${t('best', { name: models[0]?.name ?? '' })}</option>
          ${models.map(({ name, description }) => html`<option value=${name} ?selected=${choice.model === name} title=${description ?? ''}>${name}</option>`)}
        </select></label>
      <label class="check"><input type="checkbox" .checked=${choice.residual}
        @change=${(/** @type {any} */ event) => set({ residual: event.target.checked })}> ${t('residual')}</label>
      <button class="main">${t('takeApart')}</button>
      ${model?.work ? html`<span class="small">${t('expected', { time: soon(song.duration * model.work / PACE) })}</span>` : nothing}
    </form>`;
}
