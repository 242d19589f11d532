// Trees of README §2 → the datasets that match, by number, with their scores.

import {analyzer} from './analysis.js';
import {period} from './dates.js';
import {Facets} from './facets.js';
import {Lexicon} from './lexicon.js';
import {Sorts, border} from './sorts.js';

/** So many answers are kept. */
const REMEMBERED = 8;

const NOTHING = {docs: new Uint32Array(0)};

/** The index of one build. */
export class Index {
  static async open(files, build) {
    return new Index(files, build, await files.part(build, 'manifest', reader => reader.json()));
  }

  constructor(files, build, manifest) {
    const {n} = manifest;
    Object.assign(this, {files, build, manifest});
    /** The numbers of all datasets. */
    this.every = new Uint32Array(n).map((_, doc) => doc);
    // What is counted while lists are put together; empty in between.
    this.hits = new Uint8Array(n);
    this.seen = new Uint8Array(n);
    this.sum = new Float64Array(n);
    this.found = new Map();
    this.analyzer = analyzer(manifest);
    this.lexicon = new Lexicon(this);
    this.facets = new Facets(this);
    this.sorts = new Sorts(this);
  }

  get(name, decode) {
    return this.files.part(this.build, name, decode);
  }

  /** What a list of results shows of a dataset, as the row of README §5. */
  async card(doc) {
    const {chunk} = this.manifest;
    return (await this.get(`docs/${Math.floor(doc / chunk)}`, reader => reader.json()))[doc % chunk];
  }
}

/** Whether datasets may match a tree better and worse. */
export function scores(node) {
  if (node.bool) return node.bool.some(([sign, child]) => sign !== '-' && scores(child));
  return node.of ? scores(node.of) : 'in' in node;
}

/** The datasets that match a tree: `docs` ascending, `scores` beside them unless all are 0. */
export async function evaluate(index, tree) {
  // Who pages, sorts or counts asks for the same datasets again.
  const key = JSON.stringify(tree);
  const found = index.found.get(key) ?? await match(index, tree);
  index.found.delete(key);
  index.found.set(key, found);
  if (index.found.size > REMEMBERED) index.found.delete(index.found.keys().next().value);
  return found;
}

async function match(index, tree) {
  const ready = new Map();
  const leaves = node => node.bool ? node.bool.flatMap(([, child]) => leaves(child)) : node.of ? leaves(node.of) : [node];
  await Promise.all(leaves(tree).map(async node => ready.set(node, await leaf(index, node))));
  return walk(index, ready, tree, index.every);
}

/** What a leaf matches, or a function that tells it of candidates. */
async function leaf(index, node) {
  const {lexicon, facets, sorts, every} = index;
  if (node.all) return {docs: every};
  if (node.word) return best(index, await Promise.all(node.word.map(([weight, terms]) => alternative(index, weight, terms, node.in))));
  if (node.prefix) return best(index, (await lexicon.expand(node)).map(list => lexicon.scored(list, node.in)));
  if (node.phrase) return lexicon.phrase(node);
  if (node.key) return known(index, node);
  if ('from' in node) return sorts.between(node);
  return node.none ? NOTHING : facets.matching(node);
}

/** The dataset of a name or an id; a former one has a file of its own, too. */
async function known(index, {key, field}) {
  const found = await index.files.answer('package_show', key).catch(error => {
    if (error.code !== 'missing') throw error;
  });
  if (!found || found[field] !== key && found[field === 'id' ? 'name' : 'id'] === key) return NOTHING;
  const {name, organization, metadata_modified} = found;
  const [from] = period(metadata_modified);
  const owned = organization ? ['+', {is: organization.name, field: 'organization'}] : ['-', {any: 1, field: 'organization'}];
  const {docs} = await evaluate(index, {bool: [owned, ['+', {from, to: from, field: 'metadata_modified'}]], mm: 0});
  // Those of one organisation and moment are in order of their names.
  const called = async (at, test) => test((await index.card(docs[at]))[0]);
  const at = await border(0, docs.length, at => called(at, other => other < name));
  return {docs: docs.subarray(at, docs.length > at && await called(at, other => other === name) ? at + 1 : at)};
}

