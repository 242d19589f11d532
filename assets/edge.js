// Answers like a CKAN server from the files of a site, wherever `fetch(Request) → Response` exists.

import {actionOf} from './edge/actions.js';
import {asked} from './edge/asked.js';
import {headed, page, plain} from './edge/pages.js';
import {Fault, json, unreadable} from './edge/reply.js';
import {Site} from './edge/site.js';
import {complete} from './edge/util.js';

/** The longest address and the most of all headers together, in characters. */
const LONGEST_ADDRESS = 8192;
const MOST_HEADERS = 16384;

/** What stands before the name of an action, in any language. */
const ACTION = /^\/(?:([a-z]{2,3}(?:_[A-Z][A-Za-z]{1,3})?)\/)?api\/(?:3\/)?action\/([^/]+)$/;

/** The other addresses below /api that CKAN answers. */
const UTIL = /^\/api\/(?:[12]\/)?util\/(dataset|tag|resource|group|organization)\/(autocomplete|format_autocomplete)$/;
const VERSION = /^\/api(?:\/([123]))?\/?$/;

/** What callers of JSONP may call; anything else would be a script of theirs at this address. */
const CALLBACK = /^[\w$.[\]]{1,100}$/;

const METHODS = 'GET, HEAD, POST, OPTIONS';

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
 * @typedef {{writes: string[], csp: string}} Table
 * @returns {Promise<Response>}
 */
export async function handle(request, fetchAsset, options) {
  const url = new URL(request.url);
  const reply = await route(request, url, fetchAsset, options).catch(error => {
    if (error instanceof Fault) return said(error.status, json(error.error));
    return said(503, '"The site cannot be read"');
  });
  return headed(request, url.pathname, reply, options.table);
}

/** Decides what kind of address it is. */
async function route(request, url, fetchAsset, options) {
  if (request.url.length > LONGEST_ADDRESS) return plain(414, 'URI Too Long');
  if ([...request.headers].reduce((sum, [name, value]) => sum + name.length + value.length + 4, 0) > MOST_HEADERS) {
    return plain(431, 'Request Header Fields Too Large');
  }
  const key = options.key ?? fetchAsset;
  if (!sites.has(key)) sites.set(key, new Site(options.layout ?? 'files'));
  const site = sites.get(key).session(fetchAsset, url.origin, options.fetches);
  const {pathname} = url;
  const [, locale, name] = ACTION.exec(pathname) ?? [];
  if (name) return action(request, url, site, {name, locale}, options);
  const isApi = UTIL.test(pathname) || VERSION.test(pathname);
  if (request.method === 'OPTIONS') return new Response(null, {status: 200, headers: {allow: isApi ? METHODS : 'GET, HEAD, OPTIONS'}});
  if (!/^(GET|HEAD)$/.test(request.method) && !(isApi && request.method === 'POST')) return plain(405, 'Method Not Allowed', {allow: 'GET, HEAD, OPTIONS'});
  const [, version] = VERSION.exec(pathname) ?? [];
  if (VERSION.test(pathname)) return said(200, json({version: Number(version ?? 1)}));
  const [, kind, what] = UTIL.exec(pathname) ?? [];
  const found = kind && await complete(site, kind, what, await asked(request, url, true), options);
  return found ? said(200, json(found)) : page(request, pathname, url.search, site);
}

/** An action of CKAN's API. */
async function action(request, url, site, {name, locale}, {table, now}) {
  const {method} = request;
  if (method === 'OPTIONS') return new Response(null, {status: 200, headers: {allow: METHODS}});
  if (!/^(GET|HEAD|POST)$/.test(method)) return plain(405, 'Method Not Allowed', {allow: METHODS});
  const writes = table.writes.includes(name);
  const known = actionOf(name);
  const help = known || writes ? `${(await site.about()).site_url}${locale ? `/${locale}` : ''}/api/3/action/help_show?name=${name}` : '';
  try {
    if (!known && !writes) unreadable(`Action name not known: ${spelt(name)}`);
    if (writes && method !== 'POST') unreadable('JSON Error: Invalid request. Please use POST method for your request');
    const params = await asked(request, url, !writes);
    if (writes) throw new Fault(403, {__type: 'Authorization Error', message: 'Access denied'});
    const {callback} = params;
    delete params.callback;
    const result = await known({site, params, now});
    const body = json({help, success: true, result});
    // Only what is whole and asked for by GET is wrapped.
    if (method === 'GET' && typeof callback === 'string' && CALLBACK.test(callback)) {
      return said(200, `${callback}(${body});`, 'application/javascript;charset=utf-8');
    }
    return said(200, body);
  } catch (error) {
    const fault = error.ckan ? new Fault(...Object.values(error.ckan())) : error;
    if (!(fault instanceof Fault)) throw error;
    const {status, error: what} = fault;
    return said(status, json(typeof what === 'string' ? what : {help, error: what, success: false}));
  }
}

/** A name as the address means it. */
function spelt(name) {
  try {
    return decodeURIComponent(name);
  } catch {
    return name;
  }
}

/** A body of JSON that a cache may keep by its tag. */
const said = (status, body, type = 'application/json;charset=utf-8') =>
  Object.assign(new Response(body, {status, headers: {'content-type': type}}), {text_body: body});
