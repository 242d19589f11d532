// Text → terms, as src/search/README.md §1 says: the same as the binary's, from the same table.

/**
 * @typedef {{text: string, stop: boolean}} Word  folded, not stemmed
 * @typedef {{words: Word[], joined?: string}} Chunk  letters and numbers that hang together
 * @typedef {[number, string, string, string]} Rule
 * @typedef {[string|null, string[]]} Synonym
 */

const LONGEST_WORD = 40;

/** A text without marks, its capitals kept. @param {string} text */
const bare = text => text.normalize('NFKD').replace(/\p{M}/gu, '');

/** @param {string} text */
const lower = text => text.toLowerCase().replaceAll('ς', 'σ');

/** How many characters a text has. @param {string} text */
const size = text => [...text].length;

/** A text as titles are compared by and prefixes are looked for. @param {string} text */
export const fold = text => lower(bare(text));

/** Whether capitals mean something in a text. @param {string} text */
export function hasContext(text) {
  const plain = bare(text);
  return /\p{Lowercase}/u.test(plain) || !/[\p{Alphabetic}\p{N}][^\p{Alphabetic}\p{N}]+[\p{Alphabetic}\p{N}]/u.test(plain);
}

/**
 * @param {{stop: string[], rules: Rule[][], synonyms: Synonym[][]}} table  of the index's manifest
 */
export function analyzer({stop, rules, synonyms}) {
  const stops = new Set(stop);

  /** @param {string} word @param {Rule[][]} passes */
  function stem(word, passes = rules) {
    if (size(word) < 3 || /\p{N}/u.test(word)) return word;
    for (const pass of passes) {
      const length = size(word);
      for (const [least, suffix, notAfter, replacement] of pass) {
        const start = word.slice(0, word.length - suffix.length);
        if (length >= least && word.endsWith(suffix) && !(start && notAfter.includes(start.at(-1)))) {
          word = start + replacement;
          break;
        }
      }
    }
    return word;
  }

  /** What a synonym is looked up by. @param {string} word */
  const key = word => stem(word, [rules[0]]);

  /** @type {Map<string, Set<Synonym[]>>} */
  const sets = new Map();
  for (const set of synonyms) {
    for (const [name] of set) {
      if (name !== null) sets.set(name, (sets.get(name) ?? new Set()).add(set));
    }
  }

  /**
   * The chunks of a text. `context`: whether capitals mean something in the whole of it.
   * @param {string} text @returns {Chunk[]}
   */
  function chunks(text, context = hasContext(text)) {
    const found = bare(text).match(/[\p{Alphabetic}\p{N}]+(?:[-_./]+[\p{Alphabetic}\p{N}]+)*/gu) ?? [];
    return found.map(chunk => {
      const parts = chunk.split(/[-_./]+|(?<=\p{Lowercase})(?=\p{Uppercase})|(?<=\p{N})(?!\p{N})|(?<!\p{N})(?=\p{N})/u);
      const words = parts.filter(Boolean).map(part => {
        const text = lower(part);
        return {text, stop: stops.has(text) && !(context && /^\p{Uppercase}{2,}$/u.test(part))};
      });
      const kept = words.filter(word => size(word.text) <= LONGEST_WORD);
      const joined = words.map(word => word.text).join('');
      const whole = words.length > 1 && kept.length === words.length && words.some(word => !word.stop);
      return whole && size(joined) <= LONGEST_WORD ? {words: kept, joined} : {words: kept};
    });
  }

  return {
    fold,
    hasContext,
    stem,
    key,
    chunks,

    /** What else a word may be called: the terms of the entries of its sets, each once, without its own stem. @param {string} word */
    alternatives(word) {
      /** @type {Map<string, string[]>} */
      const found = new Map();
      for (const set of sets.get(key(word)) ?? []) {
        for (const [, terms] of set) found.set(terms.join(' '), terms);
      }
      found.delete(stem(word));
      return [...found.values()];
    },
  };
}
