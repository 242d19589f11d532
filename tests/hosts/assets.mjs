// What the stores behind edge functions have in common: files found by path, and HTTP by node.

import { readFile, stat } from "node:fs/promises";
import { createServer } from "node:http";
import { extname, join, resolve, sep } from "node:path";

/** Types that such stores know by a file's ending; others have to be told by whoever asks. */
const TYPES = {
  ".css": "text/css; charset=utf-8",
  ".csv": "text/csv",
  ".html": "text/html; charset=utf-8",
  ".js": "text/javascript; charset=utf-8",
  ".json": "application/json",
  ".png": "image/png",
  ".svg": "image/svg+xml",
  ".txt": "text/plain; charset=utf-8",
  ".xml": "application/xml",
};

/** The file that a path names, `null` where there is none; `index` stands for folders. */
async function find(site, pathname, index) {
  let path;
  try {
    path = decodeURIComponent(pathname);
  } catch {
    return null;
  }
  if (path.includes("\0")) return null;
  const file = join(site, path.endsWith("/") ? path + index : path);
  if (!file.startsWith(site + sep)) return null;
  const found = await stat(file).catch(() => null);
  return found?.isFile() ? { file, found } : null;
}

/** A store of a folder's files: a function from Request to Response. */
export function store(folder, index) {
  const site = resolve(folder);
  return async (input, init) => {
    const request = new Request(input, init);
    const there = await find(site, new URL(request.url).pathname, index);
    if (there === null) return new Response("not found", { status: 404 });
    const { file, found } = there;
    const headers = { etag: `"${found.size.toString(16)}-${Math.floor(found.mtimeMs).toString(16)}"` };
    const type = TYPES[extname(file)];
    if (type) headers["content-type"] = type;
    if (request.headers.get("if-none-match") === headers.etag) {
      return new Response(null, { status: 304, headers });
    }
    headers["content-length"] = String(found.size);
    const body = request.method === "HEAD" ? null : await readFile(file);
    return new Response(body, { status: 200, headers });
  };
}

/** node's request as the Request of the standard; `null` for what the standard cannot express. */
function standard(request, port) {
  try {
    const headers = new Headers();
    for (let n = 0; n < request.rawHeaders.length; n += 2) {
      headers.append(request.rawHeaders[n], request.rawHeaders[n + 1]);
    }
    // An edge network knows its own name, whatever the client calls it.
    const url = request.url.startsWith("/")
      ? new URL(`http://127.0.0.1:${port}${request.url}`)
      : new URL(request.url);
    if (url.protocol !== "http:") return null;
    url.host = `127.0.0.1:${port}`;
    const bodied = !["GET", "HEAD"].includes(request.method);
    const body = bodied ? { body: request, duplex: "half" } : {};
    return new Request(url, { method: request.method, headers, ...body });
  } catch {
    return null;
  }
}

/** Serves `handler`, a function from Request to Response, on a port of this machine. */
export function listen(port, handler) {
  const answer = async (request, response) => {
    const said = standard(request, port);
    const made = said ? await handler(said) : new Response("bad request", { status: 400 });
    const bytes = Buffer.from(await made.arrayBuffer());
    const headers = Object.fromEntries(made.headers);
    if (bytes.length > 0) headers["content-length"] = String(bytes.length);
    response.writeHead(made.status, headers);
    response.end(request.method === "HEAD" ? undefined : bytes);
  };
  const server = createServer((request, response) => {
    answer(request, response).catch((error) => {
      console.error(`${request.method} ${request.url}:`, error);
      if (!response.headersSent) response.writeHead(500);
      response.end();
    });
  });
  server.listen(Number(port), "127.0.0.1");
}
