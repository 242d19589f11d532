// CloudFront function: a portal of files in a bucket answers CKAN's clients. Tier B: by GET.
// Made by `fichero hosting cloudfront`; change portal.yaml or that command's options, make it again.
// Install: runtime cloudfront-js-2.0, event "viewer request", on the default behaviour; an error page
// @BASE@/404.html (status 404) for the origin's 403 and 404; a response headers policy of headers.json.
// Names of answers do not say their type, so after each upload:
// aws s3 cp public/api s3://BUCKET@BASE@/api --recursive --content-type application/json
// Only names of the table and [A-Za-z0-9._-] ever become part of a file's path.
const SLOTS = @SLOTS@;
const PARAMETERS = @PARAMETERS@;
const RULES = @RULES@;
const WRITES = /^(?:@WRITES@)$/;
const ACTION = /^@BASE_REGEXP@\/(?:@LOCALE@\/)?api\/(?:3\/)?action\/([^/.]*)$/;
const usual = text => /^(?:0|[1-9][0-9]*)$/.test(text);
const SETS = {
  any: () => true,
  nothing: text => text === '',
  on: text => /^(?:true|yes|on|y|t|1)$/i.test(text),
  off: text => /^(?:false|no|off|n|f|0)$/i.test(text),
  unsaid: text => text === '',
  natural: text => usual(text) && text.length <= 7,
  integer: text => usual(text.replace(/^-/, '')) && text.replace(/^-/, '').length <= 7,
  thousands: text => usual(text) && text.length > 3 && text.length < 10,
  key: text => /^[A-Za-z0-9_-][A-Za-z0-9._-]{0,99}$/.test(text),
};

function decoded(text) {
  // What stands for itself is not encoded by any client.
  if (/%(?:[46][1-9a-f]|[57][0-9a]|5f|3[0-9]|2[de])/i.test(text)) return null;
  try {
    return decodeURIComponent(text.replace(/\+/g, ' '));
  } catch (e) {
    return null;
  }
}

function isIn(values, text) {
  return typeof values === 'string' ? SETS[values](text) : decoded(text) === values.text;
}

function understands(rule, name, text) {
  return rule[1].map(i => PARAMETERS[i]).some(p => isIn(p[1], text) && p[0].some(known => known === name
    || (known.endsWith('*') && name.startsWith(known.slice(0, -1)) && /^[A-Za-z0-9_]*$/.test(name))));
}

// The file that answers, or which refusal does.
function decide(action, query) {
  const rule = RULES[action];
  if (!rule) return {refused: 'unknown'};
  const unsupported = {refused: rule[0] === 'pages' ? 'search' : 'unsupported'};
  const names = Object.keys(query);
  for (const name of names) {
    const all = query[name].multiValue || [query[name]];
    if (!all.every(one => understands(rule, name, one.value))) return unsupported;
  }
  const said = {};
  let options = '';
  for (const [slot, keys, cases, standard] of SLOTS) {
    const given = names.filter(name => keys.includes(name));
    if (given.length > 1 || (given.length && query[given[0]].multiValue)) return unsupported;
    let label = standard;
    if (given.length) {
      const text = query[given[0]].value;
      const found = cases.find(one => isIn(one[0], text));
      if (found) label = found[1] === null ? text : found[1];
    }
    said[slot] = label;
    if (standard === '') options += label;
  }
  const folder = '@BASE@/api/3/action/' + action;
  if (rule[0] === 'list') return {file: options ? folder + options + '.json' : folder};
  if (rule[0] === 'pages') return {file: `${folder}/${said.order}/${said.rows}/${said.start}.json`};
  return said.key === null ? {refused: 'missing'} : {file: `${folder}/${said.key}.json`};
}

const HELP = '{"help":"@SITE@/api/3/action/help_show?name={action}",';
const TEXTS = @REFUSALS@;

function refuse(name, action) {
  const [statusCode, text] = TEXTS[name];
  return {
    statusCode,
    headers: {
      'content-type': {value: 'application/json'},
      'cache-control': {value: '@NO_STORE@'},
      'access-control-allow-origin': {value: '*'},
      'x-content-type-options': {value: 'nosniff'},
    },
    body: {encoding: 'text', data: text.replace('{help}', HELP).replace(/{action}/g, action)},
  };
}

function handler(event) {
  const request = event.request;
  const asked = ACTION.exec(request.uri);
  const method = request.method;
  const reads = method === 'GET' || method === 'HEAD';
  if (asked) {
    const action = /^@ACTION@$/.test(asked[1]) ? asked[1] : '';
    if (method === 'OPTIONS') return {statusCode: 204, headers: @PREFLIGHT@};
    if (method === 'POST' && WRITES.test(action)) return refuse('write', action);
    if (!reads) return refuse('method', action);
    if (WRITES.test(action)) return refuse('write_by_get', action);
    const decision = decide(action, request.querystring);
    if (decision.refused) return refuse(decision.refused, action);
    request.uri = decision.file;
    request.querystring = {};
    return request;
  }
  if (/^@BASE_REGEXP@\/api(?:\/|$)/.test(request.uri)) return request;
  if (request.uri.endsWith('/')) {
    request.uri += 'index.html';
  } else if (!/\.[^/]*$/.test(request.uri) && !request.uri.includes('//')) {
    return {statusCode: 301, headers: {location: {value: request.uri + '/'}}};
  }
  return request;
}
