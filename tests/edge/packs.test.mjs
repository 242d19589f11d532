// The directory of packs, and what happens when a site is built anew under a worker that knows the old one.

import assert from 'node:assert/strict';
import {readFileSync} from 'node:fs';
import {test} from 'node:test';
import {Pack, packOf, slot} from '../../assets/edge/packs.js';
import {folder, ORIGIN, worker} from './host.mjs';

const EDGE = process.env.FICHERO_EDGE;
const SITE = process.env.FICHERO_SHARDED;

test('numbers of paths are those of the program', () => {
  // The same values stand in src/plan/layout.rs.
  for (const [path, number] of [['', 2872998923], ['dataset/lluvia/index.html', 536862669], ['tag/año/index.html', 3542883550]]) {
    assert.equal(slot(path), number, path);
  }
});

test('a pack holds the entries of its number, and sizes are as they should be', () => {
  const {packs, parts} = JSON.parse(readFileSync(`${SITE}/packs/index.json`));
  assert.deepEqual(parts, {});
  let total = 0;
  for (let number = 0; number < packs; number++) {
    const name = `packs/${number.toString(16).padStart(4, '0')}.bin`;
    const pack = new Pack(new Uint8Array(readFileSync(`${SITE}/${name}`)));
    assert.equal(pack.packs, packs);
    assert.ok(pack.size < 512 << 10, `${name}: ${pack.size}`);
    for (const path of pack.entries.keys()) assert.equal(packOf(path, packs), name, path);
    assert.deepEqual([...pack.entries.keys()], [...pack.entries.keys()].sort((a, b) => Buffer.compare(Buffer.from(a), Buffer.from(b))));
    total += pack.entries.size;
  }
  assert.ok(total > 1500, `${total} entries`);
});

test('a page or an answer costs one file', async () => {
  const {get, asked} = await worker(`${EDGE}/sharded`, SITE);
  await get('/api/3/action/package_show?id=censo-2022');
  for (const path of ['/dataset/gtfs-almora/', '/feeds/tag/agua.atom', '/api/3/action/package_show?id=gtfs-almora', '/api/3/action/package_list?limit=1']) {
    const before = asked.length;
    assert.equal((await get(path)).status, 200, path);
    assert.ok(asked.length - before <= 1, `${path}: ${asked.slice(before)}`);
  }
});

test('a site with another number of packs is found again', async () => {
  const {answer} = await import(`${EDGE}/sharded/worker.mjs`);
  const here = folder(SITE);
  const {packs} = JSON.parse(readFileSync(`${SITE}/packs/index.json`));
  let stale = true;
  const fetchAsset = async request => stale && new URL(request.url).pathname === '/packs/index.json'
    ? Response.json({v: 1, packs: packs / 2, parts: {}}) : here(request);
  const ask = () => answer(new Request(`${ORIGIN}/dataset/gtfs-almora/`), fetchAsset, {key: fetchAsset});
  assert.equal((await ask()).status, 503, 'the two never fit');
  stale = false;
  assert.equal((await ask()).status, 200);
});

test('a file in parts is whole', async () => {
  const {answer} = await import(`${EDGE}/sharded/worker.mjs`);
  const here = folder(SITE);
  const dump = readFileSync(`${SITE}/dump/datasets.jsonl.gz`);
  const half = dump.length >> 1;
  const files = {
    '/packs/index.json': JSON.stringify({...JSON.parse(readFileSync(`${SITE}/packs/index.json`)), parts: {'dump/datasets.jsonl.gz': 2}}),
    '/packs/dump/datasets.jsonl.gz.0': dump.subarray(0, half), '/packs/dump/datasets.jsonl.gz.1': dump.subarray(half),
  };
  const fetchAsset = async request => {
    const {pathname} = new URL(request.url);
    if (pathname === '/dump/datasets.jsonl.gz') return new Response(null, {status: 404});
    return files[pathname] ? new Response(files[pathname]) : here(request);
  };
  const reply = await answer(new Request(`${ORIGIN}/dump/datasets.jsonl.gz`), fetchAsset, {key: fetchAsset});
  assert.equal(reply.headers.get('content-type'), 'application/gzip');
  assert.ok(Buffer.from(await reply.arrayBuffer()).equals(dump));
});
