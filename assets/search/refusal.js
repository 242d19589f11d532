// What is asked for and cannot be had, in CKAN's words.

/** By code; a page says it in the portal's language. @type {Record<string, string>} */
const SENTENCES = {
  wildcard: '`{text}`: type * only at the end of a word, like agu*',
  regex: '`{text}`: type words instead of a regular expression',
  field: '`{text}` is not searched alone; type words without `{text}:`',
  range: '`{text}`: only dates have ranges; type a value',
  date: '`{text}`: type a date like 2024-01-31 or NOW-7DAYS',
  depth: 'type fewer parentheses',
  facet: '`{text}` is no facet; type one like tags',
  local: "Local parameters are not supported in param '{parameter}'.",
  magic: "Magic fields are not supported in param '{parameter}'.",
  sort: 'Invalid "sort" parameter',
  parameter: 'Invalid search parameters: [{text}]',
  number: 'Invalid integer',
};

export class SearchError extends Error {
  /** @param {string} code @param {string} text the part that is refused @param {string} parameter */
  constructor(code, text, parameter = 'q') {
    text = [...text].slice(0, 80).join('');
    super((SENTENCES[code] ?? code).replace(/\{(\w+)\}/g, (_, name) => name === 'text' ? text : parameter));
    Object.assign(this, {code, text, parameter});
  }

  /** CKAN's answer: HTTP status and `error`. */
  ckan() {
    const {code, message, parameter, text} = this;
    if (/number|facet/.test(code)) {
      const said = code === 'number' && /^-\d/.test(text) ? ['Must be a natural number']
        : parameter === 'rows' ? [message, 'Please enter an integer value'] : [message];
      return {status: 409, error: {[parameter]: said, __type: 'Validation Error'}};
    }
    const [status, type, start] = /sort|param/.test(code) ? [400, 'Search Query Error', 'Search Query is invalid']
      : [409, 'Search Error', 'Search error'];
    const quote = message.includes("'") ? '"' : "'";
    return {status, error: {__type: type, message: `${start}: ${quote}${message}${quote}`}};
  }
}
