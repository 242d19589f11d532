// A site in a folder, as `fetch` sees it: what the client is tested and measured with.
import { existsSync, readFileSync } from 'node:fs';

/** The moment that NOW is in the questions, 2026-01-15T10:30:00Z, in microseconds. */
export const NOW = Date.UTC(2026, 0, 15, 10, 30) * 1000;

/** The lines of a file of JSON lines; none where it is missing. */
export function lines(file) {
  if (!existsSync(file)) return [];
  return readFileSync(file, 'utf8').split('\n').filter(Boolean).map((line) => JSON.parse(line));
}

/**
 * A `fetch` of what is in `<folder>/site`, and of `package_show` from `<folder>/packages.jsonl`.
 * `log` gets every path with its size; `latency` is waited for before each answer, in milliseconds.
 */
export function folder(path, { log = [], latency = 0, kept = new Map() } = {}) {
  const packages = new Map();
  for (const one of lines(`${path}/packages.jsonl`)) {
    for (const key of [one.name, one.id]) packages.set(key, one);
  }
  const bytes = (name) => {
    const show = /^api\/3\/action\/package_show\/(.+)\.json$/.exec(name);
    if (show) {
      const result = packages.get(decodeURIComponent(show[1]));
      return result && Buffer.from(JSON.stringify({ success: true, result }));
    }
    const file = `${path}/site/${name}`;
    return existsSync(file) ? readFileSync(file) : undefined;
  };
  const get = async (url) => {
    const name = new URL(url).pathname.slice(1);
    if (!kept.has(name)) kept.set(name, bytes(name));
    const found = kept.get(name);
    log.push([name, found?.length ?? 0]);
    if (latency) await new Promise((done) => setTimeout(done, latency));
    return new Response(found ?? 'not here', { status: found ? 200 : 404 });
  };
  return { fetch: get, log, base: 'http://catalog.test/' };
}
