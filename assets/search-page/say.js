// What the page says and what it is made of: texts of the interface, numbers, dates, elements.

/** @typedef {Node | string | null | undefined | false} Child */

/**
 * What the portal tells the script.
 * @typedef {object} Told
 * @property {[string, string][]} facets names and titles
 * @property {Record<string, [string, string]>} formats name → kind of thing, folder of its page
 * @property {string} group what stands between thousands
 * @property {Record<string, string | [string, string]>} texts
 * @property {string} title the portal's
 */

/** @type {Told} */
export const told = JSON.parse(document.getElementById("search-data")?.textContent || "null");

const language = document.documentElement.lang;
const plural = new Intl.PluralRules(language);
// English as the rest of the portal writes it: the day before the month.
const days = new Intl.DateTimeFormat(language === "en" ? "en-GB" : language, {
  dateStyle: "long",
  timeZone: "UTC",
});

/** A whole number as the portal writes it. @param {number} n */
export const number = (n) => String(n).replace(/\B(?=(\d{3})+$)/g, told.group);

/** The day of a moment, for people. @param {string} moment */
export function day(moment) {
  const date = new Date(`${moment.slice(0, 10)}T00:00:00Z`);
  return Number.isNaN(date.getTime()) ? moment : days.format(date);
}

/**
 * A text of the interface with its placeholders filled; `n` chooses between one and many.
 * @param {string} key
 * @param {Record<string, string | number>} [values]
 */
export function t(key, values = {}) {
  let text = told.texts[key] ?? key;
  if (Array.isArray(text)) text = text[plural.select(Number(values.n)) === "one" ? 0 : 1];
  return text.replace(/\{(\w+)\}/g, (whole, name) => {
    const value = values[name];
    if (value === undefined) return whole;
    return typeof value === "number" ? number(value) : value;
  });
}

/**
 * A text of the interface as nodes, one of its placeholders filled by an element.
 * @param {string} key
 * @param {string} name
 * @param {Node} element
 */
export function around(key, name, element) {
  const [before, after = ""] = t(key).split(`{${name}}`);
  return [before, element, after];
}

/** Without control characters and marks that show a text in another order than it is written in. */
const visible = (/** @type {string} */ text) =>
  text.replace(/[\0-\x08\v\f\x0e-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069]/g, "\ufffd");

/**
 * An element. Texts become text, never markup.
 * @param {string} tag its name, and classes after dots
 * @param {Record<string, string | boolean | undefined | ((event: Event) => void)>} attributes
 * @param {...(Child | Child[])} children
 */
export function el(tag, attributes = {}, ...children) {
  const [name, ...classes] = tag.split(".");
  const element = document.createElement(name);
  if (classes.length) element.className = classes.join(" ");
  for (const [key, value] of Object.entries(attributes)) {
    if (typeof value === "function") element.addEventListener(key, value);
    else if (value !== undefined && value !== false) element.setAttribute(key, value === true ? "" : value);
  }
  for (const child of children.flat()) {
    if (child) element.append(typeof child === "string" ? visible(child) : child);
  }
  return element;
}
