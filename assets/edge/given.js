// What was given to an action, read as CKAN reads it.

import {faulty} from './reply.js';

/** Numbers beyond are taken for this one: lists end long before. */
const LARGEST_NUMBER = 4294967295;

/** A text, of a number its digits; nothing where it is absent or null. */
export function text(params, name) {
  const value = params[name] ?? undefined;
  if (value === undefined || typeof value === 'string') return value;
  if (typeof value === 'number') return String(value);
  throw faulty(name, ['Must be a Unicode string value']);
}

/** A text that must be there, if only empty. */
export function needed(params, name) {
  const value = text(params, name);
  if (value === undefined) throw faulty(name, ['Missing value']);
  return value;
}

/** A whole number from 0; nothing where it is absent, null or an empty text. */
export function natural(params, name) {
  const value = params[name] ?? '';
  if (!/^(string|number)$/.test(typeof value)) throw faulty(name, ['Invalid integer']);
  const digits = String(value).trim();
  if (!digits) return undefined;
  if (!/^[-+]?\d+$/.test(digits) && !Number.isInteger(value)) throw faulty(name, ['Invalid integer']);
  if (Number(digits) < 0) throw faulty(name, ['Must be a natural number']);
  return Math.min(Number(digits), LARGEST_NUMBER);
}

/** Whether anything is said: what Python takes for true, a text `false` as well. */
export function says(params, name) {
  const value = params[name] ?? false;
  return typeof value === 'object' ? Object.keys(value).length > 0 : Boolean(value);
}

/** A switch. */
export function flag(params, name, missing) {
  const value = params[name] ?? missing;
  if (typeof value === 'boolean') return value;
  if (typeof value === 'number') return value !== 0;
  const word = typeof value === 'string' ? value.trim() : '';
  if (/^(true|yes|on|y|t|1)$/i.test(word)) return true;
  if (/^(false|no|off|n|f|0)$/i.test(word)) return false;
  throw faulty('message', 'Parameter is not an bool');
}
