// The client over indexes written from the specification, compared with answers found without any index.

import assert from 'node:assert/strict';
import {test} from 'node:test';
import {gunzipSync} from 'node:zlib';
import {SearchError, open} from '../../assets/search.js';
import {Index, evaluate} from '../../assets/search/evaluate.js';
import {Files} from '../../assets/search/files.js';
import {dice, documents, tree, FACETS} from './random.mjs';
import {reference} from './reference.mjs';
import {host, ordered, site} from './tiny-index.mjs';

const BASE = 'https://example.org/portal/';

async function opened(docs, options) {
  const made = site(docs, options);
  const {fetch, asked} = host(made.files);
  return {...made, asked, index: await Index.open(new Files(BASE, fetch), made.build)};
}

const SORTS = [
  [['score', 'desc']], [['metadata_modified', 'desc']], [['metadata_modified', 'asc'], ['title', 'desc']], [['title', 'asc']], [['name', 'desc']],
  [['id', 'asc']], [['metadata_created', 'desc'], ['score', 'desc'], ['name', 'asc']], [['title', 'desc'], ['metadata_created', 'asc'], ['metadata_modified', 'asc'], ['id', 'desc']],
];

for (const [seed, n, options] of [[1, 1, {}], [2, 40, {}], [3, 300, {}], [4, 120, {shard: 1e9, long: 1e9, block: 512, chunk: 16}], [5, 700, {block: 16, long: 200}]]) {
  test(`${n} documents answer as the specification says`, async () => {
    const {docs, index} = await opened(documents(seed, n), options);
    const truth = reference(docs);
    const below = dice(seed + 100);
    for (let round = 0; round < (n > 200 ? 300 : 500); round++) {
      const node = tree(below, docs);
      const expected = truth.evaluate(node);
      const found = await evaluate(index, node);
      const numbers = docs.map((_, i) => i).filter(i => expected[i] !== undefined);
      assert.deepEqual([...found.docs], numbers, JSON.stringify(node));
      numbers.forEach((number, i) => {
        const score = found.scores ? found.scores[i] : 0;
        assert.ok(Math.abs(score - expected[number]) < 1e-9 * (1 + Math.abs(score)), `${JSON.stringify(node)}: ${score}, not ${expected[number]}`);
      });
      const sort = SORTS[below(SORTS.length)];
      const rows = [0, 1, 10, 1000][below(4)];
      const places = await index.sorts.first(found, sort, rows);
      assert.deepEqual(Array.from(places, place => found.docs[place]), truth.order(expected, sort).slice(0, rows), JSON.stringify([sort, node]));
      const names = Object.keys(FACETS).filter(() => below(2));
      const wanted = {limit: [null, 0, 1, 3, 50][below(5)], least: below(3)};
      const counts = await index.facets.count(names, found.docs, wanted);
      names.forEach((name, i) => {
        const own = counts[i].map(({name, count}) => [name, count]);
        assert.deepEqual(own, truth.count(expected, name, wanted), JSON.stringify([name, wanted, node]));
      });
    }
  });
}

test('an empty portal has no results', async () => {
  const {index} = await opened([]);
  for (const node of [{all: 1}, {word: [[1, ['agua']]], in: 'text'}, {prefix: 'agu', stem: 'agu', in: 'text'}, {phrase: [[0, 'agua'], [1, 'rio']], in: 'title'},
    {is: 'a', field: 'tags'}, {any: 1, field: 'organization'}, {from: 0, to: null, field: 'metadata_created'}, {key: 'x', field: 'name'}]) {
    assert.equal((await evaluate(index, node)).docs.length, 0, JSON.stringify(node));
  }
});

/** A portal of some documents; `change` puts other answers in the place of its files. */
async function portal(change, {n = 60, ...options} = {}) {
  const made = site(documents(7, n));
  const {fetch, asked} = host(made.files, change);
  return {...made, asked, fetch, catalog: await open(BASE, {fetch, now: Date.UTC(2012, 0, 1) * 1000, ...options})};
}

