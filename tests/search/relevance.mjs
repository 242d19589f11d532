// Does a reader find what there is? `node relevance.mjs FOLDER LANGUAGE`: titles are asked for by two or
// three of their words as written, without accents, and in the other number; words with one slip are
// to be put right. Prints one line of JSON with the shares.
import { open } from '../../assets/search.js';
import { NOW, folder } from './folder.mjs';

const [, , path, language] = process.argv;
const QUESTIONS = 600;
const { fetch, base } = folder(path);
const catalog = await open(base, { fetch, now: NOW });

let seed = 20261120;
/** A number below `n`, the same ones every time. */
function below(n) {
  seed = (Math.imul(seed, 1103515245) + 12345) & 0x7fffffff;
  return Math.floor((seed / 0x80000000) * n);
}

const titles = [];
for (let start = 0; ; start += 1000) {
  const { results, count } = await catalog.packageSearch({ rows: 1000, start, sort: 'name asc' }, { cards: true });
  titles.push(...results.map((card) => card.title));
  if (start + 1000 >= count) break;
}

const plain = (text) => text.normalize('NFKD').replace(/\p{M}/gu, '');

const plainTitles = titles.map((title) => (title.match(/[\p{L}\p{N}]+/gu) ?? []).map(plain).join(' ').toLowerCase());

/** A word in the other number, as Spanish or Portuguese makes it; words that have none stay. */
function otherNumber(word) {
  const bare = plain(word);
  if (/^(segun|desde|entre|sobre|para|hasta|com|sem|ate|from|with)$/i.test(bare)) return bare;
  if (!/^\p{L}{4,}$/u.test(bare) || bare === bare.toUpperCase()) return bare;
  if (language === 'pt' && /oes$/.test(bare)) return bare.replace(/oes$/, 'ao');
  if (language === 'pt' && /ao$/.test(bare)) return bare.replace(/ao$/, 'oes');
  if (language === 'pt' && /[aeo]is$/.test(bare)) return bare.replace(/is$/, 'l');
  if (language === 'pt' && /[aeo]l$/.test(bare)) return bare.replace(/l$/, 'is');
  if (/ces$/.test(bare)) return bare.replace(/ces$/, 'z');
  if (/[dlnr]es$/.test(bare)) return bare.slice(0, -2);
  if (/[aeo]s$/.test(bare)) return bare.slice(0, -1);
  if (/[aeo]$/.test(bare)) return `${bare}s`;
  if (/z$/.test(bare)) return bare.replace(/z$/, 'ces');
  if (/[dlnr]$/.test(bare)) return `${bare}es`;
  return bare;
}

const STOP = new Set('de del la las los el en y a al por para con the of and in for to da do das dos e o'.split(' '));
const count = { asked: 0, written: 0, bare: 0, number: 0 };
for (let tries = 0; count.asked < QUESTIONS && tries < QUESTIONS * 5; tries++) {
  const title = titles[below(titles.length)];
  const words = title.match(/[\p{L}\p{N}]+/gu) ?? [];
  const length = Math.min(words.length, 2 + below(2));
  const at = below(words.length - length + 1);
  const part = words.slice(at, at + length);
  const telling = part.filter((word) => word.length > 2 && !STOP.has(word.toLowerCase()));
  // Two telling words at least, and no words that are operators.
  if (telling.length < 2 || part.some((word) => /^(AND|OR|NOT)$/.test(word))) continue;
  // What more than ten titles have tells none of them from the others.
  const phrase = plain(part.join(' ')).toLowerCase();
  if (plainTitles.filter((other) => other.includes(phrase)).length > 10) continue;
  count.asked++;
  const found = async (q) => {
    const { results } = await catalog.packageSearch({ q, facet: 'false' }, { cards: true });
    return results.some((card) => card.title === title) ? 1 : 0;
  };
  count.written += await found(part.join(' '));
  count.bare += await found(part.map(plain).join(' '));
  count.number += await found(part.map(otherNumber).join(' '));
}

const seen = new Map();
for (const title of titles) {
  for (const word of new Set(title.toLowerCase().normalize('NFC').match(/\p{L}{5,}/gu) ?? [])) seen.set(word, (seen.get(word) ?? 0) + 1);
}
const pool = [...seen].filter(([, times]) => times >= 5).map(([word]) => word).sort();
const letters = 'abcdefghijlmnopqrstuvz';
const slips = { tried: 0, first: 0 };
for (let k = 0; k < 600 && pool.length; k++) {
  const word = pool[below(pool.length)];
  if ((await catalog.packageSearch({ q: word, rows: 0 })).count === titles.length) continue;
  const bare = plain(word);
  const i = 1 + below(bare.length - 1);
  const letter = letters[below(letters.length)];
  const typed = [
    bare.slice(0, i) + bare.slice(i + 1),
    bare.slice(0, i) + letter + bare.slice(i),
    bare.slice(0, i) + letter + bare.slice(i + 1),
    bare.slice(0, i - 1) + bare[i] + bare[i - 1] + bare.slice(i + 1),
  ][i > 1 ? below(4) : below(3)];
  const { count: hits } = await catalog.packageSearch({ q: typed, rows: 0 }, { cards: true });
  // What is found as typed is another word.
  if (hits) continue;
  slips.tried++;
  const meant = await catalog.suggest(typed);
  if (!meant) continue;
  // Right is what finds the same as the word itself: its plural serves as well.
  const finds = async (q) => (await catalog.packageSearch({ q, rows: 0 }, { cards: true })).count;
  if (plain(meant) === bare || (await finds(meant)) === (await finds(word))) slips.first++;
}
const share = (n, of) => (of ? Math.round((n / of) * 1000) / 10 : null);
console.log(JSON.stringify({
  datasets: titles.length,
  asked: count.asked,
  written: share(count.written, count.asked),
  bare: share(count.bare, count.asked),
  number: share(count.number, count.asked),
  slips: slips.tried,
  first: share(slips.first, slips.tried),
}));
