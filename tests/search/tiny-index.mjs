// Writes the index of README §5 from plain documents, in the simplest way: what the client reads is tested against
// what the specification says, not against the program that publishes portals.

import {createHash} from 'node:crypto';
import {gzipSync} from 'node:zlib';

export const STOP = ['de'];

/** Words of a text with their places; a stop word only takes one. */
export function tokens(text, from = 0) {
  const words = text.split(' ').filter(Boolean);
  return {
    found: words.map((term, i) => ({term, at: from + i})).filter(({term}) => !STOP.includes(term)),
    next: from + words.length,
  };
}

/** The fields of a document as token lists, all positions those of `text`. */
export function fields(doc) {
  const title = tokens(doc.title);
  const notes = tokens(doc.notes, title.next + 1);
  const text = [...title.found, ...notes.found];
  let next = notes.next;
  for (const value of doc.values) {
    const more = tokens(value, next + 1);
    text.push(...more.found);
    next = more.next;
  }
  const columns = doc.columns.flatMap(column => tokens(column).found);
  return {text, title: title.found, notes: notes.found, columns, ends: [title.next, notes.next - title.next - 1]};
}

export const byCodePoint = (a, b) => Buffer.compare(Buffer.from(a), Buffer.from(b));

/** Documents in the order of README §3. */
export function ordered(docs) {
  const owner = doc => doc.facets.organization[0] ?? '\u{10ffff}';
  return [...docs].sort((a, b) => byCodePoint(owner(a), owner(b)) || byCodePoint(b.modified, a.modified) || byCodePoint(a.name, b.name));
}

export const micros = text => Date.parse(`${text.slice(0, 19)}Z`) * 1000 + Number((text.split('.')[1] ?? '').padEnd(6, '0'));

class Bytes {
  out = [];

  v(...numbers) {
    for (let number of numbers) {
      for (; number > 127; number = Math.floor(number / 128)) this.out.push(number % 128 + 128);
      this.out.push(number);
    }
    return this;
  }

  z(number) {
    return this.v(number < 0 ? -number * 2 - 1 : number * 2);
  }

  byte(...bytes) {
    for (const byte of bytes) this.out.push(byte);
    return this;
  }

  text(text) {
    const bytes = Buffer.from(text);
    return this.v(bytes.length).byte(...bytes);
  }

  get length() {
    return this.out.length;
  }
}

const norm = length => length < 40 ? length : (() => {
  for (let id = 255; ; id--) {
    const k = id - 40;
    if (24 + (8 + k % 8) * 2 ** (Math.floor(k / 8) + 1) <= length || k < 0) return id;
  }
})();

const planes = (numbers, count) => Array.from({length: count}, (_, plane) => numbers.map(number => number >> 8 * plane & 255)).flat();

/** Term → its list: for each dataset positions in text and how often it is elsewhere. */
function lists(docs) {
  const all = new Map();
  docs.map(fields).forEach((doc, number) => {
    for (const field of ['text', 'title', 'notes', 'columns']) {
      for (const {term, at} of doc[field]) {
        if (!all.has(term)) all.set(term, new Map());
        const list = all.get(term);
        if (!list.has(number)) list.set(number, {text: [], title: 0, notes: 0, columns: 0, length: doc.title.length});
        const posting = list.get(number);
        if (field === 'text') posting.text.push(at);
        else posting[field]++;
      }
    }
  });
  return [...all].sort(([a], [b]) => byCodePoint(a, b));
}

/** The sections of some lists, with the positions. */
function sections(some) {
  const [gaps, tf, title, columns, positions] = Array.from({length: 5}, () => new Bytes());
  for (const list of some) {
    let last = -1;
    for (const [number, posting] of list) {
      gaps.v(number - last - 1);
      last = number;
      tf.v(posting.text.length * 8 + (posting.columns > 0) * 4 + (posting.notes > 0) * 2 + (posting.title > 0));
      if (posting.title) title.v(posting.title).byte(norm(posting.length));
      if (posting.columns) columns.v(posting.columns);
      let before = 0;
      for (const at of posting.text.sort((a, b) => a - b)) {
        positions.v(at - before);
        before = at;
      }
    }
  }
  return {parts: [gaps, tf, title, columns], positions};
}

