// The sharded layout: which pack has a path, and where in it (src/render/packs.rs says the form).

import {Reader} from '../search/files.js';

const MAGIC = 'FCHP\x01';

/** How much of a text's hash a directory has, in bytes. */
const HASH = 8;

/** The number of a path, by which its pack is found: the twin of the binary's. @param {string} path */
export function slot(path) {
  let hash = 0x811c9dc5;
  for (const byte of new TextEncoder().encode(path)) hash = Math.imul(hash ^ byte, 0x01000193);
  for (const [shift, factor] of [[16, 0x85ebca6b], [13, 0xc2b2ae35]]) hash = Math.imul(hash ^ hash >>> shift, factor);
  return (hash ^ hash >>> 16) >>> 0;
}

/** Where the pack of a path lies among so many. @param {string} path @param {number} packs */
export const packOf = (path, packs) => `packs/${(slot(path) & packs - 1).toString(16).padStart(4, '0')}.bin`;

/** A pack, its directory read. */
export class Pack {
  /** @param {Uint8Array} bytes */
  constructor(bytes) {
    const start = new Reader(bytes);
    if (start.text(MAGIC.length) !== MAGIC) throw new Error('no pack');
    this.packs = 1 << start.take(1)[0];
    const size = new DataView(bytes.buffer, bytes.byteOffset + start.at).getUint32(0, true);
    const end = start.at + 4 + size;
    const reader = new Reader(bytes.subarray(0, end), start.at + 4);
    this.size = bytes.length;
    /** Path → gzip bytes and hash. @type {Map<string, {gzip: Uint8Array, hash: string}>} */
    this.entries = new Map();
    let path = new Uint8Array();
    for (let at = end; reader.at < end;) {
      const same = path.subarray(0, reader.number());
      const rest = reader.take(reader.number());
      path = new Uint8Array(same.length + rest.length);
      path.set(same);
      path.set(rest, same.length);
      const length = reader.number();
      const hash = Array.from(reader.take(HASH), byte => byte.toString(16).padStart(2, '0')).join('');
      this.entries.set(new Reader(path).text(path.length), {gzip: bytes.subarray(at, at += length), hash});
    }
  }
}
