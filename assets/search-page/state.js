// What is asked for, in the page's address and in the words of the search.

/**
 * @typedef {object} State
 * @property {string} q
 * @property {Map<string, string[]>} filters values of each facet; a dataset has all of them
 * @property {string} sort empty: relevance with words, else the newest change first
 * @property {number} page from 1
 */

export const ROWS = 20;
export const RELEVANCE = "score desc, metadata_modified desc";
export const NEWEST = "metadata_modified desc";

const LONGEST = 2000;
const MOST_VALUES = 20;

/**
 * The state that an address says.
 * @param {string} search from its `?` on
 * @param {string[]} facets
 * @returns {State}
 */
export function read(search, facets) {
  const given = new URLSearchParams(search);
  const filters = new Map();
  for (const name of facets) {
    const values = [...new Set(given.getAll(name))].filter((value) => value !== "");
    if (values.length) filters.set(name, values.slice(0, MOST_VALUES));
  }
  const page = given.get("page") ?? "";
  return {
    q: (given.get("q") ?? "").trim().slice(0, LONGEST),
    filters,
    sort: (given.get("sort") ?? "").trim(),
    page: /^[1-9]\d{0,5}$/.test(page) ? Number(page) : 1,
  };
}

/**
 * What an address says of a state, from its `?` on; empty where nothing is asked for.
 * @param {State} state
 */
export function write({ q, filters, sort, page }) {
  const said = new URLSearchParams();
  if (q) said.append("q", q);
  for (const [name, values] of filters) {
    for (const value of values) said.append(name, value);
  }
  if (sort && sort !== usual(q)) said.append("sort", sort);
  if (page > 1) said.append("page", String(page));
  const text = said.toString();
  return text && `?${text}`;
}

/** The order where none is asked for. @param {string} q */
export const usual = (q) => (q ? RELEVANCE : NEWEST);

/**
 * The state with one more filter, from its first page.
 * @param {State} state
 * @param {string} name
 * @param {string} value
 * @returns {State}
 */
export function having(state, name, value) {
  const filters = new Map(state.filters);
  filters.set(name, [...(filters.get(name) ?? []).filter((other) => other !== value), value]);
  return { ...state, filters, page: 1 };
}

/**
 * The state without a filter, from its first page.
 * @param {State} state
 * @param {string} name
 * @param {string} value
 * @returns {State}
 */
export function lacking(state, name, value) {
  const filters = new Map(state.filters);
  const rest = (filters.get(name) ?? []).filter((other) => other !== value);
  if (rest.length) filters.set(name, rest);
  else filters.delete(name);
  return { ...state, filters, page: 1 };
}

/** The state without any filter. @param {State} state @returns {State} */
export const bare = (state) => ({ ...state, filters: new Map(), page: 1 });

/**
 * What to search for while somebody still types: the last word may be the beginning of one, and one
 * of less than three letters says nothing yet.
 * @param {string} typed
 */
export function unfinished(typed) {
  const open = (typed.match(/"/g) ?? []).length % 2 === 1;
  const word = typed.match(/(?:^|\s)[+(-]*([\p{L}\p{M}\p{N}][\p{L}\p{M}\p{N}_./-]*)$/u)?.[1];
  if (open || !word || /^(AND|OR|NOT)$/.test(word)) return typed;
  const letters = word.match(/[\p{L}\p{M}]*$/u)?.[0].normalize("NFC") ?? "";
  if ([...letters].length >= 3) return `${typed}*`;
  return word.normalize("NFC") === letters ? typed.slice(0, typed.length - word.length) : typed;
}

/**
 * A state as parameters of `package_search`.
 * @param {State} state
 * @param {string} asked its words, as they are searched for
 * @param {string[]} facets
 * @param {number} most values that the answer has of each
 */
export function question({ q, filters, sort, page }, asked, facets, most) {
  const fq = [];
  for (const [name, values] of filters) {
    for (const value of values) fq.push(`${name}:"${value.replace(/["\\]/g, "\\$&")}"`);
  }
  return {
    q: asked.trim(),
    fq,
    sort: sort || usual(q),
    rows: ROWS,
    start: (page - 1) * ROWS,
    "facet.field": facets,
    "facet.limit": most,
  };
}
