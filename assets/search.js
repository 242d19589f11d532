// A stand-in for the search client: looks through the whole catalogue, word by word.

const fold = (text) => text.normalize("NFKD").replace(/\p{M}/gu, "").toLowerCase();

async function unpacked(url) {
  const response = await fetch(url).catch(() => null);
  if (!response?.ok) throw Object.assign(new Error("unreachable"), { code: "unreachable" });
  const bytes = new Uint8Array(await response.arrayBuffer());
  const stream = new Blob([bytes]).stream().pipeThrough(new DecompressionStream("gzip"));
  return new Response(stream).text();
}

/** Opens the catalogue of a site. */
export async function open(base) {
  const text = await unpacked(new URL("dump/datasets.jsonl.gz", base));
  const all = text.trim().split("\n").map((line) => JSON.parse(line));
  const values = (one, field) => {
    if (field === "organization") return one.organization ? [one.organization.name] : [];
    if (field === "groups") return one.groups.map(({ name }) => name);
    if (field === "tags") return one.tags.map(({ name }) => name);
    if (field === "res_format") return [...new Set(one.resources.map(({ format }) => format))].filter(Boolean);
    return [one[field]].flat().filter((value) => typeof value === "string" && value);
  };
  const called = (one, field, value) =>
    ({ organization: one.organization?.title, license_id: one.license_title })[field] ?? value;
  const words = (q) => fold(q).split(/\s+/).filter(Boolean);
  const hits = (q) => words(q).map((word) => word.replace(/\*$/, ""));
  return {
    async packageSearch({ q, fq, sort, rows, start, "facet.field": fields }) {
      if (q.startsWith("/")) throw Object.assign(new Error("regex"), { code: "regex" });
      const asked = fq.map((one) => one.match(/^(\w+):"(.*)"$/).slice(1));
      let found = all.filter((one) => hits(q).every((word) => fold(`${one.title} ${one.notes}`).includes(word)));
      found = found.filter((one) => asked.every(([field, value]) => values(one, field).includes(value)));
      const title = (a, b) => (fold(a.title) < fold(b.title) ? -1 : 1);
      if (sort.startsWith("title")) found.sort(title);
      else found.sort((a, b) => (a.metadata_modified < b.metadata_modified ? 1 : -1));
      if (sort.endsWith(" asc") !== sort.startsWith("title")) found.reverse();
      const search_facets = Object.fromEntries(
        fields.map((field) => {
          const items = new Map();
          for (const one of found) {
            for (const name of values(one, field)) {
              const item = items.get(name) ?? { name, display_name: called(one, field, name), count: 0 };
              items.set(name, { ...item, count: item.count + 1 });
            }
          }
          return [field, { title: field, items: [...items.values()].slice(0, 50) }];
        }),
      );
      const results = found.slice(start, start + rows).map((one) => ({
        name: one.name,
        title: one.title,
        excerpt: (one.notes ?? "").slice(0, 180),
        organization: one.organization && { name: one.organization.name, title: one.organization.title },
        res_format: values(one, "res_format"),
        metadata_modified: one.metadata_modified,
        num_resources: one.resources.length,
        open_license: one.license_title ?? "",
      }));
      return { count: found.length, results, search_facets, sort };
    },
    suggest: async (q) => (q === "preuspuesto" ? "presupuesto" : null),
    highlighter: (q) => (text) =>
      text
        .split(/([\p{L}\p{M}\p{N}]+)/u)
        .map((piece) => [piece, piece !== "" && hits(q).some((word) => fold(piece).startsWith(word))]),
  };
}
