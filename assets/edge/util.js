// The addresses that CKAN's own forms complete words by.

import {natural} from './given.js';

/** What they give, in their own forms; nothing where there is no such address. */
export async function complete(site, kind, what, params, {now}) {
  const typed = String(params[/^(organization|group)$/.test(kind) ? 'q' : 'incomplete'] ?? '').trim();
  const limit = natural(params, 'limit');
  const find = async (name, usual) => typed ? (await site.search(now)).action(`${name}_autocomplete`, {q: typed, limit: String(limit ?? usual)}) : [];
  const set = results => ({ResultSet: {Result: results}});
  switch (`${kind}/${what}`) {
    case 'dataset/autocomplete': return set(await find('package', 10));
    case 'tag/autocomplete': return set((await find('tag', 10)).map(Name => ({Name})));
    case 'resource/format_autocomplete': return set((await find('format', 5)).map(Format => ({Format})));
    case 'organization/autocomplete': return find('organization', 20);
    case 'group/autocomplete': return find('group', 20);
  }
}
