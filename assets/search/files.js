// The files of a site: fetched whole, unpacked, checked and kept.

import {SearchError} from './refusal.js';

/** So many files of the index are kept unpacked; what was not used for the longest time goes first. */
const KEPT = 1500;

/** What a file's name never has, so that no key leads out of its folder. */
export const UNSAFE = /[\p{Cc}\p{Cs}/\\:*?"<>|]|^\.|[. ]$/gu;

const utf8 = new TextDecoder('utf-8', {ignoreBOM: true});

/** Reads numbers and texts one after the other (README §5). */
export class Reader {
  constructor(bytes, at = 0) {
    this.bytes = bytes;
    this.at = at;
  }

  number() {
    let byte = this.bytes[this.at++];
    let value = byte & 127;
    for (let unit = 128; byte > 127; unit *= 128) {
      byte = this.bytes[this.at++];
      value += (byte & 127) * unit;
    }
    return value;
  }

  numbers(count) {
    return Array.from({length: count}, () => this.number());
  }

  /** Every number that is left. */
  rest() {
    const found = [];
    while (this.at < this.bytes.length) found.push(this.number());
    return found;
  }

  signed() {
    const value = this.number();
    return value % 2 ? -(value + 1) / 2 : value / 2;
  }

  take(size = this.bytes.length - this.at) {
    return this.bytes.subarray(this.at, this.at += size);
  }

  text(size) {
    return utf8.decode(this.take(size));
  }

  json() {
    return JSON.parse(this.text());
  }

  /** Adds numbers written as planes of bytes, low bytes first. */
  planes(planes, target, from = 0, count = target.length) {
    for (let plane = 0; plane < planes; plane++) {
      const bytes = this.take(count);
      for (let i = 0; i < count; i++) target[from + i] |= bytes[i] << 8 * plane;
    }
    return target;
  }
}

/** Orders texts by code point, where JavaScript would compare UTF-16 units. */
export function compare(a, b) {
  if (a === b) return 0;
  let i = 0;
  while (a[i] === b[i]) i++;
  return (a.codePointAt(i) ?? -1) - (b.codePointAt(i) ?? -1);
}

/** The files of a site. */
export class Files {
  constructor(base, fetch = (...all) => globalThis.fetch(...all)) {
    this.base = base.replace(/\/*$/, '/');
    this.fetch = fetch;
    this.kept = new Map();
    this.free = 16;
    this.waiting = [];
  }

  /** What `read` makes of a file; a few are fetched at once, the others wait their turn. */
  async read(path, read, options) {
    if (this.free) this.free--;
    else await new Promise(go => this.waiting.push(go));
    try {
      return await read(await this.fetch(this.base + path, options));
    } finally {
      if (this.waiting.length) this.waiting.shift()();
      else this.free++;
    }
  }

  /** What `read` makes of an answer. A failure is tried again past the caches. */
  async load(path, read, ...caches) {
    for (const cache of caches) {
      try {
        return await this.read(path, read, cache && {cache});
      } catch {}
    }
    throw unreachable(path);
  }

  /** What `decode` makes of a file of the index. */
  part(build, name, decode) {
    const path = `search/${build}/${name}.bin`;
    let found = this.kept.get(path);
    if (found) this.kept.delete(path);
    else {
      found = this.decoded(build, path, decode);
      found.catch(() => this.kept.delete(path));
    }
    this.kept.set(path, found);
    if (this.kept.size > KEPT) this.kept.delete(this.kept.keys().next().value);
    return found;
  }

  /** What `decode` makes of a file of the index, fetched now. */
  decoded(build, path, decode) {
    return this.load(path, async answer => {
      const reader = new Reader(await unpack(answer));
      const value = reader.text(8) === 'FCH1' + build.slice(0, 4) && decode(reader);
      if (reader.at !== reader.bytes.length) throw new Error(path);
      return value;
    }, undefined, 'reload');
  }

  /** The name of the index that is published now. */
  build() {
    return this.load('search/current.json', async answer => {
      const {v, build} = await answer.json();
      if (v !== 1 || !/^\w{4,}$/.test(build)) throw new Error(v);
      return build;
    }, 'no-cache', undefined);
  }

  /** The result of an action that is a file. */
  async answer(action, key) {
    let path = `api/3/action/${action}`;
    if (key !== undefined) {
      const file = String(key).replace(UNSAFE, '_');
      // Tags alone have names that no file could have.
      if (file.length > 250 || file !== key && action !== 'tag_show') throw missing();
      path += `/${encodeURIComponent(file)}.json`;
    }
    const body = await this.load(path, async answer => {
      if (answer.status > 404) throw new Error(answer.status);
      // A host may answer with a page where there is no such file.
      return answer.json().catch(() => 0);
    }, undefined, undefined);
    if (body?.success) return body.result;
    throw missing(body?.error);
  }
}

/** The bytes of an answer; some hosts have unpacked them, some packed them once more. */
export async function unpack(answer) {
  if (!answer.ok) throw new Error(answer.status);
  let bytes = new Uint8Array(await answer.arrayBuffer());
  while (bytes[0] === 31 && bytes[1] === 139) {
    const plain = new Blob([bytes]).stream().pipeThrough(new DecompressionStream('gzip'));
    bytes = new Uint8Array(await new Response(plain).arrayBuffer());
  }
  return bytes;
}

/** An error with CKAN's answer. */
export const failure = (code, text, status, error) => Object.assign(new SearchError(code, text), {ckan: () => ({status, error})});

/** The error for a file that does not come. */
export const unreachable = path => failure('unreachable', path, 500, {message: 'Unable to connect to the search server', __type: 'Search Connection Error'});

/** The error for what is not there. */
const missing = (error = {__type: 'Not Found Error', message: 'Not found'}) => failure('missing', error.message, 404, error);
