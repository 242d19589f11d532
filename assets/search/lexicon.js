// Terms and where they are: shards, long lists, positions, and the scores of README §4.

import {Reader, compare} from './files.js';

/** A prefix stands for at most so many terms. */
const EXPANSIONS = 24;

/** Whether a posting says that its term is in a field. */
const within = (code, field) => field === 'text' ? code > 7 : code & {title: 1, notes: 2, fields: 4}[field];

/** The length that a field norm id stands for. */
const length = id => id < 40 ? id : 24 + (8 + (id & 7) << (id - 40 >> 3) + 1);

/** Reads lists of postings; without `counts` the one list that fills the file. */
function readLists(reader, sizes, counts) {
  const {bytes} = reader;
  const [gaps, uses, titles, columns] = sizes.map(size => new Reader(bytes, (reader.at += size) - size));
  counts ??= [new Reader(bytes.subarray(gaps.at, uses.at)).rest().length];
  const total = counts.reduce((sum, count) => sum + count, 0);
  const docs = new Uint32Array(total);
  const codes = new Uint32Array(total);
  const norms = new Uint8Array(total);
  const tfs = [];
  let at = 0;
  let start = 0;
  return counts.map(count => {
    const list = {start, tfs, tf: tfs.length};
    const from = at;
    for (let doc = -1; at < from + count; at++) {
      docs[at] = doc += gaps.number() + 1;
      const code = codes[at] = uses.number();
      start += code >>> 3;
      if (code & 1) {
        tfs.push(titles.number());
        norms[at] = bytes[titles.at++];
      }
      if (code & 4) tfs.push(columns.number());
    }
    list.docs = docs.subarray(from, at);
    list.codes = codes.subarray(from, at);
    list.norms = norms.subarray(from, at);
    return list;
  });
}

/** Positions after which, so much later, others follow; as often as both are there. */
function common(a, b, later) {
  const found = [];
  for (let i = 0, j = 0; i < a.length && j < b.length;) {
    const difference = a[i] + later - b[j];
    if (!difference) found.push(a[i]);
    if (difference <= 0) i++;
    if (difference >= 0) j++;
  }
  return found;
}

/** The terms of an index. */
export class Lexicon {
  constructor(index) {
    const {n, tokens, big} = index.manifest;
    this.index = index;
    this.big = new Map(big.map((term, k) => [term, k]));
    const saturation = (field, length) => 1.2 * (0.25 + 0.75 * length * n / tokens[field]);
    this.text = saturation(0, 1);
    this.title = Float64Array.from({length: 256}, (_, id) => saturation(1, length(id)));
    this.notes = saturation(2, 1);
  }

  /** What a term counts that is in a field of these. */
  weight(codes, field) {
    const count = codes.filter(code => within(code, field)).length;
    return 2.2 * Math.log(1 + (this.index.manifest.n - count + 0.5) / (count + 0.5));
  }

  /** The shard that has a term if any has: the last whose router is not after it. */
  place(term) {
    const {router} = this.index.manifest;
    let low = 0;
    for (let high = router.length; low < high;) {
      const middle = low + high >> 1;
      if (compare(router[middle], term) > 0) high = middle;
      else low = middle + 1;
    }
    return low - 1;
  }

  /** Term → its list, or where that is. */
  async shard(i) {
    return i < 0 ? new Map() : this.index.get(`lex/${i}`, reader => {
      const sizes = reader.numbers(4);
      const [count, big] = reader.numbers(4);
      const bytes = new Uint8Array(1024);
      const terms = [];
      for (let k = 0; k < count; k++) {
        const same = reader.number();
        const rest = reader.take(reader.number());
        bytes.set(rest, same);
        terms.push(new Reader(bytes).text(same + rest.length));
      }
      const counts = reader.numbers(count);
      const lists = readLists(reader, sizes, counts.filter(c => c % 2 === 0).map(c => c / 2));
      return new Map(terms.map((term, k) => [term, {term, count: counts[k] >> 1, list: counts[k] % 2 ? null : lists.shift()}]));
    });
  }

  /** The list of a term, if it is one. */
  async list(term) {
    const k = this.big.get(term);
    if (k === undefined) return (await this.shard(this.place(term))).get(term)?.list;
    return this.index.get(`big/${k}`, reader => readLists(reader, reader.numbers(4))[0]);
  }

