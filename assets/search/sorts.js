// Orders of datasets, and their moments.

import {period} from './dates.js';

const DAY = 864e8;

/** The first of some items, as `compare` orders them. */
export function first(items, count, compare) {
  let kept = [];
  let worst;
  for (const item of count ? items : []) {
    if (worst !== undefined && compare(item, worst) > 0) continue;
    if (kept.push(item) > 2 * count + 500) {
      kept = kept.sort(compare).slice(0, count);
      worst = kept.at(-1);
    }
  }
  return kept.sort(compare).slice(0, count);
}

/** Where a sorted run stops to be `before`; sixteen are asked at a time, since an answer may have to be fetched. */
export async function border(low, high, before) {
  while (low < high) {
    const step = Math.ceil((high - low) / 16);
    const probes = [];
    for (let at = low; at < high; at += step) probes.push(at);
    const stop = (await Promise.all(probes.map(before))).indexOf(false);
    if (stop >= 0) high = probes[stop];
    if (stop) low = probes.at(stop < 0 ? -1 : stop - 1) + 1;
  }
  return low;
}

/** The orders of an index. */
export class Sorts {
  constructor(index) {
    this.index = index;
  }

  /** Days with moments, how many distinct moments are before each, and each dataset's place among all. */
  calendar(field) {
    return this.index.get(`sort/${field.slice(9)}`, reader => {
      const days = [];
      const starts = [0];
      let day = 0;
      let rank = 0;
      for (let left = reader.number(); left--;) {
        days.push(day += reader.signed());
        starts.push(starts.at(-1) + reader.number());
      }
      return {days, starts, ranks: this.index.every.map(() => rank += reader.signed())};
    });
  }

  /** Each dataset's place in an order. */
  async ranks(field) {
    if (field.startsWith('m')) return (await this.calendar(field)).ranks;
    return this.index.get(`sort/${field}`, reader => reader.planes(3, new Uint32Array(this.index.every.length)));
  }

  /** The first of some hits, as their places among the hits; sorted by keys, then by number. */
  async first({docs, scores}, sort, count) {
    const columns = await Promise.all(sort.map(async ([field, way]) => {
      const sign = way === 'desc' ? -1 : 1;
      if (field === 'score') return scores?.map(score => sign * Math.round(score * 1000)) ?? [];
      const ranks = await this.ranks(field);
      return new Int32Array(docs).map(doc => sign * ranks[doc]);
    }));
    return first(this.index.every.subarray(0, docs.length), count, (a, b) => {
      for (const column of columns) {
        if (column[a] < column[b]) return -1;
        if (column[a] > column[b]) return 1;
      }
      return a - b;
    });
  }

  /** How many distinct moments are before one. */
  async before(field, moment) {
    const {days, starts, ranks} = await this.calendar(field);
    const day = Math.floor(moment / DAY);
    const at = await border(0, days.length, at => days[at] < day);
    if (days[at] !== day || moment % DAY === 0) return starts[at];
    return border(starts[at], starts[at + 1], async rank => {
      const card = await this.index.card(ranks.indexOf(rank));
      const text = field === 'metadata_modified' ? card[6] : (await this.index.files.answer('package_show', card[0]))[field];
      return period(text)[0] < moment;
    });
  }

  /** The datasets of a time. */
  async between({field, from, to}) {
    const [{ranks}, low, high] = await Promise.all([
      this.calendar(field),
      from === null ? 0 : this.before(field, from),
      to === null ? Infinity : this.before(field, to + 1),
    ]);
    return {docs: this.index.every.filter(doc => ranks[doc] >= low && ranks[doc] < high)};
  }
}
