// What a person most likely meant by words that occur nowhere.

import {compare} from './files.js';

/** Fields with their values, operators, and what may be misspelt: letters and numbers that no `*` follows. */
const PIECES = /(?:text|title|notes|fields):|[A-Za-z_][\w.]*:\s*(?:"[^"]*"?|\([^)]*\)?|[[{][^\]}]*|[^\s()]*)|\b(?:AND|OR|NOT)\b|([\p{Alphabetic}\p{N}\p{M}]+(?:[-_./]+[\p{Alphabetic}\p{N}\p{M}]+)*)(?![\p{Alphabetic}\p{N}\p{M}*?])/gu;

/** A query whose unknown words are the nearest known ones; nothing if it is fine or hopeless. */
export async function suggest(index, q) {
  let words = 64;
  let end = 0;
  const parts = [...q.matchAll(PIECES)].flatMap(({0: all, 1: chunk, index: at}) => {
    const before = q.slice(end, at);
    end = at + all.length;
    return [before, chunk && words-- > 0 ? correct(index, chunk) : all];
  });
  const meant = (await Promise.all(parts)).join('') + q.slice(end);
  return meant === q ? null : meant;
}

async function correct(index, chunk) {
  const {analyzer, lexicon} = index;
  const known = async terms => (await Promise.all(terms.map(term => lexicon.list(term)))).every(Boolean);
  const [{words, joined} = {words: []}] = analyzer.chunks(chunk);
  if (joined && await known([analyzer.stem(joined)])) return chunk;
  if (!joined && (await Promise.all(words.flatMap(({text}) => analyzer.alternatives(text)).map(known))).includes(true)) return chunk;
  const parts = await Promise.all(chunk.split(/([-_./]+)/).map(async part => {
    const [{words: [word, ...more] = []} = {}] = analyzer.chunks(part);
    if (!word || more.length || word.stop || await known([analyzer.stem(word.text)])) return part;
    return await nearest(index, word.text) ?? part;
  }));
  return parts.join('');
}

/** The known word that differs least, of several the most frequent one. */
async function nearest(index, word) {
  const letters = [...word];
  const file = [...index.manifest.spell].indexOf(letters[0]);
  const most = letters.length < 4 ? 0 : letters.length < 8 ? 1 : 2;
  if (file < 0 || !most) return;
  const known = await index.get(`spell/${file}`, reader => {
    let last = [];
    return reader.text().split('\n').slice(0, -1).map(line => {
      const [rest, often] = line.slice(1).split('\t');
      last = [...last.slice(0, line.charCodeAt() - 32), ...rest];
      const spelt = last.join('');
      const folded = index.analyzer.fold(spelt);
      return {spelt, forms: [folded, index.analyzer.stem(folded)].map(form => [...form]), often: Number(often)};
    });
  });
  // The list may have the other number of the word that was meant.
  const forms = [letters, [...index.analyzer.stem(word)]];
  let best;
  for (const one of known) {
    const far = Math.min(...forms.map((form, i) => distance(form, one.forms[i], most)));
    if (far <= most && !(best && (far - best.far || best.often - one.often || compare(one.spelt, best.spelt)) >= 0)) best = {far, ...one};
  }
  return best?.spelt;
}

/** How many letters are wrong, missing, too many or swapped with the next; more than `most` is not counted on. */
function distance(a, b, most) {
  if (Math.abs(a.length - b.length) > most) return Infinity;
  let before;
  let last = [...b, 0].map((_, j) => j);
  for (let i = 1; i <= a.length; i++) {
    const row = [i];
    for (let j = 1; j <= b.length; j++) {
      row[j] = Math.min(last[j] + 1, row[j - 1] + 1, last[j - 1] + (a[i - 1] !== b[j - 1]));
      if (a[i - 1] === b[j - 2] && a[i - 2] === b[j - 1]) row[j] = Math.min(row[j], before[j - 2] + 1);
    }
    if (Math.min(...row) > most) return Infinity;
    [before, last] = [last, row];
  }
  return last[b.length];
}
