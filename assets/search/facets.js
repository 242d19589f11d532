// Exact values: which datasets have them, and how many.

import {compare} from './files.js';
import {first} from './sorts.js';

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
    const rest = this.names.slice(0, -1);
    if (at < 0) return {values: [], labels: [], counts: [], sets: []};
    const [file, names] = at < rest.length ? ['dict', rest] : ['tags', [name]];
    return (await this.index.get(`facet/${file}`, reader => names.map(name => this.read(reader, name))))[names.indexOf(name)];
  }

  /** Reads the values and sets of a facet. */
  read(reader, name) {
    const found = {values: [], labels: [], counts: [], sets: []};
    const firsts = [];
    for (let left = reader.number(); left--;) {
      const value = reader.text(reader.number());
      found.values.push(value);
      found.labels.push(reader.text(reader.number()) || value);
      found.counts.push(reader.number());
      if (name === 'organization') firsts.push(reader.number());
    }
    for (let left = reader.number(); left--;) {
      let value = 0;
      found.sets.push(reader.numbers(reader.number()).map(step => value += step));
    }
    if (name === 'organization') {
      // The datasets of each stand together.
      const codes = this.whole[name] = this.codes[name] = new Uint32Array(this.index.every.length).fill(found.sets.findIndex(([value]) => value === undefined));
      found.sets.forEach(([value], k) => codes.fill(k, firsts[value] ?? Infinity, firsts[value] + found.counts[value]));
    }
    return found;
  }

  /** Ids of organisations, then of groups, in the order of their values. */
  ids() {
    return this.index.get('facet/ids', reader => reader.text().split('\n'));
  }

  /** For a test of values: a function that tells of candidates which match. */
  async matching({field, is, like, any}) {
    const owner = field === 'owner_org';
    if (owner) field = 'organization';
    const {values, sets} = await this.dictionary(field);
    const own = owner ? await this.ids() : values;
    const fold = text => CASELESS.includes(field) ? text.toLowerCase() : text;
    const wanted = fold(is ?? like ?? '');
    const pattern = wanted.match(/\\.|./gsu) ?? [];
    const fits = values.map((_, i) => any || (like === undefined ? fold(own[i]) === wanted : isLike([...fold(own[i])], pattern)));
    const chosen = Uint8Array.from(sets, set => set.some(value => fits[value]));
    return async docs => {
      await this.load([field], docs);
      const codes = this.codes[field];
      return {docs: docs.filter(doc => chosen[codes?.[doc]])};
    };
  }

  /** Fetches the numbers of the datasets' sets where they are missing. */
  async load(names, docs) {
    const {manifest: {n, block, facets}, every} = this.index;
    const planes = ([name, count], reader, from, size) =>
      reader.planes(count, this.codes[name] ??= new Uint32Array(n), from, size);
    const wanted = facets.filter(([name]) => names.includes(name) && !this.whole[name]);
    const coded = wanted.filter(([name]) => name !== this.names.at(-1));
    const touched = new Set(coded.length ? docs.map(doc => doc / block) : []);
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
    if (docs !== this.index.every) await this.load(names, docs);
    return found.map((one, i) => {
      const {values, labels} = one;
      const counts = docs === this.index.every ? one.counts : this.among(names[i], one, docs);
      const rank = one.rank ??= ranks(values);
      return first([...counts.keys()].filter(at => counts[at] >= least), limit ?? values.length, (a, b) => counts[b] - counts[a] || rank[a] - rank[b])
        .map(at => ({name: values[at], display_name: labels[at], count: counts[at]}));
    });
  }

  /** How many of the datasets have each value. */
  among(name, {values, sets}, docs) {
    const own = new Uint32Array(values.length);
    const codes = this.codes[name];
    const times = new Uint32Array(sets.length);
    if (codes) for (const doc of docs) times[codes[doc]]++;
    sets.forEach((set, k) => {
      if (times[k]) for (const value of set) own[value] += times[k];
    });
    return own;
  }
}

/** The place of each value by code point. */
function ranks(values) {
  const rank = [];
  [...values.keys()].sort((a, b) => compare(values[a], values[b])).forEach((at, place) => rank[at] = place);
  return rank;
}

/** Whether characters are like a pattern: `*` stands for any, `?` for one; behind `\` each is itself. */
export function isLike(text, pattern) {
  let at = 0;
  let star = -1;
  let after = 0;
  for (let i = 0; i < text.length;) {
    if (pattern[at] === '*') {
      star = at++;
      after = i;
    } else if (pattern[at] === '?' || pattern[at]?.replace(/^\\(?=.)/su, '') === text[i]) {
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
