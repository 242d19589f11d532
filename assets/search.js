// Searches a portal without a server, in browsers, in node and at the edge.

import {Catalog} from './search/actions.js';
import {Files} from './search/files.js';
import {SearchError} from './search/refusal.js';

/**
 * Opens the portal at an address.
 * @param {string} base  the site's folder
 * @param {{fetch?: typeof fetch, build?: string, now?: number}} [options]  `build`: the index, if it is known;
 *   `now`: what `NOW` means, in microseconds since 1970
 */
export function open(base, {fetch, build, now} = {}) {
  return new Catalog(new Files(base, fetch), now).open(build);
}

export {SearchError};
