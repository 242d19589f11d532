// What an action is asked with: from a form, an address or a body, in CKAN's order.

import {Fault, unreadable} from './reply.js';

/** The largest body that is read, in bytes. */
const LARGEST_BODY = 1 << 20;

/** How deep the JSON of a body may be. */
const DEEPEST_BODY = 64;

/**
 * The parameters of a request. A form comes before the address, the address before JSON.
 * @param {Request} request @param {URL} url @param {boolean} reads  whether the address counts
 * @returns {Promise<Record<string, unknown>>}
 */
export async function asked(request, url, reads) {
  const whole = request.headers.get('content-type') ?? '';
  const type = whole.split(';')[0].trim().toLowerCase();
  const body = await read(request);
  // Without a boundary there are no parts: whatever it says it is, it may be JSON.
  const isForm = type === 'application/x-www-form-urlencoded' || type === 'multipart/form-data' && /;\s*boundary\s*=/i.test(whole);
  if (request.method === 'POST' && body.length && isForm) return form(await fields(body, type, whole), body);
  if (reads && url.search.length > 1) return gathered(url.searchParams);
  return body.length ? object(new TextDecoder().decode(body)) : {};
}

/** The body, as far as it may go: nothing beyond is waited for. */
async function read(request) {
  if (Number(request.headers.get('content-length')) > LARGEST_BODY) throw tooLarge();
  if (!request.body) return new Uint8Array();
  const chunks = [];
  let size = 0;
  for (const reader = request.body.getReader(); ;) {
    const {done, value} = await reader.read();
    if (done) break;
    size += value.length;
    if (size > LARGEST_BODY) {
      reader.cancel().catch(() => 0);
      throw tooLarge();
    }
    chunks.push(value);
  }
  const whole = new Uint8Array(size);
  let at = 0;
  for (const chunk of chunks) {
    whole.set(chunk, at);
    at += chunk.length;
  }
  return whole;
}

const tooLarge = () => new Fault(413, {__type: 'Validation Error', message: 'Request too large'});

/** The fields of a form; files are none. */
async function fields(body, type, whole) {
  if (type.startsWith('a')) return new URLSearchParams(new TextDecoder().decode(body));
  const parsed = await new Response(body, {headers: {'content-type': whole}}).formData().catch(undecodable);
  return [...parsed].filter(([, value]) => typeof value === 'string');
}

/** A form with one field and no value is JSON that was sent without saying so. */
function form(fields, body) {
  const all = [...fields];
  const text = new TextDecoder().decode(body);
  if (all.length === 1 && (all[0][1] === '' || all[0][1] === '1')) return object(all[0][0]);
  // `=` and `&` within the JSON make fields of it.
  if (/^\s*\{/.test(text)) return object(text);
  return gathered(all);
}

/** What is given several times is a list. */
function gathered(pairs) {
  const found = new Map();
  for (const [name, value] of pairs) {
    const before = found.get(name);
    found.set(name, before === undefined ? value : [before, value].flat());
  }
  return Object.fromEntries(found);
}

/** Refuses a body that is not what it says. @returns {never} */
function undecodable() {
  unreadable("JSON Error: Error decoding JSON data. Error: <BadRequest '400: Bad Request'> JSON data extracted from the request: {}");
}

function object(text) {
  let value;
  try {
    value = JSON.parse(text);
  } catch {
    undecodable();
  }
  if (!value || typeof value !== 'object' || Array.isArray(value)) {
    unreadable(`JSON Error: Request data JSON decoded to ${python(value)} but it needs to be a dictionary.`);
  }
  if (deeper(value, DEEPEST_BODY)) unreadable('JSON Error: Request data JSON is nested too deeply.');
  return value;
}

/** Whether a value has more levels than that. */
const deeper = (value, levels) => value && typeof value === 'object' && (!levels || Object.values(value).some(item => deeper(item, levels - 1)));

/** A value as Python shows it, cut after 200 characters. */
function python(value) {
  const show = item => Array.isArray(item) ? `[${item.map(show).join(', ')}]`
    : item && typeof item === 'object' ? `{${Object.entries(item).map(([key, one]) => `${show(key)}: ${show(one)}`).join(', ')}}`
      : typeof item === 'string' ? quoted(item)
        : item === null ? 'None' : item === true ? 'True' : item === false ? 'False' : String(item);
  return deeper(value, DEEPEST_BODY) ? '[…]' : show(value).slice(0, 200);
}

function quoted(text) {
  const quote = text.includes("'") && !text.includes('"') ? '"' : "'";
  return quote + text.replace(/\\/g, '\\\\').replaceAll(quote, `\\${quote}`).replace(/\n/g, '\\n').replace(/\r/g, '\\r').replace(/\t/g, '\\t') + quote;
}
