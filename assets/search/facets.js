// Exact values: which datasets have them, and how many.

import {compare} from './files.js';
import {smallest} from './sorts.js';

/** So many blocks are fetched one by one; for more the whole column is. */
const BLOCKS = 64;

/** These compare without regard to case. */
const CASELESS = ['res_format', 'license_id'];

/** The exact fields of an index. */
export class Facets {
  constructor(index) {
    this.index = index;
    this.names = index.manifest.facets.map(([name]) => name);
    /** Facet → the number of each dataset's set of values, as far as they were fetched. */
    this.codes = {};
    this.whole = {};
  }

  /** The values of a facet and the sets of them that datasets have. */
  async dictionary(name) {
    const at = this.names.indexOf(name);
    const tags = at === this.names.length - 1;
    const read = names => reader => names.map(name => dictionary(reader, name === 'organization'));
    if (at < 0) return {values: [], labels: [], counts: [], sets: []};
    return tags ? (await this.index.get('facet/tags', read([name])))[0] : (await this.index.get('facet/dict', read(this.names.slice(0, -1))))[at];
  }

  /** Ids of organisations, then of groups, in the order of their values. */
  ids() {
    return this.index.get('facet/ids', reader => reader.text().split('\n'));
  }

  /** For a test of values: what matches, or a function that tells it of candidates. */
  async matching({field, is, like, any}) {
    const owner = field === 'owner_org';
    const organization = owner || field === 'organization';
    const found = await this.dictionary(owner ? 'organization' : field);
    const ids = owner && await this.ids();
    const fold = text => CASELESS.includes(field) ? text.toLowerCase() : text;
    const wanted = fold(is ?? like ?? '');
    const pattern = [...wanted];
    const fits = found.values.map((value, i) => {
      const own = fold(owner ? ids[i] : value);
      return any || (like === undefined ? own === wanted : isLike([...own], pattern));
    });
    if (organization) return {docs: this.owned(found, fits)};
    const sets = Uint8Array.from(found.sets, set => set.some(value => fits[value]));
    return async docs => {
      await this.load([field], docs);
      const codes = this.codes[field];
      return {docs: docs.filter(doc => sets[codes?.[doc]])};
    };
  }

  /** The datasets of some organisations: each has a range of numbers. */
  owned({firsts, counts}, fits) {
    const {every} = this.index;
    const docs = new Uint32Array(every.length);
    let size = 0;
    for (const i of byNumber(firsts).filter(i => fits[i])) {
      docs.set(every.subarray(firsts[i], firsts[i] + counts[i]), size);
      size += counts[i];
    }
    return docs.subarray(0, size);
  }

  /** Fetches the numbers of the datasets' sets where they are missing. */
  async load(names, docs) {
    const {manifest: {n, block, facets}, every} = this.index;
    const planes = ([name, count], reader, from, size) =>
      reader.planes(count, this.codes[name] ??= new Uint32Array(n), from, size);
    const wanted = facets.filter(([name]) => names.includes(name) && !this.whole[name]);
    const coded = wanted.filter(([name]) => name !== this.names.at(-1));
    const touched = new Set();
    if (docs !== every && coded.length) {
      let last = -1;
      for (const doc of docs) {
        const b = Math.floor(doc / block);
        if (b !== last) touched.add(last = b);
      }
    }
    const few = docs !== every && touched.size <= Math.min(BLOCKS, Math.max(0.7 * n / block, coded.length));
    const columns = wanted.filter(facet => !few || !coded.includes(facet)).map(async facet => {
      await this.index.get(`facet/${facets.indexOf(facet)}`, reader => planes(facet, reader, 0, n));
      this.whole[facet[0]] = true;
    });
    const blocks = few ? [...touched].map(b => this.index.get(`facet/block/${b}`, reader => {
      for (const facet of facets.slice(0, -1)) planes(facet, reader, b * block, Math.min(block, n - b * block));
    })) : [];
    await Promise.all([...columns, ...blocks]);
  }

  /** The most frequent values of some facets among datasets. */
  async count(names, docs, {limit, least}) {
    const found = await Promise.all(names.map(name => this.dictionary(name)));
    if (docs !== this.index.every) await this.load(names.filter(name => name !== 'organization'), docs);
    return names.map((name, i) => {
      const counts = docs === this.index.every ? found[i].counts : this.among(name, found[i], docs);
      const {values, labels} = found[i];
      const rank = found[i].rank ??= ranks(values);
      const size = values.length;
      const keys = new Float64Array(rank).map((place, i) => counts[i] >= least ? place - counts[i] * size : Infinity);
      return Array.from(smallest(keys, limit ?? size), key => {
        const at = rank.order[(key % size + size) % size];
        return {name: values[at], display_name: labels[at], count: counts[at]};
      });
    });
  }

  /** How many of the datasets have each value. */
  among(name, {values, sets, firsts, counts}, docs) {
    const own = new Uint32Array(values.length);
    if (name === 'organization') {
      let at = 0;
      for (const i of byNumber(firsts)) {
        while (docs[at] < firsts[i]) at++;
        const from = at;
        while (docs[at] < firsts[i] + counts[i]) at++;
        own[i] = at - from;
      }
    } else if (sets.length) {
      const codes = this.codes[name];
      const times = new Uint32Array(sets.length);
      for (const doc of docs) times[codes[doc]]++;
      sets.forEach((set, k) => {
        if (times[k]) for (const value of set) own[value] += times[k];
      });
    }
    return own;
  }
}

/** Reads the values and sets of a facet. */
function dictionary(reader, ranges) {
  const found = {values: [], labels: [], counts: [], firsts: [], sets: []};
  for (let left = reader.number(); left--;) {
    const value = reader.text(reader.number());
    found.values.push(value);
    found.labels.push(reader.text(reader.number()) || value);
    found.counts.push(reader.number());
    if (ranges) found.firsts.push(reader.number());
  }
  for (let left = reader.number(); left--;) {
    let value = 0;
    found.sets.push(reader.numbers(reader.number()).map(step => value += step));
  }
  return found;
}

/** Places in a list, by the numbers there. */
const byNumber = list => list.map((_, i) => i).sort((a, b) => list[a] - list[b]);

/** The place of each value by code point; `order` the other way round. */
function ranks(values) {
  const order = values.map((_, i) => i).sort((a, b) => compare(values[a], values[b]));
  const rank = new Uint32Array(values.length);
  order.forEach((at, place) => rank[at] = place);
  return Object.assign(rank, {order});
}

/** Whether characters are like a pattern: `*` stands for any, `?` for one. */
export function isLike(text, pattern) {
  let at = 0;
  let star = -1;
  let after = 0;
  for (let i = 0; i < text.length;) {
    if (pattern[at] === '*') {
      star = at++;
      after = i;
    } else if (pattern[at] === '?' || pattern[at] === text[i]) {
      at++;
      i++;
    } else if (star < 0) return false;
    else {
      at = star + 1;
      i = ++after;
    }
  }
  while (pattern[at] === '*') at++;
  return at === pattern.length;
}
