// An edge worker, behind node's HTTP: `node edge.mjs WORKER SITE PORT`.
//
// What is imitated is the contract of those networks, and no more: the worker gets a Request and
// `env.ASSETS`, which finds the site's files by path and knows nothing of CKAN.

import { resolve } from "node:path";
import { pathToFileURL } from "node:url";
import { listen, store } from "./assets.mjs";

const [worker, site, port] = process.argv.slice(2);
const { default: handler } = await import(pathToFileURL(resolve(worker)));
const environment = { ASSETS: { fetch: store(site, "index.html") } };
const context = { waitUntil() {}, passThroughOnException() {} };

listen(port, (request) => handler.fetch(request, environment, context));
