// The worker's answers beside those of the program: `node compare.mjs FOLDER`.
// The folder has files/, sharded/ (sites), edge/files/, edge/sharded/ (workers) and answers.jsonl.

import {readFileSync} from 'node:fs';
import {worker} from './host.mjs';

const home = process.argv[2];
const questions = readFileSync(`${home}/answers.jsonl`, 'utf8').split('\n').filter(Boolean).map(line => JSON.parse(line));

/** As text, the keys of objects in one order: JavaScript puts those that are numbers first. */
const plain = value => JSON.stringify(value, (_, item) => item && typeof item === 'object' && !Array.isArray(item)
  ? Object.fromEntries(Object.entries(item).sort(([a], [b]) => a < b ? -1 : 1)) : item);

/** What files can tell of an answer: that something is private is not in them. */
function told({name, status, body}) {
  if (status === 403 && /^(package|resource)_show$/.test(name)) {
    return {status: 404, body: body.replace(/"error":\{.*\}(?=,"success")/, '"error":{"__type":"Not Found Error","message":"Not found"}')};
  }
  return {status, body};
}

for (const layout of ['files', 'sharded']) {
  const {get} = await worker(`${home}/edge/${layout}`, `${home}/${layout}`);
  const wrong = [];
  for (const question of questions) {
    const {name, params, post} = question;
    const {status, body} = told(question);
    const query = new URLSearchParams(Object.entries(params).flatMap(([key, value]) => [value].flat().map(one => [key, one])));
    const reply = post
      ? await get(`/api/action/${name}`, {method: 'POST', body: JSON.stringify(params), headers: {'content-type': 'application/json'}})
      : await get(`/api/3/action/${name}${query.size ? `?${query}` : ''}`);
    const text = await reply.text();
    const same = reply.status === status && (text === body || plain(JSON.parse(text)) === plain(JSON.parse(body)));
    if (!same) wrong.push({name, params, post, expected: [status, body.slice(0, 700)], found: [reply.status, text.slice(0, 700)]});
  }
  console.log(`${layout}: ${questions.length - wrong.length} of ${questions.length}`);
  for (const one of wrong) console.log(JSON.stringify(one, null, 1));
  if (wrong.length || !questions.length) process.exitCode = 1;
}
