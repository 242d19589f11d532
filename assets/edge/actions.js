// CKAN's actions that read: each from the files that answer it, or from the search.

import {compare} from '../search/files.js';
import {bodies, shownBody} from './bodies.js';
import {flag, natural, needed, text} from './given.js';
import {Raw, absent, arranged, faulty} from './reply.js';
import {LATEST, searched, whole} from './searched.js';
import {tagged} from './tags.js';

/** What an action is answered from. @typedef {{site: Session, params: Record<string, unknown>, now?: number}} Question */

/** The answer that one file is, whatever is asked. */
const listed = action => ({site}) => site.list(action);

/** A profile, with what its presets mean unless somebody wants it as it is written. */
const schema = action => async ({site, params}) => {
  const kind = needed(params, 'type');
  const folder = flag(params, 'expanded', true) ? action : `${action}/raw`;
  return new Raw(await site.shown(folder, kind));
};

/** An object by its id or name. */
const shown = action => async ({site, params}) => new Raw(await site.shown(action, needed(params, 'id')));

/** Nobody follows anything here, but only what there is can be asked about. */
const followed = (kinds, what, nothing) => async ({site, params}) => {
  const id = needed(params, 'id');
  for (const kind of kinds) {
    const found = await site.shown(kind, id).catch(error => {
      if (error.status !== 404) throw error;
    });
    if (found) return nothing;
  }
  throw faulty('id', [`Not found: ${what}`]);
};

/** @type {Record<string, (question: Question) => Promise<unknown>>} */
const ACTIONS = {
  __proto__: null,
  ...searched,
  ...tagged,

  package_list: async ({site, params}) => {
    const [limit, offset] = [natural(params, 'limit'), natural(params, 'offset') ?? 0];
    return (await site.list('package_list')).slice(offset, limit === undefined ? undefined : offset + limit);
  },

  package_show: async ({site, params}) => {
    const key = text(params, 'id') ?? needed(params, 'name_or_id');
    const plain = flag(params, 'use_default_schema', false);
    const found = await site.shown('package_show', key);
    return plain ? unprofiled(JSON.parse(found)) : new Raw(found);
  },

  current_package_list_with_resources: async question => {
    const {params} = question;
    const limit = Math.min(natural(params, 'limit') ?? 10, 1000);
    const page = natural(params, 'page');
    if (page === 0) throw faulty('page', ['Must be a positive integer']);
    const start = page ? (page - 1) * limit : natural(params, 'offset') ?? 0;
    return whole(question, {rows: limit, start, sort: LATEST});
  },

  resource_show: shown('resource_show'),

  resource_view_list: async ({site, params}) => {
    const id = needed(params, 'id');
    return new Raw(await site.shown('resource_view_list', id).catch(async error => {
      if (error.status !== 404) throw error;
      await site.shown('resource_show', id);
      // Resources without views have no file that says so.
      return '[]';
    }));
  },

  organization_list: question => bodies(question, 'organization'),
  group_list: question => bodies(question, 'group'),
  organization_show: question => shownBody(question, 'organization'),
  group_show: question => shownBody(question, 'group'),

  group_package_show: async question => {
    const {name} = JSON.parse(await question.site.shown('group_show', needed(question.params, 'id')));
    let limit;
    try {
      limit = natural(question.params, 'limit') ?? 10;
    } catch {
      throw faulty('message', 'Limit must be a positive integer');
    }
    return whole(question, {rows: limit, fq: `groups:"${name}"`, sort: LATEST});
  },

  help_show: async ({site, params}) => {
    const name = needed(params, 'name');
    return new Raw(await site.shown('help_show', name).catch(error => {
      throw error.status === 404 ? absent('Action function not found') : error;
    }));
  },

  vocabulary_list: listed('vocabulary_list'),
  vocabulary_show: async ({params}) => {
    const id = text(params, 'id');
    if (id === undefined) throw faulty('id', 'id not in data');
    throw absent(`Could not find vocabulary "${id}"`);
  },

  dataset_follower_count: followed(['package_show'], 'Dataset', 0),
  dataset_follower_list: followed(['package_show'], 'Dataset', []),
  ...Object.fromEntries(['group', 'organization'].flatMap(kind => [
    [`${kind}_follower_count`, followed(['group_show', 'organization_show'], 'Group', 0)],
    [`${kind}_follower_list`, followed(['group_show', 'organization_show'], 'Group', [])],
  ])),

  ...Object.fromEntries(['license_list', 'member_roles_list', 'status_show', 'site_read', 'organization_list_for_user', 'group_list_authz',
    'scheming_dataset_schema_list', 'scheming_group_schema_list', 'scheming_organization_schema_list'].map(name => [name, listed(name)])),
  ...Object.fromEntries(['scheming_dataset_schema_show', 'scheming_group_schema_show', 'scheming_organization_schema_show'].map(name => [name, schema(name)])),
};

/** What answers an action, if anything does. @param {string} name */
export const actionOf = name => ACTIONS[name];

/** The lists of a dataset, in CKAN's order. */
const LISTS_OF_DATASETS = ['resources', 'tags', 'extras', 'groups', 'relationships_as_subject', 'relationships_as_object'];

/** The keys that CKAN gives every dataset. */
const OWN = new Set([...LISTS_OF_DATASETS, 'author', 'author_email', 'creator_user_id', 'id', 'isopen', 'license_id', 'license_title', 'license_url', 'maintainer',
  'maintainer_email', 'metadata_created', 'metadata_modified', 'name', 'notes', 'num_resources', 'num_tags', 'organization', 'owner_org', 'private', 'state',
  'title', 'type', 'url', 'version']);

/** A dataset without its profile: the fields of that are extras. */
function unprofiled(dataset) {
  const own = Object.keys(dataset).filter(key => !OWN.has(key));
  const value = item => typeof item === 'string' ? item : JSON.stringify(item);
  const extras = own.map(key => ({key, value: value(dataset[key])}));
  const all = {...dataset, extras: [...dataset.extras, ...extras].sort((a, b) => compare(a.key, b.key))};
  return arranged(Object.entries(all).filter(([key]) => OWN.has(key) && !LISTS_OF_DATASETS.includes(key)), LISTS_OF_DATASETS.map(key => [key, all[key]]));
}
