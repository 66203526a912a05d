/** The control address. The token stands behind the # of the page's address, which a browser never sends to a server. */

const ANSWER_LIMIT_MILLIS = 5_000;

let token = '';

export class Refused extends Error {}

/** Takes the token anew, as when somebody pastes a new address into the same tab. */
export function takeToken() {
  token = decodeURIComponent(window.location.hash.slice(1));
}

export const hasToken = () => token !== '';

export async function status() {
  const response = await fetch('api/status', {
    headers: {Authorization: `Bearer ${token}`},
    cache: 'no-store',
    signal: AbortSignal.timeout(ANSWER_LIMIT_MILLIS),
  });
  if (response.status === 401) throw new Refused('the token is not accepted');
  if (!response.ok) throw new Error(`status ${response.status}`);
  return response.json();
}

/**
 * Asks for a move, and waits as long as it takes: the other end has its own limits.
 *
 * @param slice who moves
 * @param move `cutover` or `rollback`
 * @return what became of it: outcome, because (sentences) and flip
 */
export async function ask(slice, move) {
  const response = await fetch(`api/slices/${encodeURIComponent(slice)}/${move}`, {
    method: 'POST',
    headers: {Authorization: `Bearer ${token}`, 'X-Bailey-User': 'dashboard'},
  });
  if (response.status === 401) throw new Refused('the token is not accepted');
  return response.json();
}
