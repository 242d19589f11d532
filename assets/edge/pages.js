// Pages and files of the site, and what every answer tells of itself.

/** Headers of a request that a host answers to. */
const CONDITIONS = ['if-none-match', 'if-modified-since', 'range', 'if-range', 'accept-encoding'];

/** A short text. @returns {Response} */
export const plain = (status, text, headers) => new Response(`${text}\n`, {status, headers: {'content-type': 'text/plain;charset=utf-8', ...headers}});

/** The path that an address below the site means; nothing where it means none. */
export function meant(path) {
  if (path === undefined) return;
  try {
    const parts = path.split('/').map(decodeURIComponent);
    const wrong = parts.some((part, i) => /[\0-\x1f\x7f/\\]|^\.\.?$/.test(part) || part.length > 255 || !part && i < parts.length - 1);
    return wrong ? undefined : parts.join('/');
  } catch {}
}

/** A page or a file of the site; `path` is what the address means, if it means any. @returns {Promise<Response>} */
export async function page(request, url, site, path, table) {
  const conditions = Object.fromEntries(CONDITIONS.map(name => [name, request.headers.get(name)]).filter(([, value]) => value));
  if (path !== undefined && !/^(packs\/|\.)/.test(path)) {
    const folder = path === '' || path.endsWith('/');
    const last = path.slice(path.lastIndexOf('/') + 1);
    // What has no ending is a folder more often than a file.
    const file = folder ? `${path}index.html` : path;
    const tries = folder ? [file] : last.includes('.') || path.startsWith('api/') ? [file, `${path}/index.html`] : [`${path}/index.html`, file];
    for (const one of tries) {
      const {entry, file: found} = await site.find(one, conditions);
      if (!entry && !found) continue;
      if (one !== file) return new Response(null, {status: 301, headers: {location: `${url.pathname}/${url.search}`}});
      const headers = new Headers({'content-type': type(one, table)});
      return entry ? packed(request, entry, headers) : asset(found, headers);
    }
  }
  const missing = await site.fetch('404.html');
  return new Response(missing?.body ?? 'Not Found\n', {status: 404, headers: {'content-type': type('.html', table)}});
}

/** The content type of a path. */
function type(path, {media}) {
  const [, ending] = /\.(\w+)$/.exec(path.slice(path.lastIndexOf('/') + 1)) ?? [];
  const known = ending ? media[ending.toLowerCase()] : path.startsWith('api/') ? media.json : undefined;
  const text = /^text\/|[/+](json|xml)$/.test(known);
  return known ? `${known}${text ? ';charset=utf-8' : ''}` : 'application/octet-stream';
}

/** A file of the host. */
function asset(found, headers) {
  for (const name of ['etag', 'last-modified', 'content-range', 'accept-ranges', 'content-encoding', 'content-length']) {
    const value = found.headers.get(name);
    if (value) headers.set(name, value);
  }
  return new Response(found.status === 304 ? null : found.body, {status: found.status, headers, encodeBody: headers.has('content-encoding') ? 'manual' : 'automatic'});
}

/** An entry of a pack: packed, as it is, for those who take it so. */
function packed(request, {gzip, hash}, headers) {
  headers.set('etag', `W/"${hash}"`);
  headers.set('vary', 'Accept-Encoding');
  if (accepts(request)) {
    headers.set('content-encoding', 'gzip');
    return new Response(gzip, {headers, encodeBody: 'manual'});
  }
  return new Response(new Response(gzip).body.pipeThrough(new DecompressionStream('gzip')), {headers});
}

/** Whether gzip is accepted. */
const accepts = request => (request.headers.get('accept-encoding') ?? '').split(',')
  .some(part => /^\s*(gzip|x-gzip|\*)\s*(;\s*q\s*=\s*(1(\.0*)?|0\.\d*[1-9]\d*))?\s*$/i.test(part));

/** What an answer at a path tells of itself, by the table. */
function rules(table, path, status, isPage) {
  const {download, active, hashed} = table;
  const is = (pattern, flags) => new RegExp(`^${pattern}$`, flags).test(path);
  const given = is(download);
  return {
    'cache-control': status >= 400 ? table.no_store : is(hashed) ? table.forever : table.lifetime,
    'content-security-policy': given ? table.file_policy : isPage ? table.page_policy : undefined,
    'content-disposition': given && is(download + active, 'i') ? 'attachment' : undefined,
  };
}

/** An answer with everything it tells of itself; without its body where that is known or not wanted. */
export async function headed(request, path, reply, table) {
  const headers = new Headers(reply.headers);
  const body = reply.text_body;
  const own = request.method === 'OPTIONS' ? table.preflight : rules(table, path, reply.status, /^text\/html/.test(headers.get('content-type')));
  for (const [name, value] of Object.entries({...table.everywhere, ...own})) if (value) headers.set(name, value);
  if (body !== undefined && reply.status === 200) headers.set('etag', await tag(body));
  const known = (request.headers.get('if-none-match') ?? '').split(',').map(one => one.trim().replace(/^W\//, ''));
  const tagged = headers.get('etag')?.replace(/^W\//, '');
  if (reply.status === 200 && /^(GET|HEAD)$/.test(request.method) && tagged && (known.includes(tagged) || known.includes('*'))) {
    for (const name of ['content-type', 'content-length', 'content-encoding', 'content-disposition']) headers.delete(name);
    await reply.body?.cancel();
    return new Response(null, {status: 304, headers});
  }
  if (request.method === 'HEAD') {
    if (body !== undefined) headers.set('content-length', String(body.length));
    await reply.body?.cancel();
    return new Response(null, {status: reply.status, headers});
  }
  const {status} = reply;
  return new Response(/^(204|304)$/.test(status) ? null : reply.body, {status, headers, encodeBody: headers.has('content-encoding') ? 'manual' : 'automatic'});
}

/** A tag of what a text says. */
async function tag(text) {
  const hash = new Uint8Array(await crypto.subtle.digest('SHA-256', new TextEncoder().encode(text)));
  return `"${Array.from(hash.subarray(0, 8), byte => byte.toString(16).padStart(2, '0')).join('')}"`;
}
