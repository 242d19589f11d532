// assets/search/analysis.json as the index's manifest holds it for a portal.

import {readFileSync} from 'node:fs';
import {analyzer} from '../../assets/search/analysis.js';

const data = JSON.parse(readFileSync(new URL('../../assets/search/analysis.json', import.meta.url), 'utf8'));

/** @param {string[]} languages @param {string[][]} own  the portal's synonyms */
export function tables(languages, own) {
  const words = ['es', ...languages].flatMap(code => data.stop[code].split(' '));
  const stop = [...new Set(words)].sort();
  const {rules} = data;
  const plain = analyzer({stop, rules, synonyms: []});
  const synonyms = [...data.synonyms, ...own].map(set => set.map(entry => {
    const [first, ...more] = plain.chunks(entry);
    const words = [first, ...more].flatMap(chunk => chunk?.words ?? []);
    const name = more.length ? '' : first?.joined ?? (words.length === 1 && !words[0].stop ? words[0].text : '');
    const terms = words.filter(word => !word.stop).map(word => plain.stem(word.text));
    return [name ? plain.key(name) : null, terms];
  }).filter(([, terms]) => terms.length));
  return {stop, rules, synonyms};
}
