// A CloudFront Function before a bucket, behind node's HTTP: `node cloudfront.mjs FOLDER SITE PORT`.
//
// The function sees the line and the headers of a request, never its body. What it returns is a
// request for the bucket, or a response. What the bucket does not have is answered by one page, and
// everything from the bucket gets the headers of the policy.

import { readFileSync } from "node:fs";
import { join } from "node:path";
import { createContext, runInContext } from "node:vm";
import { listen, store } from "./assets.mjs";

const [folder, site, port] = process.argv.slice(2);
const script = join(folder, "fichero.js");
const policy = JSON.parse(readFileSync(join(folder, "headers.json"), "utf8"));
const context = createContext({});
// The functions' own runtime has neither modules nor node's names: here they are not there either.
runInContext(readFileSync(script, "utf8"), context, { filename: script });
const bucket = store(site, "");

/** A query as the event has it: the last value of each key, with all of them beside. */
function query(search) {
  const event = {};
  for (const part of search.replace(/^\?/, "").split("&").filter(Boolean)) {
    const [key, ...rest] = part.split("=");
    const value = rest.join("=");
    const known = Object.hasOwn(event, key) ? (event[key].multiValue ?? [event[key]]) : [];
    const own = known.length ? { value, multiValue: [...known, { value }] } : { value };
    Object.defineProperty(event, key, { value: own, enumerable: true, configurable: true });
  }
  return event;
}

function event(request) {
  const url = new URL(request.url);
  const headers = {};
  for (const [name, value] of request.headers) headers[name] = { value };
  const { method } = request;
  return {
    version: "1.0",
    context: { eventType: "viewer-request" },
    viewer: { ip: "127.0.0.1" },
    request: { method, uri: url.pathname, querystring: query(url.search), headers, cookies: {} },
  };
}

/** A response with the headers of the policy. */
function dressed(request, response) {
  const { CorsConfig: cors, SecurityHeadersConfig: security, CustomHeadersConfig: custom } = policy;
  const headers = new Headers(response.headers);
  const set = (name, value, override) => {
    if (value !== undefined && (override || !headers.has(name))) headers.set(name, value);
  };
  if (request.headers.has("origin")) {
    const [origin] = cors.AccessControlAllowOrigins.Items;
    set("access-control-allow-origin", origin, cors.OriginOverride);
  }
  const { ContentTypeOptions, ReferrerPolicy, ContentSecurityPolicy } = security;
  set("x-content-type-options", "nosniff", ContentTypeOptions.Override);
  set("referrer-policy", ReferrerPolicy.ReferrerPolicy, ReferrerPolicy.Override);
  const csp = ContentSecurityPolicy;
  set("content-security-policy", csp.ContentSecurityPolicy, csp.Override);
  for (const { Header, Value, Override } of custom.Items) set(Header, Value, Override);
  return new Response(response.body, { status: response.status, headers });
}

/** What the bucket has, or the one page for what it does not have. */
async function stored(request, path) {
  const url = new URL(path, request.url);
  const found = await bucket(url, { method: request.method, headers: request.headers });
  if (found.status !== 404) {
    // The upload says so; an ending would be known by itself.
    const isAnswer = path.startsWith("/api/") && !found.headers.has("content-type");
    if (isAnswer) found.headers.set("content-type", "application/json");
    return found;
  }
  const page = await bucket(new URL("/404.html", request.url), { method: request.method });
  return new Response(page.body, { status: 404, headers: page.headers });
}

listen(port, async (request) => {
  context.event = event(request);
  const said = await runInContext("handler(event)", context);
  if (said.statusCode !== undefined) {
    const headers = Object.entries(said.headers ?? {}).map(([name, { value }]) => [name, value]);
    return new Response(said.body?.data ?? null, { status: said.statusCode, headers });
  }
  if (!["GET", "HEAD"].includes(request.method)) return new Response(null, { status: 405 });
  return dressed(request, await stored(request, said.uri));
});
