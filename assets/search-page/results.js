// A page of results: cards as the portal's own lists show them, the way to other pages, what to do
// where there is nothing.

import { around, day, el, number, t, told } from "./say.js";
import { bare, lacking, ROWS, write } from "./state.js";

/** @typedef {import("./state.js").State} State */

/**
 * @typedef {object} Card
 * @property {string} name
 * @property {string} title
 * @property {string} excerpt
 * @property {{name: string, title: string} | null} organization
 * @property {string[]} res_format
 * @property {string} metadata_modified
 * @property {number} num_resources
 * @property {string} open_license
 */

const CARD_FORMATS = 6;

/** Folders of the portal's own lists of the values of a facet. @type {Record<string, string>} */
const folders = { organization: "organization", groups: "group", tags: "tag", res_format: "format", license_id: "license" };

/** Where all values of a facet are, if anywhere. @param {string} root @param {string} facet */
export const everything = (root, facet) =>
  Object.hasOwn(folders, facet) ? `${root}${folders[facet]}/` : undefined;

const at = (/** @type {string} */ root, /** @type {string[]} */ ...parts) =>
  `${root}${parts.map(encodeURIComponent).join("/")}/`;

/**
 * A link that asks for another state.
 * @param {State} state
 * @param {Record<string, any>} attributes
 * @param {...any} children
 */
export const to = (state, attributes, ...children) =>
  el("a", { href: write(state) || location.pathname, "data-go": "", ...attributes }, ...children);

/**
 * Cards and pager.
 * @param {{count: number, results: Card[]}} answer
 * @param {State} state
 * @param {string} root what leads to the site's folder
 * @param {(text: string) => [string, boolean][]} highlight
 */
export function results(answer, state, root, highlight) {
  const marked = (/** @type {string} */ text) =>
    highlight(text).map(([piece, hit]) => (hit ? el("mark", {}, piece) : piece));
  const cards = answer.results.map((found) => card(found, root, marked));
  return [el("ul.cards", {}, cards), ...pager(answer.count, state)];
}

/**
 * @param {Card} found
 * @param {string} root
 * @param {(text: string) => (Node | string)[]} marked
 */
function card(found, root, marked) {
  const { organization, metadata_modified: modified } = found;
  const owner =
    organization && el("a", { href: at(root, "organization", organization.name) }, organization.title);
  const formats = [...new Set(found.res_format)];
  const chips = formats.slice(0, CARD_FORMATS).map((name) => el("li", {}, chip(name, root)));
  const more = formats.length - chips.length;
  if (more > 0) chips.push(el("li.more", {}, t("list.more_formats", { n: more })));
  const updated = el("time", { datetime: modified.slice(0, 10) }, day(modified));
  return el(
    "li.card",
    {},
    owner && el("p.card-owner", {}, owner),
    el("h3.card-title", {}, el("a", { href: at(root, "dataset", found.name) }, marked(found.title))),
    found.excerpt && el("p.card-text", {}, marked(found.excerpt)),
    el(
      "p.card-meta",
      {},
      el("span", {}, `${t("list.updated")} `, updated),
      el("span", {}, t("count.resources", { n: found.num_resources })),
      found.open_license && el("span", {}, found.open_license),
    ),
    chips.length > 0 && el("ul.chips", { "aria-label": t("list.formats") }, chips),
  );
}

function chip(/** @type {string} */ name, /** @type {string} */ root) {
  const [family, folder] = Object.hasOwn(told.formats, name) ? told.formats[name] : ["other", ""];
  if (!folder) return el(`span.chip.${family}`, {}, name);
  return el(`a.chip.${family}`, { href: at(root, "format", folder) }, name);
}

/** The way through the pages, as on the portal's own lists. */
function pager(/** @type {number} */ count, /** @type {State} */ state) {
  const last = Math.ceil(count / ROWS);
  if (last <= 1) return [];
  const { page } = state;
  const step = (/** @type {number} */ n, /** @type {string} */ kind, /** @type {string} */ text) =>
    el("li", {}, to({ ...state, page: n }, { rel: kind }, text));
  const numbers = [];
  for (let n = Math.max(1, page - 2); n <= Math.min(last, page + 2); n += 1) numbers.push(n);
  if (numbers[0] !== 1) numbers.unshift(1);
  if (numbers.at(-1) !== last) numbers.push(last);
  const items = numbers.flatMap((n, i) => {
    const link = to(
      { ...state, page: n },
      { "aria-label": t("list.page", { number: String(n) }), "aria-current": n === page && "page" },
      number(n),
    );
    const gap = i > 0 && n > numbers[i - 1] + 1 && el("li.gap", { "aria-hidden": "true" }, "…");
    return [gap, el("li.number", {}, link)];
  });
  return [
    el(
      "nav.pager",
      { "aria-label": t("list.pages") },
      el("p.pager-where", {}, t("list.position", { n: page, last })),
      el(
        "ul",
        {},
        page > 1 && step(page - 1, "prev", t("list.previous")),
        items,
        page < last && step(page + 1, "next", t("list.next")),
      ),
    ),
  ];
}

/**
 * The filters in force, each with a way to be rid of it; nothing where there are none.
 * @param {State} state
 * @param {(name: string, value: string) => string} called
 */
export function applied(state, called) {
  const items = [...state.filters].flatMap(([name, values]) =>
    values.map((value) => {
      const title = called(name, value);
      const attributes = { class: "tag on", "aria-label": t("remove", { title }) };
      return el("li", {}, to(lacking(state, name, value), attributes, title));
    }),
  );
  if (items.length > 1) items.push(el("li", {}, to(bare(state), {}, t("clear"))));
  return items.length > 0 && el("ul.tags.applied", { "aria-label": t("filters") }, items);
}

/**
 * What to try where nothing is found.
 * @param {State} state
 * @param {string} root
 * @param {(name: string, value: string) => string} called
 */
export function nothing(state, root, called) {
  const tips = [];
  const tip = (/** @type {...any} */ ...children) => tips.push(el("li", {}, ...children));
  if (/\s/.test(state.q)) tip(t("try-fewer"));
  if (/^[\p{L}\p{M}]{3,}$/u.test(state.q)) {
    const q = `${state.q}*`;
    tip(around("try-prefix", "q", to({ ...state, q, page: 1 }, {}, q)));
  }
  const links = [...state.filters].flatMap(([name, values]) =>
    values.map((value) => to(lacking(state, name, value), {}, t("remove", { title: called(name, value) }))),
  );
  if (links.length > 1) links.push(to(bare(state), {}, t("clear")));
  if (links.length) tip(t("try-filters"), " ", listed(links));
  const lists = told.facets.map(([name, title]) => [everything(root, name), title]);
  const browse = lists.filter(([href]) => href).map(([href, title]) => el("a", { href }, title));
  tip(t("try-browse"), " ", listed(browse));
  return el("div.notice", {}, el("p", {}, t("try")), el("ul", {}, tips));
}

/** Elements with commas between them. @param {Node[]} items */
const listed = (items) => items.flatMap((item, i) => (i ? [", ", item] : [item]));
