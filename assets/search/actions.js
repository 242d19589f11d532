// CKAN's actions, answered from files.

import {Index, evaluate, scores} from './evaluate.js';
import {compare, failure} from './files.js';
import {highlighter} from './highlight.js';
import {SearchError} from './refusal.js';
import {request} from './request.js';
import {suggest} from './spell.js';

/** What an index holds that a card has, too: the place there. */
const STORED = {name: 0, title: 1, organization: 3, metadata_modified: 6};

/** The facet that an action completes, and how many values it gives. */
const COMPLETED = {tag: ['tags', 10], format: ['res_format', 5], organization: ['organization', 20], group: ['groups', 20]};

/** Actions whose answer for each id or name is a file. */
const SHOWN = /^(package|resource|organization|group|tag|group_package|help)_show$|^resource_view_list$/;

/** Actions whose one answer is a file. */
const LISTED = /^((current_package_list_with_resources|(package|tag|license|vocabulary|member_roles)_list)|(organization|group)_list(_for_user|_authz)?|site_read|status_show)$/;

/** What `package_show` tells of a dataset and an index does not. */
const NOT_INDEXED = /^(isopen|license_(title|url)|num_(resources|tags)|private|creator_user_id|resources|extras|relationships_as_.*)$/;

/** What an index holds of a dataset. */
function indexed(shown, field) {
  if (field === 'tags' || field === 'groups') return shown[field].map(({name}) => name);
  if (/^res_(name|description|format|url)$/.test(field)) return shown.resources.map(one => one[field.slice(4)]).filter(value => value != null);
  const constant = {capacity: 'public', entity_type: 'package', dataset_type: shown.type}[field];
  const own = NOT_INDEXED.test(field) ? undefined : shown[field];
  return constant ?? shown.extras.find(({key}) => key === field)?.value ?? own;
}

/** A moment as an index writes it. */
const stamped = moment => moment.slice(0, 23).replace(/\.0*$|(?<=\..*)0+$/, '') + 'Z';

/** A portal that can be searched. */
export class Catalog {
  constructor(files, now) {
    this.files = files;
    this.now = now;
  }

  /** Opens the index; one that is gone has a successor. */
  async open(build) {
    const given = build && await Index.open(this.files, build).catch(() => 0);
    this.index = given || await Index.open(this.files, await this.files.build());
    return this;
  }

  /** Does a task; once more with the index that is published now if files of this one are gone. */
  async run(task) {
    const {index} = this;
    try {
      return await task(index);
    } catch (error) {
      if (error.code !== 'unreachable') throw error;
      const build = await this.files.build().catch(() => index.build);
      if (build === index.build) throw error;
      await this.open(build);
      return task(this.index);
    }
  }

  /**
   * CKAN's `package_search`. With `cards` the results are what a list shows; `onResults` gets the answer
   * as soon as its results are there, its facets still empty.
   */
  packageSearch(params = {}, {cards, onResults} = {}) {
    return this.run(async index => {
      const asked = request(params, this.syntax(index));
      const {q, fq, facets: {fields, ...facets}, start, warnings} = asked;
      const found = await evaluate(index, {bool: [['+', q], ...fq.map(node => ['+', {boost: 0, of: node}])], mm: 0});
      const sort = asked.default_sort ? [[scores(q) ? 'score' : 'metadata_modified', 'desc']] : asked.sort;
      const answer = (counts, results) => ({
        count: found.docs.length,
        facets: Object.fromEntries(fields.map((field, i) => [field, Object.fromEntries((counts[i] ?? []).map(({name, count}) => [name, count]))])),
        results,
        sort: asked.sort_text,
        search_facets: Object.fromEntries(fields.map((title, i) =>
          [title, {title, items: (counts[i] ?? []).sort((a, b) => compare(b.display_name, a.display_name))}])),
        ...warnings.length && {warnings},
      });
      const page = async () => {
        const places = await index.sorts.first(found, sort, start + asked.rows);
        const results = await Promise.all(places.slice(start).map(place => this.result(index, found.docs[place], cards, asked.fl)));
        onResults?.(answer([], results));
        return results;
      };
      const [results, counts] = await Promise.all([page(), index.facets.count(fields, found.docs, facets)]);
      return answer(counts, results);
    });
  }

