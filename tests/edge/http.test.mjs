// The worker as HTTP sees it: where parameters come from, limits, headers, pages; in both layouts.

import assert from 'node:assert/strict';
import {execFileSync} from 'node:child_process';
import {existsSync, readFileSync, readdirSync} from 'node:fs';
import {test} from 'node:test';
import {gunzipSync} from 'node:zlib';
import {ORIGIN, folder, worker} from './host.mjs';

const EDGE = process.env.FICHERO_EDGE;
const SITES = {files: process.env.FICHERO_SITE, sharded: process.env.FICHERO_SHARDED};

const form = {'content-type': 'application/x-www-form-urlencoded'};
const CENSUS = 'censo-2022';

/** Every file below a folder. */
function* walk(root, below = '') {
  for (const entry of readdirSync(`${root}/${below}`, {withFileTypes: true})) {
    const path = below ? `${below}/${entry.name}` : entry.name;
    if (entry.isDirectory()) yield* walk(root, path);
    else yield path;
  }
}

const encoded = path => path.split('/').map(encodeURIComponent).join('/');

for (const layout of ['files', 'sharded']) {
  const host = await worker(`${EDGE}/${layout}`, SITES[layout]);
  const {get, act} = host;
  const result = async (path, init) => (await (await get(path, init)).json()).result;
  const post = (name, init) => get(`/api/action/${name}`, {method: 'POST', ...init});

  test(`${layout}: parameters come from forms, addresses and bodies, in CKAN's order`, async () => {
    const named = async reply => (await (await reply).json()).result?.name;
    const json = JSON.stringify({id: CENSUS});
    const multipart = new FormData();
    multipart.set('id', CENSUS);
    multipart.set('upload', new Blob(['x']), 'x.csv');
    for (const init of [{body: json, headers: {'content-type': 'application/json'}}, {body: json, headers: {'content-type': 'text/plain'}},
      {body: new TextEncoder().encode(json)}, {body: `id=${CENSUS}`, headers: form}, {body: json, headers: form},
      {body: json, headers: {'content-type': 'multipart/form-data'}}, {body: encodeURIComponent(json), headers: form}, {body: `${encodeURIComponent(json)}=1`, headers: form}, {body: multipart}]) {
      assert.equal(await named(post('package_show', init)), CENSUS, JSON.stringify(init));
    }
    assert.equal(await named(post(`package_show?id=${CENSUS}`, {})), CENSUS);
    assert.equal(await named(post(`package_show?id=${CENSUS}`, {body: '{"id":"gtfs-almora"}'})), CENSUS, 'the address before a body');
    assert.equal(await named(post('package_show?id=nada', {body: `id=${CENSUS}`, headers: form})), CENSUS, 'a form before the address');
    assert.deepEqual(await result('/api/3/action/package_list?limit=2'), await result('/api/action/package_list?limit=2'));
    assert.equal((await post('site_read', {})).status, 200, 'an empty body');
    const twice = await act('organization_list', {organizations: ['comision-energia', 'servicio-electoral']});
    assert.equal(twice.body.result.length, 2);
  });

  test(`${layout}: what is no question is refused in a bare text`, async () => {
    const cases = [
      [post('package_show', {body: '{"id":'}), 400, "Bad request - JSON Error: Error decoding JSON data. Error: <BadRequest '400: Bad Request'> JSON data extracted from the request: {}"],
      [post('package_show', {body: '[1, "a", null, true]'}), 400, "Bad request - JSON Error: Request data JSON decoded to [1, 'a', None, True] but it needs to be a dictionary."],
      [post('package_show', {body: `{"id":"${CENSUS}"}`, headers: {'content-type': 'multipart/form-data; boundary=x'}}), 400, "Bad request - JSON Error: Error decoding JSON data. Error: <BadRequest '400: Bad Request'> JSON data extracted from the request: {}"],
      [get('/api/3/action/nope'), 400, 'Bad request - Action name not known: nope'],
      [post('nope', {body: '{'}), 400, 'Bad request - Action name not known: nope'],
      [get('/api/3/action/package_create?name=x'), 400, 'Bad request - JSON Error: Invalid request. Please use POST method for your request'],
      [get('/api/3/action/resource_search?query=format:csv'), 400, 'Bad request - Action name not known: resource_search'],
      [get('/api/3/action/__proto__'), 400, 'Bad request - Action name not known: __proto__'],
      [get('/api/3/action/constructor'), 400, 'Bad request - Action name not known: constructor'],
    ];
    for (const [asked, status, text] of cases) {
      const reply = await asked;
      assert.equal(await reply.json(), text);
      assert.equal(reply.status, status, text);
    }
    const deep = await post('package_search', {body: `{"q":${'['.repeat(5000)}${']'.repeat(5000)}}`});
    assert.equal(deep.status, 400);
    const write = await post('package_create', {body: '{"name":"x"}'});
    assert.equal(write.status, 403);
    assert.deepEqual((await write.json()).error, {__type: 'Authorization Error', message: 'Access denied: User  not authorized to create packages'});
  });

  test(`${layout}: nothing beyond the limits is read`, async () => {
    const large = await post('package_show', {body: `{"id":"${'x'.repeat(1 << 20)}"}`});
    assert.equal(large.status, 413);
    let pulled = 0;
    const endless = new ReadableStream({
      pull(controller) {
        controller.enqueue(new Uint8Array(65536));
        assert.ok(++pulled < 40, 'the body is read on and on');
      },
    });
    assert.equal((await post('package_show', {body: endless, duplex: 'half'})).status, 413);
    assert.equal((await get(`/api/3/action/package_list?x=${'y'.repeat(8200)}`)).status, 414);
    assert.equal((await get('/', {headers: {'x-long': 'y'.repeat(16400)}})).status, 431);
  });

  test(`${layout}: prefixes, versions and utilities`, async () => {
    const help = async path => (await (await get(path)).json()).help;
    assert.equal(await help('/api/action/site_read'), 'https://datos.example.org/api/3/action/help_show?name=site_read');
    assert.equal(await help('/pt_BR/api/3/action/site_read'), 'https://datos.example.org/pt_BR/api/3/action/help_show?name=site_read');
    for (const path of ['/%61pi/action/site_read', '/api/3/action/%73ite_read', '/%70t_BR/api/3/action/site%5fread']) {
      assert.match(await help(path), /\/api\/3\/action\/help_show\?name=site_read$/, path);
    }
    assert.deepEqual(await (await get('/%61pi')).json(), {version: 1});
    assert.deepEqual(await (await get('/api')).json(), {version: 1});
    assert.deepEqual(await (await get('/api/3/')).json(), {version: 3});
    for (const path of ['/api/2/action/site_read', '/api/3/action/site_read/', '/api/3/action', '/api/3/action/']) {
      const reply = await get(path);
      assert.deepEqual([reply.status, reply.headers.get('content-type')], [404, 'text/html;charset=utf-8'], path);
    }
    const {ResultSet} = await (await get('/api/2/util/dataset/autocomplete?incomplete=censo')).json();
    assert.ok(ResultSet.Result.some(({name}) => name === CENSUS));
    assert.deepEqual((await (await get('/api/util/tag/autocomplete?incomplete=agua')).json()).ResultSet.Result[0], {Name: 'agua'});
    const [body] = await (await get('/api/util/organization/autocomplete?q=energ')).json();
    assert.equal(body.name, 'comision-energia');
  });

  test(`${layout}: JSONP for what is whole, for names of functions alone`, async () => {
    const reply = await get('/api/3/action/package_list?limit=1&callback=jQuery.fn[0]');
    assert.equal(reply.headers.get('content-type'), 'application/javascript;charset=utf-8');
    assert.match(await reply.text(), /^jQuery\.fn\[0\]\(\{"help".*\}\);$/);
    for (const path of ['package_list?callback=alert(1)//', 'package_show?id=nada&callback=f']) {
      const plain = await get(`/api/3/action/${path}`);
      assert.equal(plain.headers.get('content-type'), 'application/json;charset=utf-8');
      assert.equal(typeof await plain.json(), 'object');
    }
    assert.equal((await get('/api/3/action/package_search?rows=1&callback=f')).status, 200, 'callback is no parameter of a search');
  });

  test(`${layout}: methods, CORS, tags`, async () => {
    const preflight = await get('/api/action/package_show', {method: 'OPTIONS', headers: {origin: 'https://a.test', 'access-control-request-method': 'POST'}});
    assert.equal(preflight.status, 200);
    assert.equal(preflight.headers.get('access-control-allow-origin'), '*');
    assert.match(preflight.headers.get('access-control-allow-headers'), /Authorization, Content-Type/);
    for (const method of ['PUT', 'DELETE', 'PATCH']) {
      const reply = await get('/api/action/package_show', {method});
      assert.equal(reply.status, 405);
      assert.match(reply.headers.get('allow'), /POST/);
      assert.equal((await get('/', {method})).status, 405);
    }
    assert.equal((await get('/dataset/', {method: 'POST', body: 'x'})).status, 405);
    for (const path of [`/api/3/action/package_show?id=${CENSUS}`, '/', `/dataset/${CENSUS}/`, '/api/3/action/package_search?q=agua', '/search/current.json']) {
      const whole = await get(path);
      const tag = whole.headers.get('etag');
      const text = await whole.text();
      assert.equal(whole.headers.get('access-control-allow-origin'), '*', path);
      assert.equal(whole.headers.get('x-content-type-options'), 'nosniff', path);
      const again = await get(path, {headers: {'if-none-match': `"other", ${tag}`}});
      assert.deepEqual([again.status, await again.text(), again.headers.get('etag')], [304, '', tag], path);
      const head = await get(path, {method: 'HEAD'});
      assert.deepEqual([head.status, await head.text(), head.headers.get('etag')], [200, '', tag], path);
      assert.ok(text.length);
    }
    assert.equal((await get('/api/3/action/package_show?id=nada', {method: 'HEAD'})).status, 404);
  });

  test(`${layout}: pages and files, with what they tell of themselves`, async () => {
    const page = await get(`/dataset/${CENSUS}?x=1`);
    assert.deepEqual([page.status, page.headers.get('location')], [301, `/dataset/${CENSUS}/?x=1`]);
    const html = await get(`/dataset/${CENSUS}/`);
    assert.equal(html.headers.get('content-type'), 'text/html;charset=utf-8');
    assert.match(html.headers.get('content-security-policy'), /default-src 'none'; script-src 'self'/);
    assert.match(html.headers.get('cache-control'), /max-age=300/);
    const missing = await get('/dataset/nada/');
    assert.equal(missing.status, 404);
    assert.equal(missing.headers.get('cache-control'), 'no-store');
    assert.match(await missing.text(), /<html/);
    assert.equal((await get('/api/3/action/package_show/nada.json')).status, 404);
    const script = readdirSync(`${SITES.files}/assets`).find(name => /^search-page\..*\.js$/.test(name));
    const asset = await get(`/assets/${script}`);
    assert.deepEqual([asset.headers.get('content-type'), asset.headers.get('cache-control')], ['text/javascript;charset=utf-8', 'public, max-age=31536000, immutable']);
    const downloads = [...walk(SITES.files, 'dataset')].filter(path => path.includes('/download/'));
    const text = encoded(downloads.find(path => path.endsWith('.txt')));
    for (const path of [text, text.replace('/download/', '/%64ownload/'), text.replace(/txt$/, '%74xt')]) {
      const active = await get(`/${path}`);
      assert.equal(active.headers.get('content-disposition'), 'attachment', path);
      assert.match(active.headers.get('content-security-policy'), /^sandbox/, path);
    }
    const table = await get(`/${encoded(downloads.find(path => path.endsWith('.csv')))}`);
    assert.deepEqual([table.headers.get('content-disposition'), table.headers.get('content-type')], [null, 'text/csv;charset=utf-8']);
  });

  test(`${layout}: no address leads elsewhere`, async () => {
    for (const path of ['/..%2f..%2fetc/passwd', '/%2e%2e/%2e%2e/etc/passwd', '/%00', '/dataset%0d%0aX: y', '/%', '/dataset//x', '//evil.test/%2e%2e', '/packs/0000.bin',
      '/packs/index.json', '/\\evil.test', '/.nojekyll', '/api/3/action/..%2f..%2findex', '/assets/%5c..%5cx', `/dataset/${'x'.repeat(300)}`]) {
      const reply = await get(path);
      assert.ok(reply.status === 404 || reply.status === 400, `${path}: ${reply.status}`);
      assert.equal(reply.headers.get('location'), null, path);
    }
    for (const path of host.asked) assert.ok(!/(^|\/)\.\.?(\/|$)|[\0\\]/.test(path), path);
    for (const id of ['../index', 'a/b', '.', '..', 'x'.repeat(300), '\0', 'censo-2022.json', '%2e%2e']) {
      assert.equal((await act('package_show', {id}, true)).status, 404, id);
    }
  });

  test(`${layout}: a search has bounds`, async () => {
    const {get: few} = await worker(`${EDGE}/${layout}`, SITES[layout], {fetches: 12});
    const reply = await few('/api/3/action/package_search?q=de&rows=1000');
    assert.equal(reply.status, 409);
    const {error, success} = await reply.json();
    assert.equal(success, false);
    assert.equal(error.__type, 'Search Error');
    assert.match(error.message, /fewer rows/);
  });
}

