// The search page: what is asked for stands in the page's address, the answers in its list.

import { applied, nothing, results, to } from "./search-page/results.js";
import { call, called, facets, MOST, pair } from "./search-page/facets.js";
import { around, el, t, told } from "./search-page/say.js";
import { bare, having, question, read, unfinished, usual, write } from "./search-page/state.js";

/** @typedef {import("./search-page/state.js").State} State */

/** How long to wait for the next letter. */
const PAUSE = 150;
/** Results below this make a look at the spelling worth while. */
const FEW = 3;

const get = (/** @type {string} */ id) => /** @type {any} */ (document.getElementById(id));
const page = get("search");
const box = get("q");
const order = get("sort");
const heading = get("list");
const found = get("found");
const refine = get("facets");
const notes = get("notes");
const { root } = page.dataset;
const names = told.facets.map(([name]) => name);

/** What the page said before any search. */
const first = {
  title: document.title,
  heading: heading.textContent ?? "",
  found: [...found.childNodes],
  facets: [...refine.childNodes],
};

/** @type {State} */
let state = read(location.search, names);
/** The address of the last state that somebody chose to go to. */
let settled = location.href;
/** Counts what was asked for: an answer to an earlier question is not shown. */
let turn = 0;
let asked = "";

// The client and its catalogue, loaded once; again after a failure, under another name, since a
// browser may remember a module that did not load.
let tries = 0;
/** @type {Promise<any> | undefined} */
let opening;

function client() {
  opening ??= load().catch((error) => {
    opening = undefined;
    throw error;
  });
  return opening;
}

async function load() {
  const address = new URL(page.dataset.client, document.baseURI);
  if (tries) address.hash = `again-${tries}`;
  tries += 1;
  const { open } = await import(address.href);
  return open(new URL(root, document.baseURI).href, { build: page.dataset.build });
}

/** Begins to load before anybody asks; a failure shows when somebody does. */
const prepare = () => void client().catch(() => {});

/** Lets the browser fetch what every answer needs while it fetches the client. */
function hasten() {
  const { build, client: script } = page.dataset;
  const ahead = (/** @type {Record<string, string>} */ hint) => document.head.append(el("link", hint));
  ahead({ rel: "modulepreload", href: script });
  const index = `${root}search/${build}/manifest.bin`;
  if (build) ahead({ rel: "preload", as: "fetch", crossorigin: "anonymous", href: index });
}

/**
 * Shows what the state asks for.
 * @param {{typed?: string, after?: () => void}} [how] what stands in the box while somebody types;
 *   what to do once the answer is there
 */
async function show({ typed, after } = {}) {
  const words = typed === undefined ? state.q : unfinished(typed).trim();
  const now = question(state, words, names, MOST);
  const key = JSON.stringify(now);
  if (typed !== undefined && (key === asked || (state.q && !words))) return;
  asked = key;
  turn += 1;
  const mine = turn;
  const current = () => mine === turn;
  choose();
  if (!write(state)) {
    restore();
    after?.();
    return;
  }
  wait(true);
  try {
    const catalog = await client();
    if (!current()) return;
    const highlight = catalog.highlighter(words);
    let listed = false;
    const onResults = (/** @type {any} */ part) => {
      if (!current()) return;
      list(part, highlight);
      listed = true;
    };
    const answer = await catalog.packageSearch(now, { cards: true, onResults });
    if (!current()) return;
    const last = Math.max(1, Math.ceil(answer.count / now.rows));
    if (state.page > last) {
      state = { ...state, page: last };
      history.replaceState(history.state, "", write(state) || location.pathname);
      await show({ after });
      return;
    }
    // What is listed already stays as it is: somebody may be reading it.
    if (!listed) list(answer, highlight);
    refine.replaceChildren(...facets(answer.search_facets, state, root));
    head(answer);
    wait(false);
    after?.();
    say(t(answer.count ? "found" : "none", { n: answer.count }));
    if (words && answer.count < FEW) await suggest(catalog, answer.count, current);
  } catch (error) {
    if (current()) fail(/** @type {any} */ (error), { typed, after });
  }
}