/** The datasets with all terms of an alternative. */
async function alternative(index, weight, terms, scope) {
  const lists = await Promise.all(terms.map(term => index.lexicon.list(term)));
  if (!lists.every(Boolean)) return NOTHING;
  return times(weight, merge(index, {'+': lists.map(list => index.lexicon.scored(list, scope)), '-': [], '': []}));
}

function times(weight, {docs, scores}) {
  return weight === 1 ? {docs, scores} : {docs, scores: scores && weight ? scores.map(score => score * weight) : undefined};
}

/** What a node matches; of datasets that are not in `within` it may say anything. */
async function walk(index, ready, node, within) {
  if (node.of) return times(node.boost, await walk(index, ready, node.of, within));
  const found = ready.get(node);
  if (!node.bool) return typeof found === 'function' ? found(within) : found;
  const late = child => child.bool ? child.bool.some(([, one]) => late(one)) : child.of ? late(child.of) : typeof ready.get(child) === 'function';
  const lists = {'+': [], '-': [], '': []};
  const add = async (clauses, among) => (await Promise.all(clauses.map(async ([sign, child]) => [sign, await walk(index, ready, child, among)])))
    .forEach(([sign, list]) => lists[sign].push(list));
  const last = node.bool.filter(([, child]) => late(child));
  await add(node.bool.filter(([, child]) => !late(child)), within);
  if (last.length) {
    // What has to be fetched for exact values is fetched for those only that can still match.
    const {docs} = merge(index, {...lists, '+': [...lists['+'], {docs: within}]}, node.mm - last.filter(([sign]) => !sign).length);
    await add(last, docs);
    lists['+'].push({docs});
  }
  if (!lists['+'].length && !(lists[''].length && node.mm)) lists['+'].push({docs: within});
  return merge(index, lists, node.mm);
}

/** Every list of `+`, none of `-`, at least `least` of the others; scores add up. */
function merge(index, {'+': all, '-': none, '': some}, least = 0) {
  const need = all.length;
  if (need === 1 && !none.length && !some.length) return all[0];
  const {hits, seen, sum} = index;
  all.forEach(({docs, scores}, turn) => {
    for (let i = 0; i < docs.length; i++) {
      const doc = docs[i];
      if (hits[doc] !== turn) continue;
      hits[doc]++;
      if (scores) sum[doc] += scores[i];
    }
  });
  for (const {docs, scores} of some) {
    for (let i = 0; i < docs.length; i++) {
      seen[docs[i]]++;
      if (scores) sum[docs[i]] += scores[i];
    }
  }
  for (const {docs} of none) for (const doc of docs) hits[doc] = 255;
  const pool = all.reduce((least, {docs}) => docs.length < least.length ? docs : least, index.every);
  return gather(index, pool, doc => hits[doc] === need && seen[doc] >= least, [...all, ...some].some(list => list.scores));
}

/** The largest score of any list. */
function best(index, lists) {
  if (lists.length < 2) return lists[0] ?? NOTHING;
  const {hits, sum} = index;
  for (const {docs, scores} of lists) {
    for (let i = 0; i < docs.length; i++) {
      hits[docs[i]] = 1;
      if (scores[i] > sum[docs[i]]) sum[docs[i]] = scores[i];
    }
  }
  return gather(index, index.every, doc => hits[doc], true);
}

/** What was counted, as a list; the counters are empty again. */
function gather({hits, seen, sum}, pool, test, scored) {
  const docs = new Uint32Array(pool.length);
  const scores = scored && new Float64Array(pool.length);
  let size = 0;
  for (const doc of pool) {
    if (!test(doc)) continue;
    if (scored) scores[size] = sum[doc];
    docs[size++] = doc;
  }
  [hits, seen, sum].forEach(counters => counters.fill(0));
  return {docs: docs.subarray(0, size), scores: scored ? scores.subarray(0, size) : undefined};
}
