// The client over indexes written from the specification, compared with answers found without any index.

import assert from 'node:assert/strict';
import {test} from 'node:test';
import {Index, evaluate, scores} from '../../assets/search/evaluate.js';
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