test('every file of one layout is answered from the other, byte for byte', async () => {
  const {get} = await worker(`${EDGE}/sharded`, SITES.sharded);
  let count = 0;
  for (const path of walk(SITES.files)) {
    if (/^(manifest\.json|\.nojekyll)$/.test(path)) continue;
    const expected = readFileSync(`${SITES.files}/${path}`);
    const address = `/${encoded(path.replace(/(^|\/)index\.html$/, '$1'))}`;
    const isAction = /^\/api\/(3\/)?action\/\w+$/.test(address);
    for (const headers of [{}, {'accept-encoding': 'br, gzip;q=0.8'}]) {
      const reply = await get(address, {headers});
      assert.equal(reply.status, 200, path);
      let bytes = Buffer.from(await reply.arrayBuffer());
      if (reply.headers.get('content-encoding') === 'gzip') bytes = gunzipSync(bytes);
      assert.ok(bytes.equals(expected), `${path}${isAction ? ' (an action)' : ''}`);
    }
    count++;
  }
  assert.ok(count > 1500, `${count} files`);
  assert.ok(!existsSync(`${SITES.sharded}/dataset/${CENSUS}/index.html`), 'pages are in packs');
});

test('what hosts are given can be read by them', () => {
  for (const layout of ['files', 'sharded']) {
    const names = readdirSync(`${EDGE}/${layout}`);
    for (const name of ['worker.mjs', 'netlify.mjs', 'vercel.mjs', 'deno.mjs', 'wrangler.toml']) assert.ok(names.includes(name), name);
    for (const name of names.filter(name => name.endsWith('.mjs'))) execFileSync(process.execPath, ['--check', `${EDGE}/${layout}/${name}`]);
    const text = readFileSync(`${EDGE}/${layout}/wrangler.toml`, 'utf8');
    assert.match(text, /^directory = "\.\.\//m);
    assert.ok(!text.includes('{'), 'every blank is filled');
  }
});

test('members who stand in no file are refused, not left out', async () => {
  const {answer} = await import(`${EDGE}/files/worker.mjs`);
  const here = folder(SITES.files);
  const fetchAsset = async request => request.url.endsWith('.users.json') ? new Response('no such file', {status: 404}) : here(request);
  const ask = path => answer(new Request(`${ORIGIN}/api/3/action/${path}`), fetchAsset, {key: fetchAsset});
  for (const question of ['organization_list?all_fields=true', 'organization_show?id=comision-energia', 'group_show?id=energia']) {
    const refused = await ask(`${question}&include_users=true`);
    assert.equal(refused.status, 409, question);
    assert.equal((await refused.json()).error.__type, 'Validation Error');
    assert.equal((await ask(`${question}&include_users=false`)).status, 200, question);
  }
});

test('a site that cannot be read says so', async () => {
  const {answer} = await import(`${EDGE}/files/worker.mjs`);
  for (const fetchAsset of [async () => new Response('down', {status: 500}), async () => { throw new Error('no network'); }]) {
    const reply = await answer(new Request(`${ORIGIN}/api/3/action/package_list`), fetchAsset, {key: fetchAsset});
    assert.equal(reply.status, 503);
  }
});
