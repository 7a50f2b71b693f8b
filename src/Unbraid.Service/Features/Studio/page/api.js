/** What the page asks of the service. Every request carries the page's own header, without which its cookie does not count. */

/** A request that the service refused, or that never reached it. */
export class Refused extends Error {
  /** @param {number} status 0 where no answer came @param {string} message */
  constructor(status, message) {
    super(message);
    this.status = status;
  }
}

/** The header without which the page's cookie does not count. */
export const OWN = { 'X-Unbraid-Studio': '1' };

/**
 * @param {string} method
 * @param {string} path
 * @param {object} [body]
 * @param {Record<string, string>} [headers]
 * @returns {Promise<any>} the body of the answer, or null if it has none
 */
export async function ask(method, path, body, headers) {
  let answer;
  try {
    answer = await fetch(path, {
      method,
      headers: { ...OWN, ...(body ? { 'Content-Type': 'application/json' } : {}), ...headers },
      body: body && JSON.stringify(body),
    });
  } catch {
    throw new Refused(0, '');
  }
  const text = await answer.text();
  if (!answer.ok) throw new Refused(answer.status, detailOf(text));
  return text ? JSON.parse(text) : null;
}

/** Ends a request even when the page goes away. @param {string} path */
export function leave(path) {
  fetch(path, { method: 'DELETE', headers: OWN, keepalive: true }).catch(() => {});
}

/** A list that comes in pages, as a whole. @param {string} path @param {number} most */
export async function list(path, most) {
  const items = [];
  for (let cursor = ''; items.length < most;) {
    const page = await ask('GET', `${path}?limit=100${cursor && `&cursor=${encodeURIComponent(cursor)}`}`);
    items.push(...page.items);
    cursor = page.nextCursor;
    if (!cursor) break;
  }
  return items;
}

/** A link of the service as this page reaches it, whatever the service takes its own address for. @param {string} link */
export function here(link) {
  const { pathname, search } = new URL(link, location.href);
  return pathname + search;
}

/** What a refusal says. @param {string} text */
export function detailOf(text) {
  try {
    const { message, detail } = JSON.parse(text);
    return Array.isArray(message) ? message.join('; ') : detail ?? '';
  } catch {
    return '';
  }
}
