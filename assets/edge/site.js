// The files of a site in either layout, and what is kept of them between requests.

import {Catalog} from '../search/actions.js';
import {Files, Reader, UNSAFE, failure, unpack, unreachable} from '../search/files.js';
import {Fault, absent} from './reply.js';
import {Pack, packOf} from './packs.js';

/** Bytes that are kept of packs and answers, and of the index. */
const KEPT_FILES = 12 << 20;
const KEPT_OF_INDEX = 24 << 20;

/** How long something is kept before it is looked for again, in milliseconds. */
const FRESH = 60_000;

/** So many files one request may have fetched, where nobody says. */
const FETCHES = 900;

/** Paths that no pack has: they are looked for as files first. */
const FILES = /^(assets|search|dump|packs)\/|\/download\/|^[^/]*$|^api\/(3\/)?action\/[^/.]+$|^(organization|group|tag|format|license|news)\/index\.html$/;

/** The largest file of lists that is read whole, unpacked. */
const LARGEST_LIST = 32 << 20;

/** What is used least goes first. Only what has arrived is kept: who waits for what another request fetches may wait for ever. */
class Kept {
  constructor(room) {
    this.room = room;
    this.used = 0;
    this.items = new Map();
  }

  get(key) {
    const item = this.items.get(key);
    if (!item) return;
    this.items.delete(key);
    if (Date.now() - item.since > FRESH && !item.always) {
      this.used -= item.size;
      return;
    }
    this.items.set(key, item);
    return item.value;
  }

  set(key, value, size, always) {
    const before = this.items.get(key);
    if (before) this.used -= before.size;
    this.items.delete(key);
    this.items.set(key, {value, size, always, since: Date.now()});
    this.used += size;
    for (const [old, {size}] of this.items) {
      if (this.used <= this.room) break;
      this.items.delete(old);
      this.used -= size;
    }
  }
}

/** What is known of a site between requests. */
export class Site {
  /** @param {'files'|'sharded'} layout @param {RegExp} action  what an address of an action looks like */
  constructor(layout, action) {
    this.layout = layout;
    this.action = action;
    this.kept = new Kept(KEPT_FILES);
    this.files = new IndexFiles();
    /** @type {Catalog|undefined} */
    this.catalog = undefined;
    this.opened = 0;
  }

  /** The site as one request sees it; `origin` is its address without a slash at the end. */
  session(fetchAsset, origin, fetches = FETCHES) {
    return new Session(this, fetchAsset, origin, fetches);
  }
}

/** What the search reads. All requests share it, and what each asks for is fetched for one of them. */
class IndexFiles extends Files {
  constructor() {
    super('');
    this.base = '';
    this.parts = new Kept(KEPT_OF_INDEX);
    /** Whose files they are now. @type {Session} */
    this.session = undefined;
  }

  async read(path, read) {
    return read(await this.session.fetch(path) ?? new Response(null, {status: 404}));
  }

  /** What `read` makes of a file; a host at the edge is not asked twice. */
  async load(path, read) {
    try {
      return await this.read(path, read);
    } catch (error) {
      if (error instanceof Fault) throw error;
      throw unreachable(path);
    }
  }

  async part(build, name, decode) {
    const path = `search/${build}/${name}.bin`;
    const known = this.parts.get(path);
    if (known) return known.value;
    let size = 0;
    const value = await this.decoded(build, path, reader => {
      size = reader.bytes.length;
      return decode(reader);
    });
    // The build's name is the hash of what it holds: it never changes.
    this.parts.set(path, {value}, 4 * size + 256, true);
    return value;
  }

  async answer(action, key) {
    const found = await this.session.shown(action, key).catch(error => {
      throw error.status === 404 ? failure('missing', 'Not found', 404, error.error) : error;
    });
    return JSON.parse(found);
  }
}

/** The files of a site, for one request: so many, and no more. */
class Session {
  constructor(site, fetchAsset, origin, fetches) {
    Object.assign(this, {site, fetchAsset, origin, left: fetches});
  }

  /** A file by its path, none where there is none. @returns {Promise<Response|undefined>} */
  async fetch(path, headers) {
    if (this.left-- <= 0) {
      throw new Fault(409, {__type: 'Search Error', message: 'Search error: \'The answer needs too many files: type fewer rows\''});
    }
    const url = `${this.origin}/${path.split('/').map(encodeURIComponent).join('/')}`;
    const found = await this.fetchAsset(new Request(url, {headers}));
    if (found.ok || found.status === 304 || found.status === 416) return found;
    await found.body?.cancel();
    if (found.status > 404 && found.status !== 410) throw new Error(`${path}: ${found.status}`);
  }

