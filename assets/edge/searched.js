// What the search answers: whole datasets found by a question, and what completes words.

import {natural, needed, text} from './given.js';
import {Raw} from './reply.js';

/** Newest first, then by name, as lists of datasets are. */
export const LATEST = 'metadata_modified desc, name asc';

/** The datasets that a question finds, each as its file says it. @param {Question} question */
export async function whole({site, now}, asked) {
  const catalog = await site.search(now);
  const {results} = await catalog.packageSearch(asked, {cards: true});
  return Promise.all(results.map(async ({name}) => new Raw(await site.shown('package_show', name))));
}

/** Completes the beginning of a word by values of a field. */
const completed = (kind, usual) => async ({site, params, now}) => {
  const q = needed(params, 'q');
  const limit = natural(params, 'limit') ?? usual;
  return (await site.search(now)).action(`${kind}_autocomplete`, {q, limit: String(limit)});
};

/** Parameters of a search of everything, beside those that choose a page of it. */
const IDLE = /^(facet|include_(private|drafts|deleted))$/;

/** The file that may be the answer: a page of everything, as clients that copy a catalogue ask for. */
function pageOf(params) {
  const {q = '', sort = '', rows = 10, start = 0, ...others} = params;
  const digits = [rows, start].every(value => /^(string|number)$/.test(typeof value) && /^\d{1,7}$/.test(value));
  if (!digits || !['', '*:*'].includes(q) || !['', 'id asc'].includes(sort) || Object.keys(others).some(name => !IDLE.test(name))) return;
  const size = Math.min(Number(rows), 1000);
  const published = sort ? size === 100 : size === 1000 || size === 10 && !Number(start);
  if (published && start % size === 0) return `api/3/action/package_search/${sort ? 'id-asc' : 'default'}/${size}/${Number(start)}.json`;
}

/** @type {Record<string, (question: Question) => Promise<unknown>>} */
export const searched = {
  package_search: async ({site, params, now}) => {
    const file = pageOf(params);
    const page = file && await site.result(file);
    if (page) return new Raw(page);
    const catalog = await site.search(now);
    // Small results are made of the index; whole ones are the text of their files.
    const fl = params.fl != null && params.fl !== '' && String(params.fl) !== '';
    const answer = await catalog.packageSearch(params, {cards: !fl});
    if (fl) return answer;
    const results = await Promise.all(answer.results.map(async ({name}) => new Raw(await site.shown('package_show', name))));
    return {...answer, results};
  },

  package_autocomplete: completed('package', 10),
  format_autocomplete: completed('format', 5),
  organization_autocomplete: completed('organization', 20),
  group_autocomplete: completed('group', 20),

  tag_autocomplete: async ({site, params, now}) => {
    const q = text(params, 'query') ?? text(params, 'q') ?? '';
    const limit = natural(params, 'limit') ?? 10;
    return (await site.search(now)).action('tag_autocomplete', {q, limit: String(limit)});
  },
};
