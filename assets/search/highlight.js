// Which words of a text a query found.

import {parse} from './query.js';

const CHUNKS = /([\p{Alphabetic}\p{N}\p{M}]+(?:[-_./]+[\p{Alphabetic}\p{N}\p{M}]+)*)/u;
const PARTS = /([-_./]+)|(?<=\p{Lowercase}\p{M}*)(?=\p{Uppercase})|(?<=\p{N})(?!\p{N})|(?<!\p{N})(?=\p{N})/u;

/** Cuts texts where a query's words are: `(text) => [[piece, whether it is one], …]`. */
export function highlighter({analyzer}, q, syntax) {
  const terms = new Set();
  const prefixes = [];
  const collect = ({bool = [], of, word = [], prefix, stem, phrase = []}) => {
    bool.forEach(([sign, node]) => sign === '-' || collect(node));
    if (of) collect(of);
    for (const [, all] of word) for (const term of all) terms.add(term);
    for (const [, term] of phrase) terms.add(term);
    if (prefix) {
      prefixes.push(prefix);
      terms.add(stem);
    }
  };
  try {
    collect(parse(q, syntax).tree);
  } catch {
    // Of a query that is refused nothing was found.
  }
  const wanted = word => [word, analyzer.stem(word)].some((term, stem) =>
    stem && terms.has(term) || prefixes.some(prefix => term.startsWith(prefix)));
  const hit = (text, whole) => analyzer.chunks(text).some(({words, joined}) =>
    whole ? joined && wanted(joined) : words.some(({text, stop}) => !stop && wanted(text)));
  return text => {
    const pieces = [];
    text.split(CHUNKS).forEach((chunk, i) => {
      const parts = i % 2 === 0 || hit(chunk, true) ? [chunk] : chunk.split(PARTS);
      for (const part of parts) {
        if (!part) continue;
        const found = i % 2 === 1 && (parts.length < 2 ? hit(part) || hit(part, true) : hit(part));
        if (pieces.length && pieces.at(-1)[1] === found) pieces.at(-1)[0] += part;
        else pieces.push([part, found]);
      }
    });
    return pieces;
  };
}