function lexicon(docs, add, {shard, long}) {
  const router = [];
  const big = [];
  let run = [];
  const close = () => {
    if (!run.length) return;
    const inline = run.filter(one => !one.big).map(one => one.list);
    const {parts, positions} = sections(inline);
    const [terms, df] = [new Bytes(), new Bytes()];
    let last = Buffer.alloc(0);
    for (const {term, list, big} of run) {
      const bytes = Buffer.from(term);
      let same = 0;
      while (same < last.length && same < bytes.length && last[same] === bytes[same]) same++;
      terms.v(same, bytes.length - same).byte(...bytes.subarray(same));
      df.v(list.size * 2 + big);
      last = bytes;
    }
    const head = new Bytes().v(...parts.map(part => part.length), run.length, run[0].firstBig, terms.length, df.length);
    add(`lex/${router.length - 1}`, [head, terms, df, ...parts].flatMap(part => part.out));
    add(`pos/${router.length - 1}`, positions.out);
    run = [];
  };
  let before = '';
  let weight = 0;
  for (const [term, list] of lists(docs)) {
    const {parts, positions} = sections([list]);
    const size = parts.reduce((sum, part) => sum + part.length, 0);
    const isBig = size > long;
    if (weight > shard) {
      close();
      weight = 0;
    }
    if (!run.length) {
      const letters = [...term];
      let n = 1;
      while (byCodePoint(letters.slice(0, n).join(''), before) <= 0) n++;
      router.push(letters.slice(0, n).join(''));
    }
    run.push({term, list, big: Number(isBig), firstBig: big.length});
    if (isBig) {
      add(`big/${big.length}`, [new Bytes().v(...parts.map(part => part.length)), ...parts].flatMap(part => part.out));
      add(`posbig/${big.length}`, positions.out);
      big.push(term);
    }
    weight += (isBig ? 0 : size) + term.length + 2;
    before = term;
  }
  close();
  return {router, big};
}

/** Dictionary and each dataset's set of a facet. */
function facet(docs, name, title) {
  const counts = new Map();
  const sets = new Map();
  for (const doc of docs) {
    for (const value of doc.facets[name]) counts.set(value, (counts.get(value) ?? 0) + 1);
    const key = JSON.stringify([...doc.facets[name]].sort(byCodePoint));
    sets.set(key, (sets.get(key) ?? 0) + 1);
  }
  const values = [...counts.keys()].sort((a, b) => counts.get(b) - counts.get(a) || byCodePoint(a, b));
  const ordinals = new Map(values.map((value, i) => [value, i]));
  const numbered = [...sets].map(([key, count]) => ({key, count, set: JSON.parse(key).map(value => ordinals.get(value)).sort((a, b) => a - b)}));
  numbered.sort((a, b) => b.count - a.count || (String(a.set) < String(b.set) ? -1 : 1));
  const out = new Bytes().v(values.length);
  for (const value of values) {
    out.text(value).text(title(name, value) === value ? '' : title(name, value)).v(counts.get(value));
    if (name === 'organization') out.v(docs.findIndex(doc => doc.facets.organization[0] === value));
  }
  out.v(numbered.length);
  for (const {set} of numbered) {
    out.v(set.length);
    set.forEach((ordinal, i) => out.v(ordinal - (set[i - 1] ?? 0)));
  }
  const places = new Map(numbered.map(({key}, place) => [key, place]));
  const of = docs.map(doc => places.get(JSON.stringify([...doc.facets[name]].sort(byCodePoint))));
  return {values, out, of, planes: numbered.length <= 256 ? 1 : 2};
}

function calendar(docs, field) {
  const all = docs.map(doc => micros(doc[field]));
  const moments = [...new Set(all)].sort((a, b) => a - b);
  const places = new Map(moments.map((moment, place) => [moment, place]));
  const days = new Map();
  for (const moment of moments) {
    const day = Math.floor(moment / 864e8);
    days.set(day, (days.get(day) ?? 0) + 1);
  }
  const out = new Bytes().v(days.size);
  let last = 0;
  for (const [day, count] of days) {
    out.z(day - last).v(count);
    last = day;
  }
  last = 0;
  for (const moment of all) {
    const rank = places.get(moment);
    out.z(rank - last);
    last = rank;
  }
  return out.out;
}

export function ranks(docs, key) {
  const places = new Map([...new Set(docs.map(key))].sort(byCodePoint).map((key, place) => [key, place]));
  return docs.map(doc => places.get(key(doc)));
}

/** Words of the documents by first letter. */
function spelling(docs, add) {
  const letters = new Map();
  for (const [term, list] of lists(docs)) {
    const df = [...list.values()].filter(posting => posting.text.length).length;
    if (df < 2 || !/^\p{L}{3,}$/u.test(term)) continue;
    const letter = [...term][0];
    if (!letters.has(letter)) letters.set(letter, []);
    letters.get(letter).push([term, df]);
  }
  [...letters.values()].forEach((words, i) => {
    let last = [];
    const lines = words.map(([word, df]) => {
      const own = [...word];
      let same = 0;
      while (same < 60 && same < last.length && last[same] === own[same]) same++;
      last = own;
      return `${String.fromCharCode(32 + same)}${own.slice(same).join('')}\t${Math.floor(Math.log2(df))}\n`;
    });
    add(`spell/${i}`, [...Buffer.from(lines.join(''))]);
  });
  return [...letters.keys()];
}

