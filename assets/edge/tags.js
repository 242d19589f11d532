// Tags, from the list of all of them.

import {flag, natural, needed, text} from './given.js';
import {Raw, absent} from './reply.js';
import {whole} from './searched.js';

/** Every tag, whole, by name. */
const all = site => site.made('api/3/action/tag_list.all_fields.json', text => JSON.parse(text).result);

/** There are no vocabularies: whoever names one asks for nothing. */
function free(params) {
  const vocabulary = text(params, 'vocabulary_id');
  if (vocabulary) throw absent(`could not find vocabulary '${vocabulary}'`);
}

/** What is asked for of some tags. */
function part(tags, params) {
  const [limit, offset] = [natural(params, 'limit'), natural(params, 'offset') ?? 0];
  return tags.slice(offset, limit === undefined ? undefined : offset + limit);
}

/** Names that a text is a part of, without regard to case. */
const having = (tags, query) => tags.filter(({name}) => name.toLowerCase().includes(query.toLowerCase()));

/** @type {Record<string, (question: Question) => Promise<unknown>>} */
export const tagged = {
  tag_list: async ({site, params}) => {
    free(params);
    const query = text(params, 'query') ?? text(params, 'q');
    const shown = params.all_fields;
    // CKAN takes any text for yes.
    const fields = typeof shown === 'string' ? shown !== '' : Boolean(shown);
    if (!query && !fields) return site.list('tag_list');
    const tags = query ? part(having(await all(site), query), params) : await all(site);
    return fields ? tags : tags.map(({name}) => name);
  },

  tag_show: async question => {
    const {site, params} = question;
    const id = needed(params, 'id');
    free(params);
    const found = await site.shown('tag_show', id);
    if (!flag(params, 'include_datasets', false)) return new Raw(found);
    const tag = JSON.parse(found);
    const packages = await whole(question, {fq: `tags:"${tag.name.replace(/["\\]/g, '\\$&')}"`, rows: 1000, sort: 'metadata_modified desc, name asc'});
    return {...tag, packages};
  },

  tag_search: async ({site, params}) => {
    free(params);
    const query = text(params, 'query') ?? text(params, 'q') ?? '';
    const found = query ? having(await all(site), query) : [];
    return {count: found.length, results: part(found, params).map(({id, name, vocabulary_id}) => ({id, name, vocabulary_id}))};
  },
};