const page = () => new Response('<!doctype html><title>Not found</title>', {headers: {'content-type': 'text/html'}});
const unreachable = error => error instanceof SearchError && error.code === 'unreachable';
const WORD = {q: 'agua', rows: 1000, 'facet.field': ['tags', 'res_format', 'organization']};

test('a search has the form and the order of CKAN\'s', async () => {
  const {catalog, docs} = await portal();
  const answer = await catalog.packageSearch(WORD);
  assert.deepEqual(Object.keys(answer), ['count', 'facets', 'results', 'sort', 'search_facets']);
  assert.equal(answer.sort, 'score desc, metadata_modified desc');
  const truth = reference(docs);
  const found = truth.evaluate({word: [[1, ['agua']]], in: 'text'});
  assert.deepEqual(answer.results.map(result => result.name), truth.order(found, [['score', 'desc']]).map(i => docs[i].name));
  assert.equal(answer.count, answer.results.length);
  assert.deepEqual(answer.results[0].resources, docs.find(doc => doc.name === answer.results[0].name).facets.res_format.map(format => ({format, url: ''})));
  assert.deepEqual(Object.entries(answer.facets.tags).sort(), truth.count(found, 'tags', {limit: 50, least: 1}).sort());
  const labels = answer.search_facets.organization.items.map(item => item.display_name);
  assert.deepEqual(labels, [...labels].sort().reverse());
  assert.deepEqual(Object.keys(answer.search_facets.organization.items[0]), ['name', 'display_name', 'count']);
  assert.ok(Object.hasOwn(answer.facets.tags, '__proto__'));
});

test('cards come before facets, and no dataset is fetched for them', async () => {
  const {catalog, asked} = await portal();
  const partial = [];
  const answer = await catalog.packageSearch({...WORD, fq: 'organization:instituto'}, {cards: true, onResults: one => partial.push(one)});
  assert.equal(partial.length, 1);
  assert.deepEqual(partial[0].results, answer.results);
  assert.deepEqual(partial[0].facets.tags, {});
  assert.deepEqual(Object.keys(answer.results[0]), ['name', 'title', 'excerpt', 'organization', 'res_format', 'metadata_modified', 'num_resources', 'open_license']);
  assert.deepEqual(answer.results[0].organization, {name: 'instituto', title: 'INSTITUTO'});
  await catalog.packageSearch({...WORD, fl: 'name, organization,metadata_modified'});
  assert.deepEqual(asked.filter(path => path.startsWith('api/')), []);
  const some = await catalog.packageSearch({q: 'organization:instituto', rows: 1, fl: ['organization', 'tags', 'notes', 'extras_color', 'nothing']});
  assert.deepEqual(Object.keys(some.results[0]).filter(key => key !== 'tags'), ['organization', 'notes', 'color']);
  assert.equal(some.results[0].organization, 'instituto');
});

test('without a word the order is that of changes, and facets come from the dictionary', async () => {
  const {catalog, docs, asked} = await portal();
  const answer = await catalog.packageSearch({'facet.field': '["tags", "groups"]', rows: 5}, {cards: true});
  const newest = reference(docs).order(docs.map(() => 0), [['metadata_modified', 'desc']]);
  assert.deepEqual(answer.results.map(card => card.name), newest.slice(0, 5).map(i => docs[i].name));
  assert.equal(answer.count, docs.length);
  assert.deepEqual(asked.filter(path => /facet\/(block|\d)/.test(path)), []);
});