/** CKAN's answer for a document. */
export const shown = (doc, title) => ({
  id: doc.id,
  name: doc.name,
  title: doc.title,
  organization: doc.facets.organization[0] ? {name: doc.facets.organization[0], title: title('organization', doc.facets.organization[0])} : null,
  metadata_created: doc.created,
  metadata_modified: doc.modified,
  tags: doc.facets.tags.map(name => ({name})),
  groups: doc.facets.groups.map(name => ({name})),
  resources: doc.facets.res_format.map(format => ({format, url: ''})),
  extras: [{key: 'color', value: 'rojo'}],
  notes: doc.notes,
});

/**
 * Path from the site's folder → bytes.
 * @param {{shard?: number, long?: number, block?: number, chunk?: number, title?: Function, synonyms?: any[]}} [options]
 */
export function site(unordered, {shard = 300, long = 80, block = 8, chunk = 4, title = (_, value) => value.toUpperCase(), synonyms = []} = {}) {
  const docs = ordered(unordered);
  const parts = new Map();
  const add = (path, bytes) => parts.set(`${path}.bin`, Buffer.from(bytes));
  const names = Object.keys(docs[0]?.facets ?? {organization: 0, tags: 0});
  const facets = names.map(name => facet(docs, name, title));
  add('facet/dict', facets.slice(0, -1).flatMap(one => one.out.out));
  add('facet/tags', facets.at(-1).out.out);
  facets.forEach((one, i) => add(`facet/${i}`, planes(one.of, one.planes)));
  for (let b = 0; b * block < docs.length; b++) {
    add(`facet/block/${b}`, facets.slice(0, -1).flatMap(one => planes(one.of.slice(b * block, (b + 1) * block), one.planes)));
  }
  const lines = ['organization', 'groups'].flatMap(name => (facets[names.indexOf(name)]?.values ?? []).map(value => `id-${value}\n`));
  add('facet/ids', Buffer.from(lines.join('')));
  for (const field of ['modified', 'created']) add(`sort/${field}`, calendar(docs, field));
  for (const field of ['title', 'name', 'id']) add(`sort/${field}`, planes(ranks(docs, doc => doc[field]), 3));
  for (let c = 0; c * chunk < docs.length; c++) {
    const rows = docs.slice(c * chunk, (c + 1) * chunk).map(doc => {
      const owner = doc.facets.organization[0] ?? '';
      return [doc.name, doc.title, doc.notes.slice(0, 180), owner, owner && title('organization', owner), doc.facets.res_format, doc.modified, doc.facets.res_format.length, 'CC BY'];
    });
    add(`docs/${c}`, Buffer.from(JSON.stringify(rows)));
  }
  const all = docs.map(fields);
  add('pos/ends', all.flatMap(({ends}) => new Bytes().v(...ends).out));
  const spell = spelling(docs, add);
  const manifest = {
    v: 1, n: docs.length, tokens: ['text', 'title', 'notes'].map(field => all.reduce((sum, doc) => sum + doc[field].length, 0)), chunk, block,
    ...lexicon(docs, add, {shard, long}), facets: names.map((name, i) => [name, facets[i].planes, facets[i].values.length]),
    stop: STOP, rules: [[], [], []], synonyms, unindexed: ['color'], spell,
  };
  add('manifest', Buffer.from(JSON.stringify(manifest)));
  const hash = createHash('sha256');
  for (const [path, bytes] of [...parts].sort(([a], [b]) => byCodePoint(a, b))) {
    const size = Buffer.alloc(8);
    size.writeBigUInt64LE(BigInt(bytes.length));
    hash.update(path).update('\0').update(size).update(bytes);
  }
  const build = hash.digest('hex').slice(0, 10);
  const files = new Map([['search/current.json', Buffer.from(JSON.stringify({v: 1, build}))]]);
  for (const [path, bytes] of parts) files.set(`search/${build}/${path}`, gzipSync(Buffer.concat([Buffer.from(`FCH1${build.slice(0, 4)}`), bytes])));
  const answer = (path, result) => files.set(`api/3/action/${path}`, Buffer.from(JSON.stringify({help: '', success: true, result})));
  for (const doc of docs) for (const key of [doc.name, doc.id, ...doc.aliases ?? []]) answer(`package_show/${key}.json`, shown(doc, title));
  answer('package_list', docs.map(doc => doc.name).sort(byCodePoint));
  return {files, build, docs, manifest};
}

/** A `fetch` over such files. `change` may put another answer in a file's place; `asked` are the paths so far. */
export function host(files, change = () => undefined) {
  const asked = [];
  const fetch = async (url, options = {}) => {
    const path = decodeURIComponent(url.replace('https://example.org/portal/', ''));
    asked.push(path);
    const other = change(path, options, asked.filter(one => one === path).length);
    if (other) return other;
    const bytes = files.get(path);
    return bytes ? new Response(bytes) : new Response('<!doctype html>', {status: 404, headers: {'content-type': 'text/html'}});
  };
  return {fetch, asked};
}
