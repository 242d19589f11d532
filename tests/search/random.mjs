// Random documents and questions, the same ones each time.

/** Numbers below `n`, by xorshift. */
export function dice(seed) {
  let state = seed;
  return n => {
    state ^= state << 13;
    state ^= state >>> 17;
    state ^= state << 5;
    return (state >>> 0) % n;
  };
}

const ENDINGS = ['', 's', 'ne', 'ndo', 'mente', 'ñ'];
const BEGINNINGS = ['agua', 'rio', 'sal', 'suel', 'canal', 'clima', 'ciudad', 'x', 'zona', '水', '𝒜', '𝒜b', '\uff21'];

export const WORDS = BEGINNINGS.flatMap(start => ENDINGS.map(end => start + end));

export const FACETS = {
  organization: ['instituto', 'servicio', 'ministerio', 'zeta', '__proto__'],
  groups: ['agua', 'aire', 'tierra'],
  license_id: ['cc-by', 'CC-BY-SA', 'odc'],
  res_format: ['CSV', 'XLSX', 'JSON', 'Csv'],
  frequency: ['anual', 'diaria'],
  tags: ['agua potable', 'río', 'Río', 'a', 'b', 'ab', '水', '𝒜', '\uff21', '2020', '7', '__proto__', 'constructor'],
};

/** Some documents. */
export function documents(seed, n) {
  const below = dice(seed);
  const pick = list => list[Math.min(below(list.length), below(list.length))];
  const text = most => Array.from({length: below(most + 1)}, () => below(5) ? pick(WORDS) : 'de').join(' ');
  const moment = () => {
    const day = `20${10 + below(3)}-0${1 + below(3)}-1${below(3)}`;
    return `${day}T${below(3) ? '00:00:00' : `0${below(10)}:0${below(10)}:30${below(2) ? '' : `.00000${1 + below(9)}`}`}`;
  };
  return Array.from({length: n}, (_, i) => ({
    name: `conjunto-${(i * 7919) % n}`,
    id: `id-${(i * 104729) % n}-x`,
    aliases: i % 10 ? [] : [`antes-${i}`],
    title: text(i % 17 ? 6 : 60),
    notes: text(20),
    values: Array.from({length: below(4)}, () => text(5)),
    columns: Array.from({length: below(4)}, () => text(3)),
    modified: moment(),
    created: moment(),
    facets: Object.fromEntries(Object.entries(FACETS).map(([name, values]) => {
      const some = values.filter(() => below(values.length) < 1.5);
      const single = ['organization', 'license_id', 'frequency'].includes(name);
      return [name, single ? some.slice(0, 1) : some];
    })),
  }));
}

/** A tree of README §2. */
export function tree(below, docs, depth = 3) {
  const pick = list => list[below(list.length)];
  const word = () => below(12) ? pick(WORDS) : 'nada';
  const scope = () => pick(['text', 'text', 'text', 'title', 'notes', 'fields']);
  const kind = below(depth ? 15 : 10);
  if (kind < 3) {
    const forms = Array.from({length: 1 + below(3)}, (_, i) => [i ? 0.5 : 1, Array.from({length: 1 + below(2)}, word)]);
    return {word: forms, in: scope()};
  }
  if (kind === 3) {
    const prefix = pick(['agu', 'sal', 'can', 'x', 'zon', '水', '𝒜', 'nad', 'a']);
    return {prefix, stem: pick([prefix, 'clima', 'canal', 'nada']), in: scope()};
  }
  if (kind === 4) {
    const terms = Array.from({length: 2 + below(2)}, (_, i) => [i + (i && below(2)), word()]);
    return {phrase: terms, in: pick(['text', 'text', 'title', 'notes'])};
  }
  if (kind < 8) {
    const field = pick([...Object.keys(FACETS), 'tags', 'organization', 'owner_org']);
    const value = field === 'owner_org' ? `id-${pick(FACETS.organization)}` : pick([...FACETS[field], 'nada']);
    const test = below(6);
    if (!test) return {any: 1, field};
    if (test === 1) return {like: pick(['*', 'a*', '*a', '*a*', 'c?v', '?', `${value[0]}*`, '*í*', 'x**y']), field};
    return {is: value, field};
  }
  if (kind === 8) {
    const moments = docs.flatMap(doc => [doc.modified, doc.created]).map(text => Date.parse(`${text.slice(0, 19)}Z`) * 1000);
    const bound = () => below(4) ? pick(moments) + pick([0, 0, 1, -1, 3, 864e8, 3600e6, -3600e6]) : null;
    return {from: bound(), to: bound(), field: pick(['metadata_modified', 'metadata_created'])};
  }
  if (kind === 9) {
    const doc = pick(docs);
    return pick([{all: 1}, {none: 1}, {key: pick([doc.name, doc.id, ...doc.aliases, 'nada', '../x']), field: pick(['name', 'id'])}]);
  }
  if (kind === 10) return {boost: pick([0, 0.5, 3]), of: tree(below, docs, depth - 1)};
  const clauses = Array.from({length: 1 + below(4)}, () => [pick(['+', '+', '-', '', '', '']), tree(below, docs, depth - 1)]);
  const bare = clauses.filter(([sign]) => !sign).length;
  return {bool: clauses, mm: below(bare + 1)};
}
