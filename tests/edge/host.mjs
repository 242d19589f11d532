// A site in a folder behind its worker, as a host of files would run it.

import {readFileSync} from 'node:fs';
import {createHash} from 'node:crypto';
import {pathToFileURL} from 'node:url';

export const ORIGIN = 'https://edge.test';

/** The moment that NOW is in questions, 2026-01-15T10:30:00Z, in microseconds. */
export const NOW = Date.UTC(2026, 0, 15, 10, 30) * 1000;

/** A `fetchAsset` of a folder, with tags as a host makes them; `asked` gets every path. */
export function folder(root, asked = []) {
  return async request => {
    const path = decodeURIComponent(new URL(request.url).pathname).slice(1);
    asked.push(path);
    let bytes;
    try {
      bytes = readFileSync(`${root}/${path}`);
    } catch {
      // Whatever it is, it is no file.
      return new Response('no such file', {status: 404});
    }
    const etag = `"${createHash('sha256').update(bytes).digest('hex').slice(0, 16)}"`;
    if (request.headers.get('if-none-match') === etag) return new Response(null, {status: 304, headers: {etag}});
    return new Response(bytes, {headers: {etag}});
  };
}

/** The worker over a site: `get(path, init)` → Response. */
export async function worker(edge, site, options) {
  const {answer} = await import(pathToFileURL(`${edge}/worker.mjs`));
  const asked = [];
  const fetchAsset = folder(site, asked);
  const get = (path, init = {}) => answer(new Request(ORIGIN + path, init), fetchAsset, {now: NOW, key: fetchAsset, ...options});
  /** An action asked for by GET, or by POST where there is a body. */
  const act = async (name, params, post) => {
    const query = post ? '' : `?${new URLSearchParams(Object.entries(params ?? {}).flatMap(([key, value]) => [value].flat().map(one => [key, String(one)])))}`;
    const reply = await get(`/api/3/action/${name}${query === '?' ? '' : query}`, post && {method: 'POST', body: JSON.stringify(params), headers: {'content-type': 'application/json'}});
    return {status: reply.status, body: JSON.parse(await reply.text())};
  };
  return {get, act, asked, site};
}
