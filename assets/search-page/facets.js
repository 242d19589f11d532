// Ways to refine the results: the values of each facet with how many results have them.

import { everything, to } from "./results.js";
import { el, number, t, told } from "./say.js";
import { having, lacking } from "./state.js";

/** @typedef {import("./state.js").State} State */
/** @typedef {{name: string, display_name: string, count: number}} Item */
/** @typedef {{value: string, count: number | undefined, on: boolean}} Value */

/** Values that a facet shows at first, and those that an answer has at most. */
const FIRST = 10;
export const MOST = 50;

/** What values are called, as far as the page and its answers told. @type {Map<string, string>} */
const titles = new Map();
/** Facets that show more than their first values. @type {Set<string>} */
const open = new Set();

/** A value of a facet in one text. @param {string} facet @param {string} value */
export const pair = (facet, value) => `${facet}=${value}`;

/** Keeps what a value is called. @param {string} facet @param {string} value @param {string} title */
export const call = (facet, value, title) => titles.set(pair(facet, value), title);

/** What a value is called. @param {string} facet @param {string} value */
export const called = (facet, value) => titles.get(pair(facet, value)) ?? value;

/**
 * The facets of an answer.
 * @param {Record<string, {items: Item[]}>} answered
 * @param {State} state
 * @param {string} root
 */
export function facets(answered, state, root) {
  return told.facets.flatMap(([facet, title]) => {
    const items = [...(answered[facet]?.items ?? [])];
    for (const item of items) call(facet, item.name, item.display_name);
    const chosen = state.filters.get(facet) ?? [];
    items.sort((a, b) => b.count - a.count || a.display_name.localeCompare(b.display_name));
    const counts = new Map(items.map(({ name, count }) => [name, count]));
    const values = [
      ...chosen.map((value) => ({ value, count: counts.get(value), on: true })),
      ...items
        .filter(({ name }) => !chosen.includes(name))
        .map(({ name, count }) => ({ value: name, count, on: false })),
    ];
    if (!values.length) return [];
    const all = items.length >= MOST ? everything(root, facet) : undefined;
    return [section(facet, title, values, all, state)];
  });
}

/**
 * @param {string} facet
 * @param {string} title
 * @param {Value[]} values those in force first
 * @param {string | undefined} all where values are that the answer leaves out
 * @param {State} state
 */
function section(facet, title, values, all, state) {
  const id = `facet-${facet}`;
  const list = el("ul.facet", { id: `${id}-list` });
  const more = el("button.link", { type: "button", "aria-controls": `${id}-list`, click: turn });
  const few = values.filter(({ on }, i) => on || i < FIRST);

  function turn() {
    if (!open.delete(facet)) open.add(facet);
    draw();
  }

  function draw() {
    const whole = open.has(facet);
    list.replaceChildren(...(whole ? values : few).map((value) => row(facet, value, state)));
    const text = whole ? t("less") : t("more", { n: values.length - few.length });
    more.replaceChildren(text, el("span.hidden", {}, `: ${title}`));
    more.setAttribute("aria-expanded", String(whole));
  }

  draw();
  return el(
    "section",
    { "aria-labelledby": id },
    el("h3", { id }, title),
    list,
    few.length < values.length && el("p.facet-all", {}, more),
    all && el("p.facet-all", {}, el("a", { href: all }, t("list.all"), el("span.hidden", {}, `: ${title}`))),
  );
}

function row(/** @type {string} */ facet, /** @type {Value} */ { value, count, on }, /** @type {State} */ state) {
  const title = called(facet, value);
  const target = on ? lacking(state, facet, value) : having(state, facet, value);
  const link = to(
    target,
    { "data-go": pair(facet, value), "aria-label": on && t("remove", { title }) },
    title,
  );
  const counted = count === undefined ? [] : [" ", el("span.n", {}, number(count))];
  return el(on ? "li.on" : "li", {}, link, counted);
}
