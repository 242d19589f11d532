// Organisations and groups: lists of them, computed from the dump, and each by itself.

import {compare} from '../search/files.js';
import {flag, natural, needed, text} from './given.js';
import {Raw, faulty} from './reply.js';
import {whole} from './searched.js';

/** The most that a list gives. */
const MOST = 1000;

/** The lists that an organisation has, in CKAN's order; the switch of each. */
const LISTS = ['extras', 'tags', 'groups'];

/** Lists of a dataset that CKAN leaves out of organisations where they hold something. */
const LOST = ['resources', 'tags', 'extras', 'groups', 'relationships_as_subject', 'relationships_as_object'];

/** `organization_list`, `group_list`. @param {Question} question @param {'organization'|'group'} kind */
export async function bodies({site, params}, kind) {
  const whole = flag(params, 'all_fields', false);
  const [field, way] = order(params);
  const limit = Math.min(natural(params, 'limit') ?? MOST, MOST);
  const offset = natural(params, 'offset') ?? 0;
  const names = chosen(params, `${kind}s`);
  const q = text(params, 'q')?.toLowerCase();
  const type = text(params, 'type');
  const shown = whole && Object.fromEntries([['include_dataset_count', true], ...LISTS.map(name => [`include_${name}`, false])]
    .map(([name, missing]) => [name, flag(params, name, missing)]));
  const counted = /^package/.test(field);
  const key = counted ? 'package_count' : field === 'title' ? 'display_name' : 'name';
  const found = (await site.dump(`${kind}s`)).filter(body =>
    (!names || names.includes(body.name)) && (!type || body.type === type) && (!counted || body.package_count)
    && (!q || [body.name, body.title, body.description].some(text => text.toLowerCase().includes(q))));
  const sign = way === 'desc' ? -1 : 1;
  found.sort((a, b) => sign * (counted ? a[key] - b[key] : compare(a[key], b[key])) || compare(a.name, b.name));
  return found.slice(offset, offset + limit).map(body => whole ? shaped(body, shown) : body.name);
}

/** One field, and which way. */
function order(params) {
  const sort = text(params, 'sort') || text(params, 'order_by') || 'title asc';
  if (/^(packages|package_count)$/.test(sort)) return [sort, 'desc'];
  const all = sort.split(',').map(part => part.trim().split(/\s+/));
  for (const [field, way = 'asc'] of all) {
    if (!/^(name|packages|package_count|title)$/.test(field)) throw faulty('message', `Cannot sort by field \`${field}\``);
    if (!/^(asc|desc)$/i.test(way)) throw faulty('message', `Invalid sort direction \`${way.toLowerCase()}\``);
  }
  if (all.length > 1) throw faulty('message', 'Too many sort criteria provided only 1 allowed');
  return [all[0][0], (all[0][1] ?? 'asc').toLowerCase()];
}

/** Names that alone are wanted: a list, or a text with commas. */
function chosen(params, name) {
  const value = params[name] ?? [];
  const all = Array.isArray(value) ? value : String(value).split(',').map(one => one.trim());
  return all.some(Boolean) ? all : undefined;
}

/** A body with its single values by name, then the lists that are wanted. */
function shaped(body, wanted) {
  const single = Object.entries(body).filter(([key]) => !LISTS.includes(key) && (key !== 'package_count' || wanted.include_dataset_count));
  return {...Object.fromEntries(single), ...Object.fromEntries(LISTS.filter(key => wanted[`include_${key}`]).map(key => [key, body[key]]))};
}

/** `organization_show`, `group_show`. @param {Question} question @param {'organization'|'group'} kind */
export async function shownBody(question, kind) {
  const {site, params} = question;
  const id = needed(params, 'id');
  const off = ['include_dataset_count', ...LISTS.map(name => `include_${name}`)].filter(name => !flag(params, name, true));
  const datasets = flag(params, 'include_datasets', false);
  const text = await site.shown(`${kind}_show`, id);
  if (!off.length && !datasets) return new Raw(text);
  const body = JSON.parse(text);
  const entries = Object.entries(body).filter(([key]) => !off.includes(`include_${key}`));
  const single = entries.filter(([key]) => !LISTS.includes(key) && (key !== 'package_count' || datasets || !off.includes('include_dataset_count')));
  const lists = entries.filter(([key]) => LISTS.includes(key));
  if (!datasets) return Object.fromEntries([...single, ...lists]);
  const field = kind === 'group' ? 'groups' : 'organization';
  const found = await whole(question, {fq: `${field}:"${body.name}"`, rows: 10, sort: 'metadata_modified desc, name asc'});
  const packages = found.map(({text}) => Object.fromEntries(Object.entries(JSON.parse(text)).filter(([key, value]) => !LOST.includes(key) || !value.length)));
  return Object.fromEntries([...single, ['packages', packages], ...lists]);
}