/** Says in the controls what the state asks for. */
function choose() {
  if (document.activeElement !== box || !box.value.trim()) box.value = state.q;
  const sort = state.sort || usual(state.q);
  order.options[1].disabled = !state.q;
  order.value = sort;
  if (order.selectedIndex < 0) order.selectedIndex = 0;
}

/** @param {boolean} busy */
function wait(busy) {
  page.classList.toggle("searching", busy);
  found.setAttribute("aria-busy", String(busy));
}

/** Tells those who hear the page. @param {string} text */
function say(text) {
  get("said").textContent = text;
}

/** Puts back what the page said before any search. */
function restore() {
  wait(false);
  document.title = first.title;
  heading.textContent = first.heading;
  notes.replaceChildren();
  found.replaceChildren(...first.found);
  refine.replaceChildren(...first.facets);
  say(first.heading);
}

/**
 * Says what was found, in the list and over it.
 * @param {any} answer
 * @param {(text: string) => [string, boolean][]} highlight
 */
function list(answer, highlight) {
  head(answer);
  const { count } = answer;
  found.replaceChildren(...(count ? results(answer, state, root, highlight) : [nothing(state, root, called)]));
}

/** @param {any} answer */
function head({ count, warnings = [] }) {
  document.title = state.q ? t("titled", { q: state.q, title: first.title }) : first.title;
  heading.textContent = count ? t("found", { n: count }) : t("none");
  notes.replaceChildren(...[...warnings.map(warn), applied(state, called)].filter((part) => part));
}

/** @param {{field: string}} warning */
const warn = ({ field }) => el("p.note", {}, around("unknown-field", "field", el("code", {}, field)));

/**
 * Offers what was most likely meant; where nothing was found, its results as well.
 * @param {any} catalog
 * @param {number} count
 * @param {() => boolean} current
 */
async function suggest(catalog, count, current) {
  const q = await catalog.suggest(state.q).catch(() => null);
  if (!q || !current()) return;
  const meant = { ...bare(state), q };
  const link = to(meant, {}, el("strong", {}, q));
  notes.prepend(el("p.suggestion", {}, around("suggestion", "q", link)));
  if (count) return;
  const answer = await catalog.packageSearch(question(meant, q, names, MOST), { cards: true });
  if (!answer.count || !current()) return;
  heading.textContent = t("instead", { n: answer.count, q });
  found.replaceChildren(...results(answer, meant, root, catalog.highlighter(q)));
  refine.replaceChildren(...facets(answer.search_facets, meant, root));
  say(heading.textContent);
}

/**
 * Says why there is no answer. What was refused has none; what did not arrive may yet come, and the
 * list stays.
 * @param {{code?: string}} error
 * @param {{typed?: string, after?: () => void}} how
 */
function fail(error, how) {
  asked = "";
  wait(false);
  const { code } = error;
  // What has no code is a mistake of ours.
  if (!code) console.error(error);
  const refusal = code && code !== "unreachable" && (told.texts[`refused.${code}`] ? code : "other");
  const text = refusal ? t(`refused.${refusal}`) : t("failed");
  const again = el("button.button", { type: "button", click: () => void show(how) }, t("retry"));
  notes.replaceChildren(el("div.notice", {}, el("p", {}, text), !refusal && again));
  if (refusal) {
    heading.textContent = t("none");
    found.replaceChildren();
  } else if (heading.textContent === t("busy")) {
    heading.textContent = first.heading;
  }
  say(text);
}

/**
 * Goes to a state as to another page.
 * @param {State} next
 * @param {() => void} [after]
 */
function go(next, after) {
  state = next;
  const address = write(state) || location.pathname;
  if (new URL(address, location.href).href !== location.href) {
    history.replaceState({ y: scrollY }, "");
    history.pushState(null, "", address);
  }
  settled = location.href;
  box.value = state.q;
  void show({ after });
}

function toHeading() {
  heading.focus({ preventScroll: true });
  heading.scrollIntoView({ block: "nearest" });
  if (heading.getBoundingClientRect().top > innerHeight / 2) heading.scrollIntoView();
}

