// A CloudFront Function before a bucket, behind node's HTTP: `node cloudfront.mjs FUNCTION SITE PORT`.
//
// The function sees the line and the headers of a request, never its body. What it returns is a
// request for the bucket, or a response.

import { readFileSync } from "node:fs";
import { createContext, runInContext } from "node:vm";
import { listen, store } from "./assets.mjs";

const [file, site, port] = process.argv.slice(2);
const context = createContext({});
// The functions' own runtime has neither modules nor node's names: here they are not there either.
runInContext(readFileSync(file, "utf8"), context, { filename: file });
const bucket = store(site, "");

/** A query as the event has it: the first value of each key, with all of them beside. */
function query(search) {
  const event = {};
  for (const part of search.replace(/^\?/, "").split("&").filter(Boolean)) {
    const [key, ...rest] = part.split("=");
    const value = rest.join("=");
    if (Object.hasOwn(event, key)) {
      event[key].multiValue ??= [{ value: event[key].value }];
      event[key].multiValue.push({ value });
    } else {
      Object.defineProperty(event, key, { value: { value }, enumerable: true });
    }
  }
  return event;
}

function event(request) {
  const url = new URL(request.url);
  const headers = {};
  for (const [name, value] of request.headers) headers[name] = { value };
  return {
    version: "1.0",
    context: { eventType: "viewer-request" },
    viewer: { ip: "127.0.0.1" },
    request: { method: request.method, uri: url.pathname, querystring: query(url.search), headers, cookies: {} },
  };
}

listen(port, async (request) => {
  context.event = event(request);
  const said = await runInContext("handler(event)", context);
  if (said.statusCode !== undefined) {
    const headers = Object.entries(said.headers ?? {}).map(([name, { value }]) => [name, value]);
    return new Response(said.body?.data ?? null, { status: said.statusCode, headers });
  }
  if (!["GET", "HEAD"].includes(request.method)) return new Response("not allowed", { status: 405 });
  return bucket(new URL(said.uri, request.url), { method: request.method });
});