  /** What queries are read with. */
  syntax({analyzer, facets, manifest}) {
    return {analyzer, facets: facets.names, unindexed: manifest.unindexed, now: this.now ?? Date.now() * 1000};
  }

  /** A dataset as a result. */
  async result(index, doc, cards, fl) {
    const card = await index.card(doc);
    const [name, title, excerpt, owner, label, res_format, metadata_modified, num_resources, open_license] = card;
    if (cards) {
      const organization = owner ? {name: owner, title: label} : null;
      return {name, title, excerpt, organization, res_format, metadata_modified, num_resources, open_license};
    }
    const names = fl && [...new Set(fl.map(field => field.replace(/^extras_/, '')))];
    const shown = names?.every(field => field in STORED) ? {} : await this.files.answer('package_show', name);
    if (!fl) return shown;
    const values = names.map(field => [field, field in STORED ? card[STORED[field]] : indexed(shown, field)]);
    return Object.fromEntries(values.filter(([, value]) => value != null && value.length !== 0)
      .map(([field, value]) => [field, field.startsWith('metadata_') ? stamped(value) : value]));
  }

  /** An action of CKAN's API. */
  async action(name, params = {}) {
    if (name === 'package_search') return this.packageSearch(params);
    const [, kind] = name.match(/^(package|tag|format|organization|group)_autocomplete$/) ?? [];
    if (kind) return this.run(index => this.complete(index, kind, params));
    if (LISTED.test(name)) return this.files.answer(name);
    if (!SHOWN.test(name)) throw failure('action', name, 400, `Bad request - Action name not known: ${name}`);
    const key = params.id ?? params.name_or_id ?? params.name;
    if (!key) throw failure('value', name, 409, {[name === 'help_show' ? 'name' : 'id']: ['Missing value'], __type: 'Validation Error'});
    return this.files.answer(name, key);
  }

  /** What the beginning of a name, a title or a value may become (README §6). */
  async complete(index, kind, params) {
    const {analyzer, facets} = index;
    const q = String(params.q ?? '').trim();
    const [field, usual] = COMPLETED[kind] ?? [0, 10];
    if (!/^\d*$/.test(params.limit ?? '')) throw new SearchError('number', String(params.limit), 'limit');
    const limit = Math.min(params.limit || usual, 1000);
    if (!field) return this.completePackage(index, q, limit);
    const {values, labels} = await facets.dictionary(field);
    const ids = /^[og]/.test(field) && await facets.ids();
    const before = field === 'groups' ? (await facets.dictionary('organization')).values.length : 0;
    const part = analyzer.fold(q);
    const found = values.flatMap((name, i) => {
      const title = labels[i];
      if (field === 'tags' && !part || ![name, title].some(text => analyzer.fold(text).includes(part))) return [];
      return ids ? {id: ids[before + i], name, title} : field === 'tags' ? name : name.toLowerCase();
    });
    return [...new Set(found)].slice(0, limit);
  }

  async completePackage(index, q, limit) {
    const {analyzer} = index;
    const words = analyzer.chunks(q).flatMap(chunk => chunk.words);
    const nodes = words.flatMap(({text, stop}, i) => {
      const last = i === words.length - 1;
      const stem = analyzer.stem(text);
      if (last && [...text].length > 2) return [['+', {prefix: text, stem, in: 'title'}]];
      return stop ? [] : [[last && i ? '' : '+', {word: [[1, [stem]]], in: 'title'}]];
    });
    if (nodes.length === 1) nodes[0][0] = '+';
    const found = await evaluate(index, nodes.length ? {bool: nodes, mm: 0} : {none: 1});
    const places = await index.sorts.first(found, [['score', 'desc']], limit);
    return Promise.all(places.map(async place => {
      const [name, title] = await index.card(found.docs[place]);
      const inName = name.includes(q.toLowerCase());
      return {name, title, match_field: inName ? 'name' : 'title', match_displayed: inName ? name : `${title} (${name})`};
    }));
  }

  /** The query as it was most likely meant, if words of it occur nowhere. */
  suggest(q) {
    return this.run(index => suggest(index, q));
  }

  /** Cuts texts where the words of a query are: `(text) => [[piece, whether it is one], …]`. */
  highlighter(q) {
    return highlighter(this.index, q, this.syntax(this.index));
  }
}