/** Where a value of a facet was chosen, the focus stays at it while it is beside the results. */
function toValue(/** @type {string} */ value) {
  const links = [...refine.querySelectorAll("[data-go]")];
  const link = links.find((one) => one.dataset.go === value);
  if (link && matchMedia("(min-width: 60rem)").matches) link.focus();
  else toHeading();
}

function typed() {
  const text = box.value;
  const q = text.trim();
  if (q === state.q && write(state)) return void show({ typed: text });
  state = { ...state, q, page: 1 };
  // An order that only words have goes with them.
  if (!q && state.sort === usual("words")) state.sort = "";
  history.replaceState(history.state, "", write(state) || location.pathname);
  return void show({ typed: text });
}

/** @type {number | undefined} */
let timer;

box.addEventListener("input", (/** @type {InputEvent} */ event) => {
  clearTimeout(timer);
  if (!event.isComposing) timer = setTimeout(typed, box.value ? PAUSE : 0);
});
box.addEventListener("compositionend", () => {
  clearTimeout(timer);
  timer = setTimeout(typed, PAUSE);
});
box.addEventListener("focus", prepare);
box.addEventListener("keydown", (/** @type {KeyboardEvent} */ event) => {
  if (event.key !== "Escape" || !box.value) return;
  event.preventDefault();
  clearTimeout(timer);
  box.value = "";
  typed();
});

get("find").addEventListener("submit", (/** @type {Event} */ event) => {
  event.preventDefault();
  clearTimeout(timer);
  const next = { ...state, q: box.value.trim(), page: 1 };
  // What was typed replaced the address on the way: the way back leads to where it began.
  if (settled !== location.href) history.replaceState(history.state, "", settled);
  if (matchMedia("(pointer: coarse)").matches) box.blur();
  go(next);
});

order.addEventListener("change", () => go({ ...state, sort: order.value, page: 1 }));

page.addEventListener("click", (/** @type {MouseEvent} */ event) => {
  const link = /** @type {Element} */ (event.target).closest("a[data-go]");
  if (!(link instanceof HTMLAnchorElement) || event.button) return;
  if (event.metaKey || event.ctrlKey || event.shiftKey || event.altKey) return;
  event.preventDefault();
  clearTimeout(timer);
  const value = link.dataset.go ?? "";
  go(read(new URL(link.href).search, names), () => (value ? toValue(value) : toHeading()));
});

addEventListener("popstate", (event) => {
  clearTimeout(timer);
  state = read(location.search, names);
  settled = location.href;
  box.value = state.q;
  void show({ after: () => scrollTo({ top: event.state?.y ?? scrollY, behavior: "instant" }) });
});

// A key that one cannot turn off would be in the way of those who speak to their computer.
const shortcut = get("shortcut");
try {
  shortcut.checked = localStorage.getItem("search-shortcut") !== "off";
} catch {
  // Where nothing may be kept, it is as it is.
}
shortcut.addEventListener("change", () => {
  try {
    localStorage.setItem("search-shortcut", shortcut.checked ? "on" : "off");
  } catch {
    // It holds for this visit.
  }
});
addEventListener("keydown", (event) => {
  const target = /** @type {Element} */ (event.target);
  if (event.key !== "/" || event.ctrlKey || event.metaKey || event.altKey || !shortcut.checked) return;
  if (target.closest("input:not([type=checkbox]), select, textarea, [contenteditable]")) return;
  event.preventDefault();
  box.focus();
  box.select();
});

// Values that the page showed without a script refine the list now.
for (const link of refine.querySelectorAll("[data-value]")) {
  const facet = link.closest("[data-facet]").dataset.facet;
  const { value } = link.dataset;
  call(facet, value, link.textContent);
  link.href = write(having(read("", names), facet, value));
  link.dataset.go = pair(facet, value);
}

if (write(state)) {
  heading.textContent = t("busy");
  box.value = state.q;
  hasten();
  void show();
} else {
  box.value = "";
  if (!(/** @type {any} */ (navigator).connection?.saveData)) {
    (window.requestIdleCallback ?? setTimeout)(prepare);
  }
}
