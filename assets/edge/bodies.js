// Organisations and groups: lists of them, computed from the dump, and each by itself.

import {compare} from '../search/files.js';
import {flag, natural, needed, text} from './given.js';
import {Raw, arranged, faulty} from './reply.js';
import {LATEST, whole} from './searched.js';

/** The most that a list gives. */
const MOST = 1000;

/** The lists that an organisation has, in CKAN's order. */
const LISTS = ['extras', 'users', 'tags', 'groups'];

/** What is shown of one where nothing else is asked for. */
const USUAL = ['count', 'extras', 'tags', 'groups'];

/** `organization_list`, `group_list`. @param {Question} question @param {'organization'|'group'} kind */
export async function bodies({site, params}, kind) {
  const limit = Math.min(natural(params, 'limit') ?? MOST, MOST);
  const offset = natural(params, 'offset') ?? 0;
  const whole = flag(params, 'all_fields', false);
  const shown = switches(params, false);
  const names = chosen(params, `${kind}s`);
  const q = text(params, 'q')?.trim().toLowerCase();
  const type = text(params, 'type');
  const found = (await site.dump(`${kind}s`)).filter(body => (!names || names.includes(body.name)) && (type === undefined || body.type === type)
    && (!q || body.name.includes(q) || [body.title, body.description].some(text => text.toLowerCase().includes(q))));
  const page = ordered(params, found).slice(offset, offset + limit);
  if (!whole) return page.map(({name}) => name);
  const full = shown.users ? await peopled(site, kind, page) : page;
  return full.map(body => shaped(body, shown));
}

/** What is asked for of a body. */
function switches(params, lists) {
  const shown = {count: flag(params, 'include_dataset_count', true)};
  for (const name of ['extras', 'tags', 'groups']) shown[name] = flag(params, `include_${name}`, lists);
  shown.users = flag(params, 'include_users', false);
  return shown;
}

/** Bodies in the order that is asked for, by title where none is. */
function ordered(params, bodies) {
  const sort = text(params, 'sort');
  const all = ((sort?.trim() ? sort : text(params, 'order_by')) ?? '').split(',').map(part => part.trim()).filter(Boolean);
  const [field, direction] = (all[0] ?? 'title asc').split(/\s+/);
  const counted = /^package(s|_count)$/.test(field);
  if (!counted && !/^(name|title)$/.test(field)) throw faulty('message', `Cannot sort by field \`${field}\``);
  const way = (direction ?? (counted ? 'desc' : 'asc')).toLowerCase();
  if (!/^(asc|desc)$/.test(way)) throw faulty('message', `Invalid sort direction \`${way}\``);
  if (all.length > 1) throw faulty('message', 'Too many sort criteria provided only 1 allowed');
  const found = bodies.toSorted((a, b) => field !== 'name' && compare(a.display_name, b.display_name) || compare(a.name, b.name));
  // Those without datasets have no place in an order by their number.
  if (counted) return found.filter(body => body.package_count).sort((a, b) => (way === 'desc' ? -1 : 1) * (a.package_count - b.package_count));
  return way === 'desc' ? found.reverse() : found;
}

/** Names that alone are wanted: a list, or a text with commas. */
function chosen(params, name) {
  const value = params[name] ?? [];
  const all = Array.isArray(value) ? value : String(value).split(',').map(one => one.trim());
  return all.some(Boolean) ? all : undefined;
}

/** Bodies with their members, who stand in one published list alone: where that lacks a body, nothing is made up. */
async function peopled(site, kind, bodies) {
  const path = `api/3/action/${kind}_list.all_fields.extras.groups.tags.users.json`;
  const members = await site.made(path, text => new Map(JSON.parse(text).result.map(({name, users}) => [name, users])), new Map());
  return bodies.map(body => {
    const users = members.get(body.name);
    if (!users) throw faulty('include_users', ['No file of this site says who is a member']);
    return {...body, users};
  });
}

/** A body with what is wanted of it. */
function shaped(body, {count, ...wanted}, packages) {
  const single = Object.entries(body).filter(([key]) => !LISTS.includes(key) && (key !== 'package_count' || count || packages));
  const lists = LISTS.filter(key => wanted[key] && key in body).map(key => [key, body[key]]);
  if (packages) lists.push(['packages', packages]);
  return arranged(single, lists);
}

/** A dataset as CKAN has it in an organisation: without the lists that hold something, by name. */
const withoutLists = dataset => Object.fromEntries(Object.entries(dataset)
  .filter(([, value]) => !Array.isArray(value) || !value.length).sort(([a], [b]) => compare(a, b)));

/** `organization_show`, `group_show`. @param {Question} question @param {'organization'|'group'} kind */
export async function shownBody(question, kind) {
  const {site, params} = question;
  const id = needed(params, 'id');
  const shown = switches(params, true);
  const datasets = flag(params, 'include_datasets', false);
  flag(params, 'include_followers', true);
  const found = await site.shown(`${kind}_show`, id);
  if (!datasets && !shown.users && USUAL.every(name => shown[name])) return new Raw(found);
  const plain = JSON.parse(found);
  const [body] = shown.users ? await peopled(site, kind, [plain]) : [plain];
  if (!datasets) return shaped(body, shown);
  const field = kind === 'group' ? 'groups' : 'organization';
  const packages = await whole(question, {fq: `${field}:"${body.name}"`, rows: 10, sort: LATEST});
  return shaped(body, shown, packages.map(({text}) => withoutLists(JSON.parse(text))));
}
