// README §4 as it is written, over plain documents and without any index: what the client is compared with.

import {byCodePoint, fields, micros} from './tiny-index.mjs';

const rounded = length => {
  if (length < 40) return length;
  let best = 39;
  for (let k = 0; k < 216; k++) {
    const step = 24 + (8 + k % 8) * 2 ** (Math.floor(k / 8) + 1);
    if (step <= length) best = step;
  }
  return best;
};

/** What answers questions about some documents in their order. */
export function reference(docs, {ids = value => `id-${value}`} = {}) {
  const N = docs.length;
  const all = docs.map(fields);
  const average = field => all.reduce((sum, doc) => sum + doc[field].length, 0) / N;
  const times = (doc, field, term) => doc[field].filter(token => token.term === term).length;
  const df = (field, term) => all.filter(doc => times(doc, field, term)).length;
  const idf = df => Math.log(1 + (N - df + 0.5) / (df + 0.5));
  const norm = (field, length) => 1.2 * (0.25 + 0.75 * length / average(field));
  const cached = new Map();
  const once = (key, make) => {
    if (!cached.has(key)) cached.set(key, make());
    return cached.get(key);
  };

  /** A term in a scope: for each dataset its score, or nothing. */
  const term = (text, scope) => once(`${scope} ${text}`, () => {
    const [inText, inTitle, inColumns] = ['text', 'title', 'columns'].map(field => 2.2 * idf(df(field, text)));
    return all.map(doc => {
      const [tf, title, notes, columns] = ['text', 'title', 'notes', 'columns'].map(field => times(doc, field, text));
      const first = tf ? inText * tf / (tf + norm('text', 1)) : 0;
      const second = title ? 2 * inTitle * title / (title + norm('title', rounded(doc.title.length))) : 0;
      const third = columns ? inColumns * columns / (columns + 1.2) / 2 : 0;
      if (scope === 'title') return title ? second : undefined;
      if (scope === 'notes') return notes ? first : undefined;
      if (scope === 'fields') return columns ? third : undefined;
      return tf || columns ? first + second + third : undefined;
    });
  });

  const largest = lists => docs.map((_, i) => {
    const found = lists.map(list => list[i]).filter(score => score !== undefined);
    return found.length ? Math.max(...found) : undefined;
  });

  const vocabulary = [...new Set(all.flatMap(doc => [...doc.text, ...doc.columns].map(token => token.term)))];
  const anywhere = text => all.filter(doc => times(doc, 'text', text) || times(doc, 'columns', text)).length;

  function expand(prefix, stem) {
    const found = vocabulary.filter(text => text.startsWith(prefix) || text === stem).map(text => ({text, df: anywhere(text)}));
    return found.sort((a, b) => b.df - a.df || byCodePoint(a.text, b.text)).slice(0, 24).map(({text}) => text);
  }

  function phrase(terms, scope) {
    const weight = 2.2 * terms.reduce((sum, [, text]) => sum + idf(df(scope, text)), 0);
    return all.map(doc => {
      const at = (text, place) => doc[scope].filter(token => token.term === text && token.at === place).length;
      let n = 0;
      for (const place of new Set(doc[scope].map(token => token.at))) n += Math.min(...terms.map(([offset, text]) => at(text, place + offset)));
      if (!n) return undefined;
      const length = scope === 'title' ? rounded(doc.title.length) : 1;
      return (scope === 'title' ? 2 : 1) * weight * n / (n + norm(scope, length));
    });
  }

  function values({field, is, like, any}) {
    const loose = field === 'res_format' || field === 'license_id' ? text => text.toLowerCase() : text => text;
    const fits = value => {
      if (any) return true;
      if (is !== undefined) return loose(value) === loose(is);
      const pattern = [...loose(like)].map(c => c === '*' ? '.*' : c === '?' ? '.' : c.replace(/[\^$.+()[\]{}|/]/u, '\\$&')).join('');
      return new RegExp(`^${pattern}$`, 'su').test(loose(value));
    };
    return docs.map(doc => {
      const own = field === 'owner_org' ? doc.facets.organization.map(ids) : doc.facets[field] ?? [];
      return own.some(fits) ? 0 : undefined;
    });
  }

  function evaluate(node) {
    const none = docs.map(() => undefined);
    if (node.all) return docs.map(() => 0);
    if (node.word) {
      return largest([none, ...node.word.map(([weight, terms]) => {
        const lists = terms.map(text => term(text, node.in));
        return docs.map((_, i) => lists.every(list => list[i] !== undefined) ? weight * lists.reduce((sum, list) => sum + list[i], 0) : undefined);
      })]);
    }
    if (node.prefix) return largest([none, ...expand(node.prefix, node.stem).map(text => term(text, node.in))]);
    if (node.phrase) return phrase(node.phrase, node.in);
    if (node.key) {
      const own = doc => node.field === 'name' ? [doc.name, ...doc.aliases ?? []] : [doc.id, ...doc.aliases ?? []];
      return docs.map(doc => own(doc).includes(node.key) ? 0 : undefined);
    }
    if ('from' in node) {
      const field = node.field.slice('metadata_'.length);
      return docs.map(doc => micros(doc[field]) >= (node.from ?? -Infinity) && micros(doc[field]) <= (node.to ?? Infinity) ? 0 : undefined);
    }
    if (node.of) return evaluate(node.of).map(score => score === undefined ? undefined : score * node.boost);
    if (node.bool) {
      const found = node.bool.map(([sign, child]) => [sign, evaluate(child)]);
      return docs.map((_, i) => {
        const matching = sign => found.filter(([own, list]) => own === sign && list[i] !== undefined).map(([, list]) => list[i]);
        const must = found.filter(([sign]) => sign === '+').length;
        if (matching('+').length < must || matching('-').length || matching('').length < node.mm) return undefined;
        return [...matching('+'), ...matching('')].reduce((sum, score) => sum + score, 0);
      });
    }
    return node.none ? none : values(node);
  }

  const keys = {
    title: doc => doc.title, name: doc => doc.name, id: doc => doc.id, metadata_modified: doc => micros(doc.modified), metadata_created: doc => micros(doc.created),
  };

  return {
    evaluate,

    /** The numbers of hits in order. */
    order(found, sort) {
      const hits = docs.map((_, i) => i).filter(i => found[i] !== undefined);
      const key = (field, i) => field === 'score' ? Math.round(found[i] * 1000) : keys[field](docs[i]);
      const differ = (a, b) => typeof a === 'number' ? a - b : byCodePoint(a, b);
      return hits.sort((a, b) => {
        for (const [field, direction] of sort) {
          const difference = differ(key(field, a), key(field, b));
          if (difference) return direction === 'desc' ? -difference : difference;
        }
        return a - b;
      });
    },

    /** The most frequent values of a facet among hits. */
    count(found, name, {limit, least}) {
      const counts = new Map(docs.flatMap(doc => doc.facets[name]).map(value => [value, 0]));
      docs.forEach((doc, i) => {
        if (found[i] !== undefined) for (const value of doc.facets[name] ?? []) counts.set(value, (counts.get(value) ?? 0) + 1);
      });
      const all = [...counts].filter(([, count]) => count >= least).sort(([a, n], [b, m]) => m - n || byCodePoint(a, b));
      return limit === null ? all : all.slice(0, limit);
    },
  };
}
