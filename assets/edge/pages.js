// Pages and files of the site, and what every answer tells of itself.

/** Content types by ending, of what a site has. */
const TYPES = {
  html: 'text/html;charset=utf-8', css: 'text/css;charset=utf-8', js: 'text/javascript;charset=utf-8', json: 'application/json;charset=utf-8',
  atom: 'application/atom+xml;charset=utf-8', xml: 'application/xml;charset=utf-8', txt: 'text/plain;charset=utf-8', svg: 'image/svg+xml',
  png: 'image/png', jpg: 'image/jpeg', jpeg: 'image/jpeg', gif: 'image/gif', webp: 'image/webp', ico: 'image/x-icon', gz: 'application/gzip',
  bin: 'application/octet-stream', csv: 'text/csv;charset=utf-8', tsv: 'text/tab-separated-values;charset=utf-8', pdf: 'application/pdf',
  geojson: 'application/geo+json', zip: 'application/zip', xlsx: 'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet',
  ods: 'application/vnd.oasis.opendocument.spreadsheet',
};

/** What a browser may show of the files that institutions give; anything else is saved. */
const VIEWED = /\.(csv|tsv|txt|json|geojson|pdf|png|jpe?g|gif|webp)$/i;

/** Headers of a request that a host answers to. */
const CONDITIONS = ['if-none-match', 'if-modified-since', 'range', 'if-range', 'accept-encoding'];

/** A short text. @returns {Response} */
export const plain = (status, text, headers) => new Response(`${text}\n`, {status, headers: {'content-type': 'text/plain;charset=utf-8', ...headers}});

/** The path that an address means, from the site's folder; nothing where it means none. */
function meant(pathname) {
  try {
    const parts = pathname.slice(1).split('/').map(decodeURIComponent);
    const wrong = parts.some((part, i) => /[\0-\x1f\x7f/\\]|^\.\.?$/.test(part) || !part && i < parts.length - 1);
    return wrong ? undefined : parts.join('/');
  } catch {}
}

/** A page or a file of the site. @param {Request} request @param {Session} site @returns {Promise<Response>} */
export async function page(request, pathname, search, site) {
  const path = meant(pathname);
  const headers = Object.fromEntries(CONDITIONS.map(name => [name, request.headers.get(name)]).filter(([, value]) => value));
  if (path !== undefined && !/^(packs\/|\.)/.test(path)) {
    const folder = path === '' || path.endsWith('/');
    const last = path.slice(path.lastIndexOf('/') + 1);
    // What has no ending is a folder more often than a file.
    const file = folder ? `${path}index.html` : path;
    const tries = folder ? [file] : last.includes('.') || path.startsWith('api/') ? [file, `${path}/index.html`] : [`${path}/index.html`, file];
    for (const one of tries) {
      const {entry, file: found} = await site.find(one, headers);
      if (!entry && !found) continue;
      if (one !== file) return new Response(null, {status: 301, headers: {location: `${pathname}/${search}`}});
      return entry ? packed(request, one, entry) : asset(one, found);
    }
  }
  const missing = await site.fetch('404.html');
  return new Response(missing?.body ?? 'Not Found\n', {status: 404, headers: {'content-type': TYPES.html}});
}

/** Content type and what a browser may do with it. */
function kind(path) {
  const [, ending] = /\.(\w+)$/.exec(path) ?? [];
  const type = ending ? TYPES[ending.toLowerCase()] ?? 'application/octet-stream' : path.startsWith('api/') ? TYPES.json : 'application/octet-stream';
  const download = path.includes('/download/');
  const name = path.slice(path.lastIndexOf('/') + 1);
  return {'content-type': type, ...download && {'content-disposition': `${VIEWED.test(name) ? 'inline' : 'attachment'}; filename="${name.replace(/[^\w.-]/g, '_')}"`}};
}

/** A file of the host. */
function asset(path, found) {
  const headers = new Headers(kind(path));
  for (const name of ['etag', 'last-modified', 'content-range', 'accept-ranges', 'content-encoding', 'content-length']) {
    const value = found.headers.get(name);
    if (value) headers.set(name, value);
  }
  return new Response(found.status === 304 ? null : found.body, {status: found.status, headers, encodeBody: headers.has('content-encoding') ? 'manual' : 'automatic'});
}

/** An entry of a pack: packed, as it is, for those who take it so. */
function packed(request, path, {gzip, hash}) {
  const headers = {...kind(path), etag: `W/"${hash}"`, vary: 'Accept-Encoding'};
  if (accepts(request)) return new Response(gzip, {headers: {...headers, 'content-encoding': 'gzip'}, encodeBody: 'manual'});
  return new Response(new Response(gzip).body.pipeThrough(new DecompressionStream('gzip')), {headers});
}

/** Whether gzip is accepted. */
const accepts = request => (request.headers.get('accept-encoding') ?? '').split(',')
  .some(part => /^\s*(gzip|x-gzip|\*)\s*(;\s*q\s*=\s*(1(\.0*)?|0\.\d*[1-9]\d*))?\s*$/i.test(part));

/** How long an answer may be kept. */
function lifetime(pathname, status) {
  if (status >= 400) return 'no-store';
  if (/^\/assets\/[^/]+\.[0-9a-f]{16}\.(js|css)$|^\/search\/(?!current)/.test(pathname)) return 'public, max-age=31536000, immutable';
  return 'public, max-age=300, stale-while-revalidate=3600';
}

/** An answer with everything it tells of itself; without its body where that is known or not wanted. */
export async function headed(request, pathname, reply, {csp}) {
  const headers = new Headers(reply.headers);
  const body = reply.text_body;
  headers.set('access-control-allow-origin', '*');
  headers.set('x-content-type-options', 'nosniff');
  if (request.method === 'OPTIONS') {
    headers.set('access-control-allow-methods', 'GET, HEAD, POST, OPTIONS');
    headers.set('access-control-allow-headers', 'Authorization, Content-Type, X-CKAN-API-Key');
    headers.set('access-control-max-age', '86400');
  } else {
    headers.set('access-control-expose-headers', 'ETag, Content-Length, Content-Range');
    headers.set('cache-control', lifetime(pathname, reply.status));
    headers.set('referrer-policy', 'strict-origin-when-cross-origin');
    if (/^text\/html/.test(headers.get('content-type')) && csp) headers.set('content-security-policy', csp);
  }
  if (body !== undefined && reply.status === 200) headers.set('etag', await tag(body));
  const known = (request.headers.get('if-none-match') ?? '').split(',').map(tag => tag.trim().replace(/^W\//, ''));
  const own = headers.get('etag')?.replace(/^W\//, '');
  if (reply.status === 200 && /^(GET|HEAD)$/.test(request.method) && own && (known.includes(own) || known.includes('*'))) {
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
