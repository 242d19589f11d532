// Tags, from the list of all of them.

import {flag, natural, needed, says, text} from './given.js';
import {Raw, absent} from './reply.js';
import {LATEST, whole} from './searched.js';

/** Every tag, whole, by name. */
const all = site => site.made('api/3/action/tag_list.all_fields.json', text => JSON.parse(text).result);

/** There are no vocabularies: whoever names one asks for nothing. */
function free(params) {
  const vocabulary = text(params, 'vocabulary_id');
  if (vocabulary) throw absent(`could not find vocabulary '${vocabulary}'`);
}

/** What must be in a name, in lower case. */
function terms(params) {
  const name = params.query != null ? 'query' : 'q';
  const all = Array.isArray(params[name]) ? params[name].map(String) : [text(params, name) ?? ''];
  return all.map(term => term.trim().toLowerCase()).filter(Boolean);
}

/** The tags that have all terms in their names. */
const having = async (site, terms) => (await all(site)).filter(({name}) => terms.every(term => name.toLowerCase().includes(term)));

/** `limit` and `offset`, as a function of a list. */
function paged(params) {
  const [limit, offset] = [natural(params, 'limit'), natural(params, 'offset') ?? 0];
  return list => list.slice(offset, limit === undefined ? undefined : offset + limit);
}

/** @type {Record<string, (question: Question) => Promise<unknown>>} */
export const tagged = {
  tag_list: async ({site, params}) => {
    free(params);
    // CKAN does not read this as a switch, and R's ckanr sends `false` where it wants whole tags.
    const fields = says(params, 'all_fields');
    const asked = terms(params);
    if (!asked.length && !fields) return site.list('tag_list');
    // CKAN pages only through what was asked for by name.
    const found = asked.length ? paged(params)(await having(site, asked)) : await all(site);
    return fields ? found : found.map(({name}) => name);
  },

  tag_show: async question => {
    const {site, params} = question;
    const id = needed(params, 'id');
    const datasets = flag(params, 'include_datasets', false);
    free(params);
    const found = await site.shown('tag_show', id);
    if (!datasets) return new Raw(found);
    const tag = JSON.parse(found);
    return {...tag, packages: await whole(question, {fq: `tags:"${tag.name.replace(/["\\]/g, '\\$&')}"`, rows: 1000, sort: LATEST})};
  },

  tag_search: async ({site, params}) => {
    free(params);
    const asked = terms(params);
    const page = paged(params);
    // Who asks for nothing finds nothing.
    const found = asked.length ? await having(site, asked) : [];
    return {count: found.length, results: page(found).map(({id, name, vocabulary_id}) => ({id, name, vocabulary_id}))};
  },
};
