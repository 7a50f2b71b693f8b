import { html } from '../vendor/lit-html.js';
import { soon, t } from '../words.js';

/** How far a task is, and how to stop it. @param {import('../store.js').Store} store @param {import('../store.js').Task} task */
export function taskLine(store, task) {
  const percent = Math.floor((task.progress ?? 0) * 100);
  const left = task.estimatedFinishAt ? (Date.parse(task.estimatedFinishAt) - Date.now()) / 1000 : 0;
  const state = task.status !== 'processing'
    ? task.queuePosition ? t('waitsAt', { n: task.queuePosition }) : t('waits')
    : left > 0 ? t('worksUntil', { n: percent, time: soon(left) }) : t('works', { n: percent });
  return html`
    <div class="task">
      <span class="what">${t(`task.${task.type}`)}</span>
      <progress max="1" .value=${task.progress ?? 0} aria-label=${t(`task.${task.type}`)}></progress>
      <span class="how">${state}</span>
      <button class="quiet" @click=${() => store.cancel(task)}>${t('cancel')}</button>
    </div>`;
}

/** Why a task came to nothing. @param {import('../store.js').Task} task */
export function whyNot(task) {
  return task.status === 'cancelled' ? t('cancelled') : task.status === 'timeout' ? t('timeout') : t('failed', { why: task.errorMessage ?? '' });
}
