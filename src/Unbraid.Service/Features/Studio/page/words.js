import en from './words/en.js';

/** Languages besides English: a file each in `words/`, named here. */
const OTHERS = ['zh'];

/** @type {Record<string, string>} */
let words = en;

/** The language in which the page speaks. */
export let language = 'en';

/** Takes the first language of the browser's that there is. */
export async function chooseLanguage() {
  for (const wanted of navigator.languages) {
    const short = wanted.toLowerCase().split('-')[0];
    if (short === 'en') break;
    if (OTHERS.includes(short)) {
      words = { ...en, ...(await import(`./words/${short}.js`)).default };
      language = wanted;
      break;
    }
  }
  document.documentElement.lang = language;
}

/**
 * A text, with its gaps filled in.
 * @param {keyof typeof en | string} key
 * @param {Record<string, string | number>} [values]
 */
export function t(key, values = {}) {
  return (words[key] ?? key).replace(/\{(\w+)\}/g, (_, name) => String(values[name] ?? ''));
}

/** The name of a stem, a model or a format; what has none is called as the service calls it. @param {string} kind @param {string} name */
export function nameOf(kind, name) {
  return words[`${kind}.${name}`] ?? name.replace(/[_-]/g, ' ').replace(/^./, (first) => first.toUpperCase());
}

/** Minutes and seconds. @param {number} seconds */
export function clock(seconds) {
  const whole = Math.max(0, Math.floor(seconds));
  const [h, m, s] = [Math.floor(whole / 3600), Math.floor(whole / 60) % 60, whole % 60];
  return h > 0 ? `${h}:${String(m).padStart(2, '0')}:${String(s).padStart(2, '0')}` : `${m}:${String(s).padStart(2, '0')}`;
}

/** A time ahead, said roughly. @param {number} seconds */
export function soon(seconds) {
  return seconds < 60 ? t('seconds', { n: Math.max(1, Math.round(seconds)) }) : t('minutes', { n: Math.round(seconds / 60) });
}