  /** How many packs there are, and what is in parts. */
  async packs(again) {
    const path = 'packs/index.json';
    const known = again ? undefined : this.site.kept.get(path);
    if (known) return known;
    const index = await (await this.fetch(path))?.json();
    if (index?.v !== 1) throw new Error(path);
    this.site.kept.set(path, index, 100);
    return index;
  }

  /** The entry of a path in its pack, if it has one. @returns {Promise<{gzip: Uint8Array, hash: string}|undefined>} */
  async entry(path) {
    if (this.site.layout !== 'sharded') return;
    for (const again of [false, true]) {
      const {packs} = await this.packs(again);
      const name = packOf(path, packs);
      let pack = this.site.kept.get(name);
      if (!pack) {
        const found = await this.fetch(name);
        pack = found && new Pack(new Uint8Array(await found.arrayBuffer()));
        if (pack) this.site.kept.set(name, pack, pack.size);
      }
      // Another number of packs: the site was built anew meanwhile.
      if (pack?.packs === packs) return pack.entries.get(path);
    }
    throw new Error(path);
  }

  /** A file or an entry, whichever has the path. `headers` go to the host with the question for a file. */
  async find(path, headers) {
    if (FILES.test(path)) return {file: await this.fetch(path, headers) ?? await this.whole(path)};
    const entry = await this.entry(path);
    return entry ? {entry} : {file: await this.fetch(path, headers)};
  }

  /** A file that is in parts, one after the other. */
  async whole(path) {
    const parts = this.site.layout === 'sharded' && path.startsWith('dump/') ? (await this.packs()).parts[path] : 0;
    if (!parts) return;
    const session = this;
    let n = 0;
    let reader;
    return new Response(new ReadableStream({
      async pull(controller) {
        for (;;) {
          if (!reader) {
            if (n === parts) return controller.close();
            reader = (await session.fetch(`packs/${path}.${n++}`)).body.getReader();
          }
          const {done, value} = await reader.read();
          if (!done) return controller.enqueue(value);
          reader = undefined;
        }
      },
    }));
  }

  /** The text of a file, unpacked; none where there is none. @returns {Promise<string|undefined>} */
  async text(path) {
    const {entry, file} = await this.find(path);
    const bytes = entry ? await unpack(new Response(entry.gzip)) : file && await unpack(file);
    if (bytes && bytes.length > LARGEST_LIST) throw new Error(path);
    return bytes && new Reader(bytes).text(bytes.length);
  }

  /** What `make` makes of a file, made once for all requests; `missing` where there is none, if a site may lack it. */
  async made(path, make, missing) {
    const known = this.site.kept.get(path);
    if (known) return known;
    const text = await this.text(path);
    if (text === undefined) {
      if (missing === undefined) throw new Error(path);
      return missing;
    }
    const value = make(text);
    this.site.kept.set(path, value, 2 * text.length);
    return value;
  }

  /** The result of an action that is one file, parsed. */
  list(action) {
    return this.made(`api/3/action/${action}`, text => JSON.parse(text).result);
  }

  /** What the site says of itself. */
  about() {
    return this.list('status_show');
  }

  /** The objects of a dump, parsed. */
  dump(name) {
    return this.made(`dump/${name}.jsonl.gz`, text => text.split('\n').filter(Boolean).map(line => JSON.parse(line)));
  }

  /** The result of an action for a key, as text. @returns {Promise<string>} */
  async shown(action, key) {
    const found = nameable(action, key) ? await this.result(`api/3/action/${action}/${file(key)}.json`) : undefined;
    if (found === undefined) throw absent();
    return found;
  }

  /** The result that a file of the API has, as text; none where there is no file. @returns {Promise<string|undefined>} */
  async result(path) {
    const text = await this.text(path);
    const at = text?.indexOf(SUCCESS);
    if (at < 0) throw new Fault(404, JSON.parse(text).error);
    return text?.slice(at + SUCCESS.length, -1);
  }

  /** The portal's search. @returns {Promise<Catalog>} */
  async search(now) {
    const {site} = this;
    const {files} = site;
    files.session = this;
    if (!site.catalog || Date.now() - site.opened > FRESH) {
      const build = await files.build();
      if (build !== site.catalog?.index.build) site.catalog = await new Catalog(files).open(build);
      site.opened = Date.now();
    }
    site.catalog.now = now;
    return site.catalog;
  }
}

/** What stands between the address of the help and the result. */
const SUCCESS = '"success":true,"result":';

/** A key as the name of a file. */
const file = key => key.replace(UNSAFE, '_');

/** Whether a file can have the name: tags alone have names that no file could have. */
const nameable = (action, key) => key && file(key).length <= 250 && (action === 'tag_show' || file(key) === key);
