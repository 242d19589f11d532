// CKAN's answers as JSON: ASCII alone, and what is refused in its words.

/** A piece of JSON that is written as it stands: results come as text from files and leave as text. */
export class Raw {
  /** @param {string} text */
  constructor(text) {
    this.text = text;
  }
}

/** Text of JSON with nothing in it that another encoding or a page would read differently. @param {string} text */
export const escaped = text => text.replace(/[<>&\u007f-\uffff]/g, unit => `\\u${unit.charCodeAt(0).toString(16).padStart(4, '0')}`);

/** A value as JSON; its first two levels may hold raw pieces. @param {unknown} value @returns {string} */
export function json(value) {
  if (value instanceof Raw) return value.text;
  if (Array.isArray(value) && value.some(item => item instanceof Raw)) return `[${value.map(json).join()}]`;
  if (value && typeof value === 'object' && !Array.isArray(value)) {
    return `{${Object.entries(value).filter(([, item]) => item !== undefined).map(([key, item]) => `${escaped(JSON.stringify(key))}:${json(item)}`).join()}}`;
  }
  return escaped(JSON.stringify(value));
}

/** Why there is no result. */
export class Fault extends Error {
  /** @param {number} status @param {unknown} error  what CKAN says; a text is the whole answer */
  constructor(status, error) {
    super('refused');
    this.status = status;
    this.error = error;
  }
}

/** Refuses what cannot be read as a question. @returns {never} */
export function unreadable(text) {
  throw new Fault(400, `Bad request - ${text}`);
}

/** A parameter that will not do; CKAN says what is wrong in a list or, of some, as a text. */
export const faulty = (name, wrong) => new Fault(409, {[name]: wrong, __type: 'Validation Error'});

/** What nobody without an account may do. */
export const denied = detail => new Fault(403, {__type: 'Authorization Error', message: `Access denied: ${detail}`});

/** What is not there. */
export const absent = detail => new Fault(404, {__type: 'Not Found Error', message: detail ? `Not found: ${detail}` : 'Not found'});
