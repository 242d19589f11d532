// What was given to an action, read as CKAN reads it.

import {invalid} from './reply.js';

/** Numbers beyond are taken for this one: lists end long before. */
const LARGEST = 4294967295;

/** A text, of a number its digits; nothing where it is absent or null. */
export function text(params, name) {
  const value = params[name] ?? undefined;
  if (value === undefined || typeof value === 'string') return value;
  if (typeof value === 'number') return String(value);
  throw invalid(name, ['Must be a Unicode string value']);
}

/** A text that must be there, if only empty. */
export function needed(params, name) {
  const value = text(params, name);
  if (value === undefined) throw invalid(name, ['Missing value']);
  return value;
}

/** A whole number from 0; nothing where it is absent, null or an empty text. */
export function natural(params, name) {
  const value = params[name] ?? '';
  if (!/^(string|number)$/.test(typeof value)) throw invalid(name, ['Invalid integer']);
  const digits = String(value).trim();
  if (!digits) return undefined;
  if (!/^[-+]?\d+$/.test(digits) && !Number.isInteger(value)) throw invalid(name, ['Invalid integer']);
  if (Number(digits) < 0) throw invalid(name, ['Must be a natural number']);
  return Math.min(Number(digits), LARGEST);
}

/** A switch. */
export function flag(params, name, missing) {
  const value = params[name] ?? missing;
  if (typeof value === 'boolean') return value;
  if (typeof value === 'number') return value !== 0;
  const word = typeof value === 'string' ? value.trim() : '';
  if (/^(true|yes|on|y|t|1)$/i.test(word)) return true;
  if (/^(false|no|off|n|f|0)$/i.test(word)) return false;
  throw invalid('message', 'Parameter is not an bool');
}
