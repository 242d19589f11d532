// The built site behind a server that knows nothing but files, and a browser to read it with.

import { readFile, stat } from "node:fs/promises";
import { createServer } from "node:http";
import { extname, join, normalize } from "node:path";
import { gzipSync } from "node:zlib";
import { chromium } from "playwright-core";

const SITE = process.env.FICHERO_SITE ?? "target/sample";

/** What the strictest host would allow: nothing but the site's own files. */
const POLICY = [
  "default-src 'none'",
  "script-src 'self'",
  "style-src 'self'",
  "connect-src 'self'",
  "img-src 'self'",
  "form-action 'self'",
  "base-uri 'none'",
  "frame-ancestors 'none'",
].join("; ");

const TYPES = {
  ".css": "text/css; charset=utf-8",
  ".html": "text/html; charset=utf-8",
  ".ico": "image/x-icon",
  ".js": "text/javascript; charset=utf-8",
  ".json": "application/json",
  ".png": "image/png",
  ".svg": "image/svg+xml",
  ".txt": "text/plain; charset=utf-8",
  ".woff2": "font/woff2",
};

/** The file of a path, as any static host finds it; `404.html` where there is none. */
async function find(path) {
  const below = normalize(decodeURIComponent(path)).replace(/^[/\\]+/, "");
  const file = join(SITE, below);
  const found = await stat(file).catch(() => null);
  if (found?.isFile()) return [200, file];
  const index = join(file, "index.html");
  if (found?.isDirectory() && (await stat(index).catch(() => null))) return [200, index];
  return [404, join(SITE, "404.html")];
}

/** Serves the site on a free port of this machine, below a folder if there is one (`/portal`). */
export async function serve(folder = "") {
  const server = createServer(async (request, response) => {
    const { pathname } = new URL(request.url, "http://localhost");
    const within = pathname.startsWith(`${folder}/`);
    const [status, file] = await find(within ? pathname.slice(folder.length) : "/404.html");
    const type = TYPES[extname(file)] ?? "application/octet-stream";
    const headers = {
      "content-type": type,
      "content-security-policy": POLICY,
      "x-content-type-options": "nosniff",
    };
    let bytes = await readFile(file);
    // Hosts pack texts on their way, and leave alone what is packed already.
    if (/^(text|application\/json|image\/svg)/.test(type)) {
      headers["content-encoding"] = "gzip";
      bytes = gzipSync(bytes);
    }
    response.writeHead(within ? status : 404, headers);
    response.end(bytes);
  });
  await new Promise((ready) => server.listen(0, "127.0.0.1", ready));
  return {
    origin: `http://127.0.0.1:${server.address().port}`,
    close() {
      server.close();
      server.closeAllConnections();
    },
  };
}

/** Debian's browser; as root it has to do without its sandbox. */
export function browser() {
  const args = ["--disable-gpu", "--disable-background-networking"];
  if (process.getuid() === 0) args.push("--no-sandbox");
  return chromium.launch({ executablePath: process.env.CHROMIUM ?? "/usr/bin/chromium", args });
}

/** What a file of the API says. */
export async function answer(path) {
  return JSON.parse(await readFile(join(SITE, "api/3/action", path), "utf8")).result;
}

/** Every dataset of the site. */
export async function all() {
  const names = await answer("package_list");
  return Promise.all(names.map((name) => answer(`package_show/${name}.json`)));
}

/** A file of the site. */
export const file = (path) => join(SITE, path);

/** One page of each kind: what it is, and where. */
export async function pages() {
  const datasets = await all();
  // The one with most to show.
  const weigh = (dataset) => dataset.resources.length + dataset.tags.length;
  const dataset = datasets.reduce((a, b) => (weigh(b) > weigh(a) ? b : a));
  const pages = {
    home: "/",
    datasets: "/dataset/",
    dataset: `/dataset/${dataset.name}/`,
    resource: `/dataset/${dataset.name}/resource/${dataset.resources[0].id}/`,
    organizations: "/organization/",
    organization: `/organization/${dataset.organization.name}/`,
    groups: "/group/",
    group: `/group/${(await answer("group_list"))[0]}/`,
    tags: "/tag/",
    tag: `/tag/${encodeURIComponent(dataset.tags[0].name)}/`,
    formats: "/format/",
    licenses: "/license/",
    news: "/news/",
    missing: "/no-existe/",
  };
  // A table beside its dataset, and that dataset with its grade.
  const isTable = (r) => r.format === "CSV" && new URL(r.url).pathname.includes("/download/");
  const graded = datasets.find((d) => d.resources.some(isTable));
  pages.table = `/dataset/${graded.name}/resource/${graded.resources.find(isTable).id}/`;
  pages.grade = `/dataset/${graded.name}/`;
  // Every way to show a resource, once.
  for (const one of datasets.flatMap((d) => d.resources.map((r) => ({ ...r, of: d.name })))) {
    const kind = `resource as ${one.format || "nothing known"}`;
    pages[kind] ??= `/dataset/${one.of}/resource/${one.id}/`;
  }
  return pages;
}
