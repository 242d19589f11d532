// The client's analysis and query language say what tests/search/vectors.json says; so does the
// binary (tests/search_language.rs). UPDATE=1 writes what the client says, for the binary to confirm.

import assert from 'node:assert/strict';
import {readFileSync, writeFileSync} from 'node:fs';
import {test} from 'node:test';
import {analyzer} from '../../assets/search/analysis.js';
import {SearchError, parse} from '../../assets/search/query.js';
import {request} from '../../assets/search/request.js';
import {tables} from './tables.mjs';

const file = new URL('vectors.json', import.meta.url);
const vectors = JSON.parse(readFileSync(file, 'utf8'));
const {facets, unindexed, now} = vectors;

/** Every term of a text with its position. */
function terms({chunks, stem}, text) {
  const found = [];
  let at = 0;
  for (const {words, joined} of chunks(text)) {
    if (joined) found.push([at, stem(joined)]);
    for (const word of words) {
      if (!word.stop) found.push([at, stem(word.text)]);
      at++;
    }
  }
  return found;
}

/** What a call gives or why it is refused. */
function said(call) {
  try {
    return call();
  } catch (error) {
    if (!(error instanceof SearchError)) throw error;
    const {code, text, message} = error;
    return {refused: code, text, sentence: message, ckan: error.ckan()};
  }
}

const analyzers = Object.fromEntries(vectors.portals.map(({name, languages, synonyms}) =>
  [name, analyzer(tables(languages, synonyms))]));
const syntax = {analyzer: analyzers.es, facets, unindexed, now};

const actual = {
  tables: ({name}) => {
    const {languages, synonyms} = vectors.portals.find(portal => portal.name === name);
    return tables(languages, synonyms);
  },
  analysis: ({portal, text}) => terms(analyzers[portal], text),
  folded: ({text}) => analyzers.es.fold(text),
  queries: ({q}) => said(() => parse(q, syntax)),
  filters: ({fq}) => said(() => parse(fq, {...syntax, filter: true})),
  requests: ({params}) => said(() => request(params, syntax)),
};

if (process.env.UPDATE) {
  const lines = Object.entries(vectors).map(([key, value]) => {
    if (!actual[key]) return `${JSON.stringify(key)}: ${JSON.stringify(value)}`;
    const cases = value.map(one => '  ' + JSON.stringify({...one, is: actual[key](one)}));
    return `${JSON.stringify(key)}: [\n${cases.join(',\n')}\n]`;
  });
  writeFileSync(file, `{\n${lines.join(',\n')}\n}\n`);
} else {
  for (const [key, call] of Object.entries(actual)) {
    test(`${vectors[key].length} vectors of ${key}`, () => {
      for (const one of vectors[key]) assert.deepEqual(call(one), one.is, JSON.stringify(one));
    });
  }
}

test('no text makes the parser fail otherwise than by refusing', () => {
  const pieces = [...'ab*?"()[]{}^~:\\/+-!&|. \t\n0ñİσ日😀\u0301\ud800', 'AND ', 'OR ', 'NOT ', 'TO', 'NOW', 'title:', 'tags:',
    'name:', 'metadata_modified:', 'state:', 'x:', 'source:', '{!', '_val_:', '2024-02', '-7DAYS', '/DAY', '^2', '~1', 'agua', 'de'];
  // Numbers that are the same in every run.
  let seed = 1;
  const below = most => {
    seed = (Math.imul(seed, 1664525) + 1013904223) >>> 0;
    return Math.floor(seed / 2 ** 32 * most);
  };
  for (let i = 0; i < 20_000; i++) {
    const text = Array.from({length: below(24)}, () => pieces[below(pieces.length)]).join('');
    const tree = said(() => parse(text, {...syntax, filter: i % 2 === 0}));
    assert.ok(tree.tree || tree.refused, text);
  }
});

test('long texts are read in time', () => {
  const long = ['(', ')', '*', 'a:', '"', '\\', '+', 'a ', 'AND ', 'a-', '^', '[', '*a', 'NOT ', 'title:', 'a(', ' '].map(text => text.repeat(100_000));
  for (const text of long) {
    const start = performance.now();
    said(() => parse(text, syntax));
    assert.ok(performance.now() - start < 10_000, text.slice(0, 10));
  }
});
