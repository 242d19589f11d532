// CKAN's query language, as src/search/README.md §2 says: the same trees as the binary's.

import {between, period} from './dates.js';
import {SearchError} from './refusal.js';

export {SearchError};

/**
 * @typedef {Record<string, unknown>} Node  a tree as the README writes it
 * @typedef {'+'|'-'|''} Sign
 * @typedef {{sign: Sign, nodes: Node[], operator?: 'AND'|'OR'}} Item
 * @typedef {{kind: string, name: string, bare?: boolean}} Field  `bare`: where no field is said
 * @typedef {{code: string, field: string}} Warning
 * @typedef {{analyzer: ReturnType<import('./analysis.js').analyzer>, facets: string[],
 *   unindexed: string[], filter?: boolean, now: number}} Syntax  `now` in microseconds since 1970
 */

const MOST_LEAVES = 64;
const MOST_TERMS = 64;
const DEEPEST = 32;

/** What is known of fields without looking at a portal. @type {Record<string, string>} */
const KINDS = {
  __proto__: null, text: 'text', title: 'text', notes: 'text', fields: 'text', name: 'key', id: 'key',
  metadata_created: 'time', metadata_modified: 'time', owner_org: 'exact',
};
/** @type {Record<string, string>} */
const CONSTANTS = {
  __proto__: null, state: 'active', capacity: 'public', private: 'false', type: 'dataset', entity_type: 'package',
};
const NEVER_INDEXED = /^((author|maintainer)(_email)?|creator_user_id|res_(description|name|type|url)|url|version)$/;

