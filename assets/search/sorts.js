// Orders of datasets, and their moments.

const DAY = 864e8;

/** Files of the fields that are sorted by. */
const FILES = {metadata_modified: 'modified', metadata_created: 'created', title: 'title', name: 'name', id: 'id'};

/** Microseconds since 1970 of a moment as CKAN writes it. */
function micros(text) {
  const [whole, part = ''] = text.replace('Z', '').split('.');
  return Date.parse(whole + 'Z') * 1000 + Number(part.slice(0, 6).padEnd(6, '0'));
}

/** The `count` smallest numbers, in order. */
export function smallest(keys, count) {
  const kept = new Float64Array(Math.min(keys.length, 4 * count + 64));
  let size = 0;
  let worst = Infinity;
  for (const key of keys) {
    if (key >= worst) continue;
    if (size === kept.length) {
      kept.sort();
      size = count;
      worst = kept[count - 1];
    }
    kept[size++] = key;
  }
  return kept.subarray(0, size).sort().subarray(0, count);
}

/** Scores as they are compared; those that numbers cannot hold beside a place are counted through. */
function whole(scores) {
  const found = new Float64Array(scores.length);
  let most = 0;
  for (let i = 0; i < found.length; i++) {
    found[i] = Math.round(scores[i] * 1000);
    if (!(found[i] < 2 ** 32)) most = found[i];
  }
  if (!most) return found;
  const places = new Map([...new Set(found)].sort((a, b) => a - b).map((score, place) => [score, place]));
  return found.map(score => places.get(score));
}

/** Where a sorted run stops to be `before`; sixteen are asked at a time, since an answer may have to be fetched. */
async function border(low, high, before) {
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
    return this.index.get(`sort/${FILES[field]}`, reader => {
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
    return this.index.get(`sort/${FILES[field]}`, reader => reader.planes(3, new Uint32Array(this.index.every.length)));
  }

  /** The first of some hits, as their places among the hits; sorted by keys, then by number. */
  async first({docs, scores}, sort, count) {
    const columns = await Promise.all(sort.map(([field]) => field === 'score' ? [] : this.ranks(field)));
    let order = this.index.every.subarray(0, docs.length);
    // Key and place in one number, so that numbers alone are sorted.
    const keys = k => {
      const size = order.length;
      const [field, way] = sort[k];
      const sign = way === 'desc' ? -size : size;
      const found = new Float64Array(size);
      if (field !== 'score') for (let i = 0; i < size; i++) found[i] = sign * columns[k][docs[order[i]]] + i;
      else if (scores) {
        const own = whole(scores);
        for (let i = 0; i < size; i++) found[i] = sign * own[order[i]] + i;
      } else return Float64Array.from(order.keys());
      return found;
    };
    if (sort.length > 1) {
      const first = keys(0);
      const size = order.length;
      const worst = Math.floor(smallest(first, count).at(-1) / size);
      order = order.filter((_, i) => first[i] < (worst + 1) * size);
    }
    for (let k = sort.length; k--;) {
      const from = order;
      const size = from.length;
      order = smallest(keys(k), k ? size : count).map(key => from[(key % size + size) % size]);
    }
    return order;
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
      return micros(text) < moment;
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

  /** The dataset of a name or an id. */
  async find({key, field}) {
    const {files, facets, every} = this.index;
    const [found, {values, firsts, counts}, {days, starts, ranks}] = await Promise.all([
      files.answer('package_show', key).catch(error => {
        if (error.code !== 'missing') throw error;
      }),
      facets.dictionary('organization'),
      this.calendar('metadata_modified'),
    ]);
    // A former name or id has a file of its own, too.
    if (!found || found[field] !== key && found[field === 'id' ? 'name' : 'id'] === key) return {docs: every.subarray(0, 0)};
    // It is within its organisation, among those of its day, newest first, then by name.
    const owner = values.indexOf(found.organization?.name);
    const from = owner < 0 ? counts.reduce((sum, count) => sum + count, 0) : firsts[owner];
    const to = owner < 0 ? every.length : from + counts[owner];
    const at = days.indexOf(Math.floor(micros(found.metadata_modified) / DAY));
    const low = await border(from, to, doc => ranks[doc] >= starts[at + 1]);
    const high = await border(low, to, doc => ranks[doc] >= starts[at]);
    const doc = await border(low, high, async doc => {
      const [name,,,,,, modified] = await this.index.card(doc);
      return modified === found.metadata_modified ? name < found.name : modified > found.metadata_modified;
    });
    return {docs: every.subarray(doc, doc < high && (await this.index.card(doc))[0] === found.name ? doc + 1 : doc)};
  }
}
