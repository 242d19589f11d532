// Answers like a CKAN server from the files of a site, wherever `fetch(Request) → Response` exists.

import {actionOf} from './edge/actions.js';
import {asked} from './edge/asked.js';
import {headed, meant, page, plain} from './edge/pages.js';
import {Fault, denied, json, unreadable} from './edge/reply.js';
import {Site} from './edge/site.js';
import {complete} from './edge/util.js';

/** The longest address and the most of all headers together, in characters. */
const LONGEST_ADDRESS = 8192;
const MOST_HEADERS = 16384;

/** Addresses below /api that CKAN answers beside actions. */
const UTIL = /^api\/(?:[12]\/)?util\/(dataset|tag|resource|group|organization)\/(autocomplete|format_autocomplete)$/;
const VERSION = /^api(?:\/([123]))?\/?$/;

/** What callers of JSONP may call; anything else would be a script of theirs at this address. */
const CALLBACK = /^[\w$.[\]]{1,100}$/;

/** Methods of everything that is no action. */
const METHODS = 'GET, HEAD, OPTIONS';

/** The sites that were asked, by what fetches their files. @type {WeakMap<object, Site>} */
const sites = new WeakMap();

/**
 * Answers a request.
 * @param {Request} request
 * @param {(request: Request) => Promise<Response>} fetchAsset  fetches a file of the site, by its path
 * @param {Options} options
 * @typedef {object} Options
 * @property {Table} table  the rules that `fichero hosting` writes
 * @property {'files'|'sharded'} [layout]
 * @property {object} [key]  what the site is remembered by; without it by `fetchAsset` itself
 * @property {number} [fetches]  the most files that one request may have fetched
 * @property {number} [now]  what `NOW` means in queries, in microseconds since 1970
 * @typedef {object} Table  as src/publish/hosting/edge.rs writes it
 * @property {string} base  the path of the site, without slashes at its ends
 * @property {string} locale  what a language before /api looks like
 * @property {string[]} writes  actions that write
 * @property {string[]} closed  actions that answer nobody without an account
 * @returns {Promise<Response>}
 */
export async function handle(request, fetchAsset, options) {
  const url = new URL(request.url);
  const {table} = options;
  const base = table.base ? `/${table.base}/` : '/';
  const sent = url.pathname.startsWith(base) ? url.pathname.slice(base.length) : undefined;
  const path = meant(sent);
  const reply = await route(request, url, {sent, path}, fetchAsset, options).catch(error => {
    if (error instanceof Fault) return said(error.status, json(error.error));
    return said(503, '"The site cannot be read"');
  });
  return headed(request, path ?? '', reply, table);
}

/** Marks requests for files, where files are fetched through the host's own address: they pass the worker by. */
export const ASIDE = 'x-fichero-file';

/** Fetches a file through the host's own address. @param {Request} request */
export function fetchAside(request) {
  const headers = new Headers(request.headers);
  headers.set(ASIDE, '1');
  return fetch(new Request(request, {headers}));
}

/** Decides what kind of address it is; `sent` is what follows that of the site, `path` what it means. */
async function route(request, url, {sent, path}, fetchAsset, options) {
  if (request.url.length > LONGEST_ADDRESS) return plain(414, 'URI Too Long');
  if ([...request.headers].reduce((sum, [name, value]) => sum + name.length + value.length + 4, 0) > MOST_HEADERS) {
    return plain(431, 'Request Header Fields Too Large');
  }
  const {table} = options;
  const key = options.key ?? fetchAsset;
  if (!sites.has(key)) sites.set(key, new Site(options.layout ?? 'files', new RegExp(`^(?:(${table.locale})/)?api/(?:3/)?action/([^/]+)$`)));
  const known = sites.get(key);
  const site = known.session(fetchAsset, `${url.origin}/${table.base}`.replace(/\/$/, ''), options.fetches);
  if (sent === undefined) return page(request, url, site, path, table);
  // A name that no path could have is an action's still: one that is not known.
  const address = path ?? sent;
  const [, locale, name] = known.action.exec(address) ?? [];
  // Beside the actions lie files of theirs: package_list.31.json.
  if (name && !name.endsWith('.json')) return action(request, url, site, {name, locale}, options);
  const isApi = UTIL.test(address) || VERSION.test(address);
  const allow = isApi ? table.allow : METHODS;
  if (request.method === 'OPTIONS') return new Response(null, {status: 200, headers: {allow}});
  if (!/^(GET|HEAD)$/.test(request.method) && !(isApi && request.method === 'POST')) return plain(405, 'Method Not Allowed', {allow});
  const [all, version] = VERSION.exec(address) ?? [];
  if (all) return said(200, json({version: Number(version ?? 1)}));
  const [, kind, what] = UTIL.exec(address) ?? [];
  const found = kind && await complete(site, kind, what, await asked(request, url, true), options);
  return found ? said(200, json(found)) : page(request, url, site, path, table);
}

/** An action of CKAN's API. */
async function action(request, url, site, {name, locale}, {table, now}) {
  const {method} = request;
  if (method === 'OPTIONS') return new Response(null, {status: 200, headers: {allow: table.allow}});
  if (!/^(GET|HEAD|POST)$/.test(method)) return plain(405, 'Method Not Allowed', {allow: table.allow});
  const reads = actionOf(name);
  const writes = table.writes.includes(name);
  const closed = table.closed.includes(name);
  const help = reads || writes || closed ? `${(await site.about()).site_url}${locale ? `/${locale}` : ''}/api/3/action/help_show?name=${name}` : '';
  try {
    if (closed) throw denied(`Action ${name} requires an authenticated user`);
    if (!reads && !writes) unreadable(`Action name not known: ${name}`);
    if (writes && method !== 'POST') unreadable('JSON Error: Invalid request. Please use POST method for your request');
    const params = await asked(request, url, !writes);
    if (writes) throw await refusal(site, name, params);
    const {callback} = params;
    delete params.callback;
    const result = await reads({site, params, now});
    const body = json({help, success: true, result});
    // Only what is whole and asked for by GET is wrapped.
    if (method === 'GET' && typeof callback === 'string' && CALLBACK.test(callback)) {
      return said(200, `${callback}(${body});`, 'application/javascript;charset=utf-8');
    }
    return said(200, body);
  } catch (error) {
    const {status, error: what} = error.ckan?.() ?? error;
    if (!status) throw error;
    return said(status, json(typeof what === 'string' ? what : {help, error: what, success: false}));
  }
}

/** Why nobody without an account may write, in CKAN's words. */
async function refusal(site, name, {id}) {
  const kind = {package_create: 'packages', user_create: 'users'}[name];
  if (kind) return denied(`User  not authorized to create ${kind}`);
  const dataset = /^package_(update|patch)$/.test(name) && typeof id === 'string'
    ? await site.shown('package_show', id).then(JSON.parse, () => undefined) : undefined;
  return denied(dataset ? `User  not authorized to edit package ${dataset.id}` : `Action ${name} requires an authenticated user`);
}

/** A body of JSON that a cache may keep by its tag. */
const said = (status, body, type = 'application/json;charset=utf-8') =>
  Object.assign(new Response(body, {status, headers: {'content-type': type}}), {text_body: body});
