// The client's answers beside those of the native engine: `node parity.mjs FOLDER`.
// The folder has site/, packages.jsonl and questions.jsonl (each line: params, answer).
import { open } from '../../assets/search.js';
import { NOW, folder, lines } from './folder.mjs';

const path = process.argv[2];
const { fetch, base } = folder(path);
const catalog = await open(base, { fetch, now: NOW });

const same = { count: 0, order: 0, facets: 0 };
const questions = lines(`${path}/questions.jsonl`);
const wrong = [];

/** As text, the keys of objects in one order. */
const plain = (value) =>
  JSON.stringify(value, (_, item) =>
    item && typeof item === 'object' && !Array.isArray(item)
      ? Object.fromEntries(Object.entries(item).sort(([a], [b]) => (a < b ? -1 : 1)))
      : item);

for (const { params, answer } of questions) {
  let found;
  try {
    found = await catalog.packageSearch(params, { cards: true });
  } catch (error) {
    found = { count: error.code ?? String(error.stack), results: [], facets: {} };
  }
  const expected = answer.refused === undefined ? answer : { count: answer.refused, names: [], facets: {} };
  const names = found.results.map((card) => card.name);
  const count = found.count === expected.count;
  const order = JSON.stringify(names) === JSON.stringify(expected.names);
  const facets = plain(found.facets) === plain(expected.facets);
  same.count += count;
  same.order += order;
  same.facets += facets;
  if (!count || !order || !facets) wrong.push({ params, expected, found: { count: found.count, names, facets: facets ? 'same' : found.facets } });
}
console.log(`${questions.length} questions: count ${same.count}, order ${same.order}, facets ${same.facets}`);
for (const one of wrong.slice(0, 10)) console.log(JSON.stringify(one).slice(0, 3000));
process.exitCode = wrong.length || !questions.length ? 1 : 0;