// Pieces of a query, each looked for where the one before ended.
const SPACE = /\p{White_Space}*/uy;
const OPERATOR = /(?:AND|OR|&&|\|\|)(?=[\p{White_Space}()"]|$)/uy;
const SIGNS = /(?:[+!-](?=[^\p{White_Space})])|NOT(?=[\p{White_Space}()"]|$)\p{White_Space}*)+/uy;
const NAME = /([^\p{White_Space}()"^~:\\]+):/uy;
const VALUE = /(?=[^\p{White_Space}/)])/uy;
const RUN = /(?:[^\p{White_Space}()"^~\\]+|\\.?)*/suy;
const QUOTED = /"((?:[^"\\]+|\\.?)*)"?/suy;
const RANGE = /([[{])([^\]}]*)([\]}]?)/y;
const WEIGHT = /(?:[\^~]\d*\.?\d*)*/y;

/** A single clause that is not excluded stands alone. @param {[Sign, Node][]} clauses @returns {Node|undefined} */
const joined = (clauses, mm = 0) => clauses.length > 1 || clauses[0]?.[0] === '-' ? {bool: clauses, mm} : clauses[0]?.[1];

/** @param {Node[]} nodes */
const together = nodes => joined(nodes.map(node => ['+', node]));

/** @param {Item} item @param {Sign} bare @returns {[Sign, Node][]} */
const clause = ({sign, nodes}, bare) => nodes.length ? [[sign || bare, together(nodes)]] : [];

/** @param {Item[]} items @param {Sign} bare @returns {[Sign, Node][]} */
const clauses = (items, bare) => items.flatMap(item =>
  item.sign === '-' ? clause(item, bare) : item.nodes.map(node => [item.sign || bare, node]));

/** What items ask for together; `loose`: whether some bare ones may be missing. @param {Item[]} items */
function level(items, loose) {
  const [and, or] = ['AND', 'OR'].map(operator => items.some(item => item.operator === operator));
  if (or && and) {
    const parts = [];
    for (const item of items) {
      if (!parts.length || item.operator === 'OR') parts.push([]);
      parts.at(-1).push(item);
    }
    return joined(parts.map(part => joined(clauses(part, '+'))).filter(Boolean).map(node => ['', node]), 1);
  }
  const all = or ? items.flatMap(item => clause(item, '')) : clauses(items, loose && !and ? '' : '+');
  const bare = all.filter(([sign]) => !sign).length;
  if (or) return joined(all, bare && !all.some(([sign]) => sign === '+') ? 1 : 0);
  return joined(all, bare < 3 ? bare : bare < 6 ? bare - 1 : Math.floor(bare * 4 / 5));
}

/** What the name before a colon means. @param {string} name @param {Syntax} syntax @returns {Field} */
export function fieldOf(name, {facets, unindexed}) {
  name = name.replace(/^extras_/, '').replace(/^dataset_type$/, 'type');
  const kind = KINDS[name] ?? (facets.includes(name) ? 'exact' : CONSTANTS[name] ? 'constant'
    : NEVER_INDEXED.test(name) || unindexed.includes(name) ? 'unindexed' : 'unknown');
  return {kind, name};
}

/** A text as it is meant: `\` takes the next character as it is, unless that is to be `kept`. @param {string} raw */
const unescaped = (raw, kept = '') => raw.replace(/\\(.?)/gsu, (pair, next) => next && kept.includes(next) ? pair : next);

/** Warns of a field that no dataset has. @param {Warning[]} warnings @param {string} field */
export function warn(warnings, field) {
  if (!warnings.some(warning => warning.field === field)) warnings.push({code: 'unknown-field', field});
}

/** What is asked for and cannot be had. @returns {never} */
function refuse(code, part) {
  throw new SearchError(code, part);
}

/**
 * Reads a query, or a filter.
 * @param {string} text @param {Syntax} syntax @returns {{tree: Node, warnings: Warning[]}}
 */
export function parse(text, syntax) {
  const {analyzer, filter, now} = syntax;
  const {chunks, stem} = analyzer;
  const context = analyzer.hasContext(text);
  /** @type {Warning[]} */
  const warnings = [];
  let at = 0, leaves = 0, fielded = false;

  /** Reads a piece if it comes next. @param {RegExp} piece */
  function eat(piece) {
    piece.lastIndex = at;
    const found = piece.exec(text);
    at += found?.[0].length ?? 0;
    return found;
  }

  /** The query (depth 0) or a group; `field` is what its bare items are looked for in. */
  function group(field, depth) {
    /** @type {Item[]} */
    const items = [];
    let operator;
    while (eat(SPACE), at < text.length && leaves < MOST_LEAVES) {
      if (text[at] === ')') {
        at++;
        if (depth) break;
        continue;
      }
      const [found] = eat(OPERATOR) ?? [];
      if (found) {
        operator = /[A&]/.test(found) ? 'AND' : 'OR';
        continue;
      }
      const [signs] = eat(SIGNS) ?? [''];
      const sign = /[-!N]/.test(signs) ? '-' : signs && '+';
      items.push({sign, operator: items.length ? operator : '', nodes: item(field, depth)});
      operator = '';
    }
    return level(items, !depth && !filter && !fielded);
  }

  /** @returns {Node[]} */
  function item(field, depth) {
    if (text.startsWith('{!', at)) refuse('local', eat(RUN)[0]);
    const nodes = value(named() ?? field, depth);
    let weight = 1;
    for (const [, number] of eat(WEIGHT)[0].matchAll(/\^(\.?\d[\d.]*)/g)) weight = Math.min(number, 1000);
    return weight === 1 || !nodes.length ? nodes : [{boost: weight, of: together(nodes)}];
  }

  /** The field that an item names, its colon with it. @returns {Field|undefined} */
  function named() {
    const start = at;
    const [, name] = eat(NAME) ?? [];
    if (!name) return;
    if (/^_(query|val)_$/.test(name)) refuse('magic', name);
    const field = fieldOf(name, syntax);
    if (/^un/.test(field.kind)) {
      // `https://…`, `Lima: …` and the like are text.
      const said = eat(VALUE);
      if (said && field.kind === 'unindexed') refuse('field', name);
      if (!said || !/^[A-Za-z_][\w.]*$/.test(name)) {
        at = start;
        return;
      }
      warn(warnings, name);
    } else {
      eat(SPACE);
    }
    fielded = true;
    return field;
  }

  /** @returns {Node[]} */
  function value(field, depth) {
    if (at === text.length || text[at] === ')') return [];
    if (text[at] === '(') {
      at++;
      if (depth === DEEPEST) refuse('depth', '');
      const node = group(field, depth + 1);
      return field.kind === 'unknown' ? [{none: 1}] : node ? [node] : [];
    }
    const quoted = eat(QUOTED);
    const ends = !quoted && !field.bare && eat(RANGE);
    // There is room for so many leaves.
    const nodes = (quoted ? phrase(field, unescaped(quoted[1])) : ends ? [range(field, ends)] : run(field, eat(RUN)[0]))
      .slice(0, MOST_LEAVES - leaves);
    leaves += nodes.length;
    return nodes;
  }

  function phrase(field, part) {
    const {kind, name} = field;
    if (kind !== 'text') return [exactly(field, part)];
    const found = chunks(part, context).flatMap(chunk => chunk.words)
      .flatMap(({text, stop}, i) => stop ? [] : [[i, stem(text)]]).slice(0, MOST_TERMS);
    if (found.length > 1 && name !== 'fields') return [{phrase: found.map(([i, term]) => [i - found[0][0], term]), in: name}];
    return found.length ? [word([[1, found.map(([, term]) => term)]], name)] : [];
  }

  const word = (forms, scope) => ({word: forms, in: scope});

  function run(field, raw) {
    const {kind, name, bare} = field;
    if (bare ? /^\/.+\/$/s.test(raw) : raw[0] === '/') refuse('regex', raw);
    if (!raw) return [];
    const masked = raw.replace(/\\./gsu, '.');
    const start = masked.replace(/(?<!\*)\*+$/, '');
    if (!start || (bare && raw === '*:*')) return [any(field, 'wildcard', raw)];
    // Outside of a field a question mark ends a question.
    const wild = (bare ? /\*/ : /[*?]/).test(start);
    const open = start !== masked;
    if (wild && /text|key/.test(kind) || open && kind === 'key') refuse('wildcard', raw);
    if (kind === 'exact' && (wild || open)) return [{like: unescaped(raw, '*?\\'), field: name}];
    const part = unescaped(raw);
    if (kind !== 'text') return [exactly(field, part)];
    if (!open) return chunks(part, context).flatMap(chunk => forms(chunk, name));
    return chunks(part, context).flatMap(chunk => chunk.words).flatMap(({text, stop}, i, all) =>
      i === all.length - 1 && /^.../su.test(text) ? {prefix: text, stem: stem(text), in: name}
        : stop ? [] : word([[1, [stem(text)]]], name));
  }

  /** A word in all its forms. */
  function forms({words, joined}, scope) {
    const terms = words.filter(({stop}) => !stop).slice(0, MOST_TERMS).map(({text}) => stem(text));
    if (!terms.length) return [];
    const others = joined || words.length < 2 ? analyzer.alternatives(joined ?? words[0].text) : [];
    return word([[1, terms], ...joined ? [[1, [stem(joined)]]] : [],
      ...others.filter(other => String(other) !== String(terms)).map(other => [0.5, other])], scope);
  }

  /** What a value asks for that is meant as it stands. */
  function exactly({kind, name}, part) {
    if (kind === 'exact') return {is: part, field: name};
    if (kind === 'key') return {key: part, field: name};
    if (kind === 'time') return moments(name, period(part, now), part);
    return kind === 'constant' && part.toLowerCase() === CONSTANTS[name] ? {all: 1} : {none: 1};
  }

  const moments = (field, ends, part) => ends ? {from: ends[0], to: ends[1], field} : refuse('date', part);

  function range(field, [raw, opening, inner, closing]) {
    const {kind, name} = field;
    const [from, to, end, more] = inner.split(/\p{White_Space}+/u).filter(Boolean);
    const fine = to === 'TO' && end && !more;
    if (kind === 'time') return moments(name, fine && between(from, opening === '{', end, closing === '}', now), raw);
    return kind === 'unknown' || (fine && from === '*' && end === '*') ? any(field, 'range', raw) : refuse('range', raw);
  }

  /** The datasets that have a value: the index knows those with a word, not those with any. */
  function any({kind, name}, code, raw) {
    if (/^(notes|fields)$/.test(name)) refuse(code, raw);
    return kind === 'exact' ? {any: 1, field: name} : kind === 'time' ? moments(name, [null, null]) : kind === 'unknown' ? {none: 1} : {all: 1};
  }

  return {tree: group({kind: 'text', name: 'text', bare: true}, 0) ?? {all: 1}, warnings};
}