  /** The differences of positions in the file of a term. */
  positions(term) {
    const k = this.big.get(term);
    const place = this.place(term);
    if (place < 0) return;
    return this.index.get(k === undefined ? `pos/${place}` : `posbig/${k}`, reader => reader.rest());
  }

  /** The datasets of a list within a field, with their scores. */
  scored(list, scope) {
    return list[scope] ??= this.score(list, scope);
  }

  score({docs, codes, norms, tfs, tf}, scope) {
    const [text, title, fields] = ['text', 'title', 'fields'].map(field => this.weight(codes, field));
    const all = scope === 'text';
    const size = codes.length;
    const own = new Float64Array(size);
    for (let i = 0; i < size; i++) {
      const code = codes[i];
      const times = code >>> 3;
      if (all || scope === 'notes') own[i] = text * times / (times + this.text);
      if (code & 1) {
        const times = tfs[tf++];
        if (all || scope === 'title') own[i] += 2 * title * times / (times + this.title[norms[i]]);
      }
      if (code & 4) {
        const times = tfs[tf++];
        if (all || scope === 'fields') own[i] += fields / 2 * times / (times + 1.2);
      }
    }
    if (all) return {docs, scores: own};
    const there = (_, i) => within(codes[i], scope);
    return {docs: docs.filter(there), scores: own.filter(there)};
  }

  /** The terms that a prefix stands for, as lists. */
  async expand({prefix, stem}) {
    const last = this.place(prefix + '\u{10ffff}');
    const shards = [];
    for (let i = Math.max(0, this.place(prefix)); i <= last; i++) shards.push(this.shard(i));
    // Long lists are those of frequent terms: most likely they are wanted.
    [...this.big.keys()].filter(term => term.startsWith(prefix)).slice(0, EXPANSIONS).forEach(term => this.list(term).catch(() => 0));
    const entries = (await Promise.all([...shards, this.shard(this.place(stem))])).flatMap((shard, i, all) =>
      [...shard.values()].filter(({term}) => i < all.length - 1 ? term.startsWith(prefix) : term === stem && !stem.startsWith(prefix)));
    entries.sort((a, b) => b.count - a.count || compare(a.term, b.term));
    return Promise.all(entries.slice(0, EXPANSIONS).map(({term}) => this.list(term)));
  }

  /** A list with the positions of its term, posting after posting. */
  async placed(term) {
    const [list, differences] = await Promise.all([this.list(term), this.positions(term)]);
    if (list && !list.places) {
      let {start} = list;
      list.places = [];
      for (const code of list.codes) {
        for (let left = code >>> 3, place = 0; left--;) list.places.push(place += differences[start++]);
      }
    }
    return list;
  }

  /** The datasets with a phrase. */
  async phrase({phrase, in: scope}) {
    const [borders, ...lists] = await Promise.all([scope === 'text' || this.borders(), ...phrase.map(([, term]) => this.placed(term))]);
    const docs = [];
    const scores = [];
    if (!lists.every(Boolean)) return {docs};
    const weight = lists.reduce((sum, {codes}) => sum + this.weight(codes, scope), 0) * (scope === 'title' ? 2 : 1);
    const at = lists.map(() => 0);
    const start = lists.map(() => 0);
    const span = phrase.at(-1)[0];
    lists[0].docs.forEach((doc, first) => {
      const there = lists.every(({docs, codes}, k) => {
        while (docs[at[k]] < doc) start[k] += codes[at[k]++] >>> 3;
        return docs[at[k]] === doc;
      });
      if (!there) return;
      let places;
      lists.forEach(({places: all, codes}, k) => {
        const own = all.slice(start[k], start[k] + (codes[at[k]] >>> 3));
        places = k ? common(places, own, phrase[k][0]) : own;
      });
      const [title, notes] = [borders[2 * doc], borders[2 * doc + 1]];
      const times = places.filter(place => scope === 'text' || (place < title ? scope === 'title' && place + span < title : scope === 'notes' && place > title && place + span <= title + notes)).length;
      if (!times) return;
      docs.push(doc);
      scores.push(weight * times / (times + (scope === 'title' ? this.title[lists[0].norms[first]] : this[scope])));
    });
    return {docs: Uint32Array.from(docs), scores: Float64Array.from(scores)};
  }

  /** For each dataset where its title and its notes end. */
  borders() {
    return this.index.get('pos/ends', reader => reader.numbers(2 * this.index.manifest.n));
  }
}