test('ten results take four round trips', async () => {
  const levels = [];
  let open = 0;
  const {catalog, fetch: _} = await portal(() => undefined).then(async ({files, build}) => {
    const plain = host(files).fetch;
    const fetch = async url => {
      if (!open++) levels.push([]);
      levels.at(-1).push(url.replace(/.*portal\//, ''));
      const answer = await plain(url);
      // All that was asked for at the same time is answered at the same time.
      await new Promise(done => setTimeout(done, 30));
      open--;
      return answer;
    };
    return {catalog: await import('../../assets/search.js').then(({open}) => open(BASE, {fetch, build}))};
  });
  await catalog.packageSearch({q: 'agua "rio sal" title:"sal de rio" sue*', fq: ['tags:a', 'organization:zeta'], rows: 10, 'facet.field': ['groups']}, {cards: true});
  assert.ok(levels.length <= 4, JSON.stringify(levels, null, 1));
});

test('a file that fails once is fetched again', async () => {
  for (const other of [() => new Response('', {status: 503}), page, () => new Response(new Uint8Array(7)), () => { throw new TypeError('offline'); }]) {
    const {catalog} = await portal((path, _, times) => /lex|docs|current|facet/.test(path) && times === 1 ? other() : undefined);
    assert.ok((await catalog.packageSearch(WORD, {cards: true})).count > 0);
  }
});

test('what cannot be had is said, and is there when the host is back', async () => {
  let broken = true;
  for (const other of [() => new Response('', {status: 404}), page, () => { throw new TypeError('offline'); }]) {
    for (const kind of [/lex\//, /docs\//, /facet\/dict/]) {
      broken = true;
      const {catalog} = await portal(path => broken && kind.test(path) ? other() : undefined);
      await assert.rejects(catalog.packageSearch(WORD, {cards: true}), unreachable);
      broken = false;
      assert.ok((await catalog.packageSearch(WORD, {cards: true})).count > 0);
    }
  }
  await assert.rejects(portal(page), unreachable);
});

test('files may be unpacked by the host, or packed twice', async () => {
  const {gzipSync} = await import('node:zlib');
  const {files} = await portal();
  for (const change of [gunzipSync, gzipSync]) {
    const {catalog} = await portal(path => path.endsWith('.bin') ? new Response(change(files.get(path))) : undefined);
    assert.ok((await catalog.packageSearch(WORD, {cards: true})).count > 0);
  }
});

test('a truncated file is noticed, wherever it ends', async () => {
  const {files} = await portal();
  for (const [path, bytes] of files) {
    if (!/search\/.*(lex\/0|dict|docs\/0|modified|facet\/\d|block\/0|big\/0|pos\/0)\.bin$/.test(path)) continue;
    const plain = gunzipSync(bytes);
    for (const change of [bytes.subarray(0, -9), bytes.subarray(0, 30), plain.subarray(0, -1), plain.subarray(0, 9), plain.subarray(0, plain.length >> 1), plain.subarray(0, 0)]) {
      // Positions cut off between two numbers are noticed by gzip alone.
      if (/pos\//.test(path) && change[0] !== 31) continue;
      const {catalog} = await portal(other => other === path ? new Response(change) : undefined);
      const every = [WORD, {q: '"agua rio"', rows: 1000}, {q: 'sue* agu* can* zon* tags:a', fq: 'res_format:CSV'}, {sort: 'metadata_modified asc', rows: 1000, 'facet.field': ['groups']}];
      const failed = await Promise.all(every.map(params => catalog.packageSearch(params, {cards: true}).then(() => false, unreachable)));
      const asked = await portal().then(async one => {
        await Promise.all(every.map(params => one.catalog.packageSearch(params, {cards: true})));
        return one.asked.includes(path);
      });
      assert.equal(failed.includes(true), asked, `${path} ${change.length} of ${plain.length}`);
    }
  }
});

test('an index that was replaced has a successor', async () => {
  const old = site(documents(1, 30));
  const next = site(documents(2, 50));
  let files = old.files;
  const caches = [];
  const fetch = (url, options) => {
    if (url.endsWith('current.json')) caches.push(options?.cache);
    return host(files).fetch(url, options);
  };
  const catalog = await open(BASE, {fetch, build: old.build});
  assert.equal((await catalog.packageSearch({}, {cards: true})).count, 30);
  assert.deepEqual(caches, []);
  files = next.files;
  assert.equal((await catalog.packageSearch({q: 'agua OR rio', rows: 3}, {cards: true})).results.length, 3);
  assert.deepEqual(caches, ['no-cache']);
  assert.equal((await catalog.packageSearch({}, {cards: true})).count, 50);
  // Files of another build in the place of this one's.
  const mixed = new Map([...next.files].map(([path, bytes]) => [path, old.files.get(path.replace(next.build, old.build)) ?? bytes]));
  files = mixed;
  await assert.rejects(open(BASE, {fetch, build: next.build}), unreachable);
  // A name that was never there.
  files = next.files;
  assert.equal((await (await open(BASE, {fetch, build: 'ffffffffff'})).packageSearch({}, {cards: true})).count, 50);
});

test('no key leads out of its folder', async () => {
  const {catalog, asked} = await portal();
  for (const id of ['../../x', '..', '.', '', 'a/../../b', '%2e%2e/x', '..%2fx', 'a\\b', '/etc/passwd', '//example.com/x', 'x\0', 'a?b', 'a#b', '\ud800', 'x'.repeat(5000), ['../x'], {}]) {
    for (const name of ['package_show', 'tag_show', 'resource_show']) {
      await assert.rejects(catalog.action(name, {id}), error => error instanceof SearchError && [404, 409].includes(error.ckan().status), JSON.stringify(id));
    }
  }
  await assert.rejects(catalog.action('../package_list'), SearchError);
  await assert.rejects(catalog.action('package_delete', {id: 'x'}), error => error.ckan().status === 400);
  for (const path of asked) assert.match(path, /^(search\/[\w/.]+|api\/3\/action\/\w+(\/[^/\\]+\.json)?)$/);
  assert.equal((await catalog.packageSearch({q: 'id:"../../x" OR name:".."'}, {cards: true})).count, 0);
});

test('actions are answered from files in CKAN\'s words', async () => {
  const {catalog, docs} = await portal();
  const [doc] = docs;
  assert.equal((await catalog.action('package_show', {id: doc.name})).id, doc.id);
  assert.equal((await catalog.action('package_show', {name_or_id: doc.id})).name, doc.name);
  assert.equal((await catalog.action('package_list')).length, docs.length);
  assert.equal((await catalog.action('package_search', {rows: 1})).count, docs.length);
  await assert.rejects(catalog.action('package_show', {id: 'nope'}), error => {
    assert.deepEqual(error.ckan(), {status: 404, error: {__type: 'Not Found Error', message: 'Not found'}});
    return true;
  });
  await assert.rejects(catalog.action('package_show'), error => {
    assert.deepEqual(error.ckan(), {status: 409, error: {id: ['Missing value'], __type: 'Validation Error'}});
    return true;
  });
});

test('a stone in the place of what was removed is an error', async () => {
  const body = {help: '', error: {__type: 'Not Found Error', message: 'Not found: moved'}, success: false};
  const {catalog} = await portal(path => path.endsWith('gone.json') ? Response.json(body) : undefined);
  await assert.rejects(catalog.action('package_show', {id: 'gone'}), error => {
    assert.deepEqual(error.ckan(), {status: 404, error: body.error});
    return true;
  });
});

test('beginnings are completed as README §6 says', async () => {
  const {catalog, docs} = await portal();
  const counts = reference(docs).count(docs.map(() => 0), 'tags', {limit: null, least: 1}).map(([value]) => value);
  assert.deepEqual(await catalog.action('tag_autocomplete', {q: 'A'}), counts.filter(value => /a/.test(value.normalize('NFKD').toLowerCase())));
  assert.deepEqual(await catalog.action('tag_autocomplete', {q: 'RÍ', limit: '1'}), counts.filter(value => /r[ií]/i.test(value)).slice(0, 1));
  assert.deepEqual(await catalog.action('tag_autocomplete', {q: ''}), []);
  assert.deepEqual((await catalog.action('format_autocomplete', {q: 'C'})), ['csv']);
  assert.deepEqual(await catalog.action('organization_autocomplete', {q: 'institu'}), [{id: 'id-instituto', name: 'instituto', title: 'INSTITUTO'}]);
  assert.deepEqual(await catalog.action('group_autocomplete', {q: 'tier'}), [{id: 'id-tierra', name: 'tierra', title: 'TIERRA'}]);
  const titled = doc => ['agu', 'rio'].every(part => doc.title.split(' ').some(word => word.startsWith(part)));
  const found = await catalog.action('package_autocomplete', {q: 'rio agu', limit: 1000});
  assert.deepEqual(found.map(one => one.name).sort(), docs.filter(doc => titled(doc) && doc.title.split(' ').includes('rio')).map(doc => doc.name).sort());
  const [byName] = await catalog.action('package_autocomplete', {q: 'Conjunto'});
  assert.equal(byName, undefined);
  await assert.rejects(catalog.action('tag_autocomplete', {q: 'a', limit: 'x'}), error => error.code === 'number');
});

test('misspelt words are replaced, all else stays', async () => {
  const {catalog} = await portal();
  for (const [q, meant] of [
    ['climma', 'clima'], ['CLMIA', 'clima'], ['clima', null], ['aguq', 'agua'], ['xyz', null], ['cliima -ciduad "canla"', 'clima -ciudad "canal"'],
    ['title:cilma AND tags:cilma', 'title:clima AND tags:cilma'], ['organization:(cilma rioo) OR cilma*', null], ['(cilma OR "agua canla")^2', '(clima OR "agua canal")^2'],
    ['metadata_modified:[2020 TO 2021] ciudadmenet', 'metadata_modified:[2020 TO 2021] ciudadmente'], ['', null], ['qqqqqqqqqqqq', null], ['clim2a', null],
  ]) assert.equal(await catalog.suggest(q), meant, q);
});

test('the words that a query found are told', async () => {
  const {catalog} = await portal();
  const marked = (q, text) => catalog.highlighter(q)(text).map(([piece, hit]) => hit ? `<${piece}>` : piece).join('');
  assert.equal(marked('agua -rio sal*', 'El Água del rio: salmente, SAL'), 'El <Água> del rio: <salmente>, <SAL>');
  assert.equal(marked('"agua de rio"', 'agua de rio de agua-rio'), '<agua> de <rio> de <agua>-<rio>');
  assert.equal(marked('pm2.5', 'pm2.5 y PM25, 2'), '<pm2.5> y <PM25>, <2>');
  assert.equal(marked('covid19', 'COVID-19 y COVIDO'), '<COVID-19> y COVIDO');
  assert.equal(marked('/x/', 'x'), 'x');
  assert.equal(marked('tags:agua', 'agua'), 'agua');
  assert.equal(marked('agua', ''), '');
});

test('the modules can be joined into one file', async () => {
  const {readFile, readdir} = await import('node:fs/promises');
  const folder = new URL('../../assets/search/', import.meta.url);
  const files = (await readdir(folder)).filter(name => name.endsWith('.js'));
  const names = [];
  for (const name of files) {
    const text = await readFile(new URL(name, folder), 'utf8');
    names.push(...[...text.matchAll(/^(?:export )?(?:async )?(?:function\*?|class|const|let) (\w+)/gm)].map(([, own]) => own));
    for (const [line] of text.matchAll(/^import.*$/gm)) assert.match(line, /^import \{[\w, ]+\} from '\.\/\w+\.js';$/, name);
  }
  assert.deepEqual(names.filter((own, i) => names.indexOf(own) !== i), []);
});
