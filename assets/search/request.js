// The parameters of CKAN's package_search.

import {SearchError, fieldOf, parse, warn} from './query.js';

const LARGEST = Number.MAX_SAFE_INTEGER;
const DEFAULT_SORT = 'score desc, metadata_modified desc';
const PARAMETERS = /^(q|fq|fq_list|sort|rows|start|facet(\.(field|limit|mincount))?|fl|include_(private|drafts|deleted)|use_default_schema|qf|bf|boost|tie|defType|mm|wt|df|extras|ext_.*)$/s;

/** @param {string} name */
const invalid = name => new SearchError(...name === 'facet.field' ? ['facet', ''] : ['parameter', `'${name}'`], name);

/** @returns {[string, string][]} */
function sortKeys(text) {
  const refused = new SearchError('sort', text, 'sort');
  const keys = [];
  for (const part of text.split(',')) {
    const [name, direction, more] = part.split(/\p{White_Space}+/u).filter(Boolean);
    if (!name) continue;
    const key = name === 'title_string' ? 'title' : name;
    const way = direction?.toLowerCase() ?? (key === 'score' ? 'desc' : 'asc');
    if (more || !/^(score desc|(metadata_modified|metadata_created|title|name|id) (asc|desc))$/.test(`${key} ${way}`)) throw refused;
    keys.push([key, way]);
  }
  if (keys.length > 4) throw refused;
  return keys.length ? keys : [['score', 'desc'], ['metadata_modified', 'desc']];
}

/**
 * Reads the parameters of CKAN's package_search.
 * @param {Record<string, unknown>} params texts of an address, or JSON @param {Syntax} syntax
 */
export function request(params, syntax) {
  /** @param {string} name @param {unknown} value @returns {string} */
  function plain(name, value) {
    if (!/^(string|number|boolean)$/.test(typeof value)) throw invalid(name);
    return String(value);
  }

  function texts(name, value = params[name] ?? []) {
    if (!Array.isArray(value)) value = [value];
    if (value.length > 100) throw invalid(name);
    return value.map(item => plain(name, item));
  }

  /** A list, the JSON text of one, or names with commas or spaces between them. */
  function names(name) {
    let value = params[name] ?? [];
    if (typeof value === 'string') {
      if (/^\p{White_Space}*\[/u.test(value)) {
        try {
          value = JSON.parse(value);
        } catch {
          throw invalid(name);
        }
      } else {
        value = value.split(/[,\p{White_Space}]+/u).filter(Boolean);
      }
    }
    return [...new Set(texts(name, value))].filter(Boolean);
  }

  function whole(name, missing, least = 0) {
    const value = params[name] ?? '';
    const text = /^(string|number)$/.test(typeof value) ? String(value).trim() : '-';
    if (!text) return missing;
    if (!/^[-+]?\d+$/.test(text)) throw new SearchError('number', text === '-' ? '' : text, name);
    const number = Math.max(-LARGEST, Math.min(+text, LARGEST)) || 0;
    if (number < least) throw new SearchError('number', String(number), name);
    return number;
  }

  const rows = Math.min(whole('rows', 10), 1000);
  const start = whole('start', 0);
  const limit = whole('facet.limit', 50, -LARGEST);
  const least = whole('facet.mincount', 1);
  let fields = names('facet.field');
  const unknown = Object.keys(params).filter(name => !PARAMETERS.test(name)).map(name => `'${name}'`).sort();
  if (unknown.length) throw new SearchError('parameter', unknown.join(', '), '');
  const fl = names('fl');
  const asked = params.sort == null ? 'rank' : plain('sort', params.sort);
  const sort_text = asked === 'rank' ? DEFAULT_SORT : asked;
  const sort = sortKeys(sort_text);
  const {tree, warnings} = parse(plain('q', params.q ?? ''), {...syntax, filter: false});
  const fq = [];
  for (const name of ['fq', 'fq_list']) {
    for (const text of texts(name)) {
      try {
        const parsed = parse(text, {...syntax, filter: true});
        for (const {field} of parsed.warnings) warn(warnings, field);
        if (!parsed.tree.all) fq.push(parsed.tree);
      } catch (error) {
        throw error instanceof SearchError ? new SearchError(error.code, error.text, name) : error;
      }
    }
  }
  if (typeof params.facet !== 'object' && /^\s*(false|no|off|n|f|0)\s*$/i.test(params.facet)) fields = [];
  for (const name of fields) {
    if (syntax.facets.includes(name)) continue;
    if (fieldOf(name, syntax).kind !== 'unknown') throw new SearchError('facet', name, 'facet.field');
    warn(warnings, name);
  }
  return {
    q: tree, fq, sort, sort_text, default_sort: String(sort) === 'score,desc,metadata_modified,desc', start, rows,
    facets: {fields, limit: limit < 0 ? null : limit, least}, fl: fl.length ? fl : null, warnings,
  };
}
