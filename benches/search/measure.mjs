// What the client costs: `node measure.mjs FOLDER`, the folder as tests/search/parity.mjs has it.
// Bytes and round trips of a first visit, processor time of a repeated question.
import { open } from '../../assets/search.js';
import { NOW, folder, lines } from '../../tests/search/folder.mjs';

const path = process.argv[2];
const FACETS = ['organization', 'groups', 'res_format', 'license_id', 'frequency'];
const SORTS = [undefined, 'metadata_modified desc', 'metadata_created asc', 'title asc', 'name asc', 'id asc'];
const LATENCY = 40;
const kept = new Map();
const asked = lines(`${path}/questions.jsonl`).map((line) => line.params);
const questions = asked.filter((params) => params.q);

const at = (list, share) => [...list].sort((a, b) => a - b)[Math.floor((list.length - 1) * share)];
const kb = (bytes) => (bytes / 1000).toFixed(1);
const mean = (list) => list.reduce((sum, one) => sum + one, 0) / list.length;

/** A first visit: manifest, then ten cards, then five facets. */
async function visit(question, latency) {
  const { fetch, log, base } = folder(path, { latency, kept });
  const taken = () => log.splice(0).reduce((sum, [, size]) => sum + size, 0);
  const started = performance.now();
  const catalog = await open(base, { fetch, now: NOW });
  const manifest = taken();
  await catalog.packageSearch({ ...question, facet: 'false' }, { cards: true });
  const trips = Math.round((performance.now() - started) / LATENCY - 0.25);
  const results = taken();
  await catalog.packageSearch({ ...question, 'facet.field': FACETS }, { cards: true });
  return { manifest, results, facets: taken(), trips };
}

/** How many of each kind of question a visitor asks, by its place among the kinds (questions.rs). */
const MIX = [[[0, 1, 2, 3], 60], [[4, 5, 6], 50], [[7, 8], 20], [[10], 10], [[11], 10], [[12, 13], 10], [[14, 15], 20], [[20], 20]];
const KINDS = 24;
const typed = MIX.flatMap(([kinds, count]) =>
  asked.filter(({ sort }, n) => kinds.includes(n % KINDS) && !sort).slice(0, count).map(({ q, fq }) => ({ q, fq })));
const visits = [];
for (const question of typed) visits.push(await visit(question, 0));
const slow = [];
for (const [n, question] of typed.entries()) if (n % 3 === 0) slow.push((await visit(question, LATENCY)).trips);
const first = visits.map((one) => one.manifest + one.results);
const facets = visits.map((one) => one.facets);
console.log(`first visit to ten results, ${typed.length} questions: manifest ${kb(visits[0].manifest)} KB; all without the script: median ${kb(at(first, 0.5))} KB, p95 ${kb(at(first, 0.95))} KB, worst ${kb(at(first, 1))} KB`);
console.log(`five exact facets more: mean ${kb(mean(facets))} KB, p95 ${kb(at(facets, 0.95))} KB, worst ${kb(at(facets, 1))} KB`);
console.log(`round trips from current.json to ten results: median ${at(slow, 0.5)}, worst ${at(slow, 1)}`);

const { fetch, base } = folder(path, { kept });
const catalog = await open(base, { fetch, now: NOW });
const times = [];
let worst = [0];
for (const [n, params] of questions.slice(0, 600).entries()) {
  const question = { ...params, sort: SORTS[n % SORTS.length], 'facet.field': FACETS, 'facet.limit': 50, start: 0 };
  for (let round = 0; round < 4; round++) {
    const started = performance.now();
    await catalog.packageSearch(question, { cards: true });
    const took = performance.now() - started;
    if (round) times.push(took);
    if (round && took > worst[0]) worst = [took, question];
  }
}
console.log(`repeated question with five facets and every sort, ${times.length} runs: p50 ${at(times, 0.5).toFixed(2)} ms, p95 ${at(times, 0.95).toFixed(2)} ms, worst ${worst[0].toFixed(1)} ms (${JSON.stringify(worst[1])})`);
