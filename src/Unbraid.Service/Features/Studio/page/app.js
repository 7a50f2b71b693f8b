import { render } from './vendor/lit-html.js';
import { Store } from './store.js';
import { chooseLanguage } from './words.js';
import { shell } from './views/shell.js';

const root = /** @type {HTMLElement} */ (document.getElementById('app'));
const store = new Store();
let drawn = true;

/** However much changes at once, the page is drawn once. */
function draw() {
  if (!drawn) return;
  drawn = false;
  queueMicrotask(() => {
    drawn = true;
    render(shell(store), root);
  });
}

store.addEventListener('change', draw);
await chooseLanguage();
draw();
await store.start();
