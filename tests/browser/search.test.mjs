// The search page, as people use it: typing, refining, going back, without a network, without
// JavaScript.

import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { copyFile, mkdtemp, readdir, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, before, describe, test } from "node:test";
import { AxeBuilder } from "@axe-core/playwright";
import { all, browser as launch, file, serve } from "./site.mjs";

const datasets = await all();
const WORD = "agua";
/** The files of the index that answer a question, beyond what every question needs. */
const SHARDS = /\/search\/[0-9a-f]{10}\/(?!manifest\.bin)/;

/** The value that most datasets have, and how many have it. */
function commonest(values) {
  const counts = new Map();
  for (const value of values.flat()) counts.set(value, (counts.get(value) ?? 0) + 1);
  return [...counts].reduce((a, b) => (b[1] > a[1] ? b : a));
}

const formats = (dataset) => [...new Set(dataset.resources.map(({ format }) => format))];
const [owner, owned] = commonest(datasets.map((d) => (d.organization ? [d.organization.name] : [])));
const ofOwner = datasets.filter((d) => d.organization?.name === owner);
const [format, both] = commonest(ofOwner.map(formats));

let site;
let browser;

before(async () => {
  site = await serve();
  browser = await launch();
});

after(async () => {
  await browser?.close();
  site?.close();
});

/** Opens a page; what it complained of is in `errors`. */
async function open(path, { from = site, expected = /^$/, ...options } = {}) {
  const context = await browser.newContext({ locale: "es", ...options });
  const page = await context.newPage();
  page.setDefaultTimeout(10_000);
  const errors = [];
  page.on("console", (message) => {
    const text = `${message.text()} ${message.location().url}`;
    if (message.type() === "error" && !expected.test(text)) errors.push(text);
  });
  page.on("pageerror", (error) => errors.push(String(error)));
  await page.goto(from.origin + path, { waitUntil: "networkidle" });
  return { page, context, errors, close: () => context.close() };
}

const heading = (page) => page.locator("#list").innerText();
const titles = (page) => page.locator(".card-title").allInnerTexts();
const address = (page) => new URL(page.url()).search;

/** Waits until the heading says so many datasets; gives what it says. */
async function counted(page, expected) {
  await page.waitForFunction(
    (n) => document.getElementById("list").textContent.startsWith(`${n} `) &&
      document.getElementById("found").ariaBusy !== "true",
    expected,
  );
}

/** Waits for the end of a search. */
async function answered(page) {
  await page.waitForFunction(() => document.getElementById("found").ariaBusy === "false");
}

async function type(page, text) {
  await page.locator("#q").pressSequentially(text, { delay: 20 });
  await page.waitForTimeout(250);
  await answered(page);
}

test("scripts are published whole: modules that import nothing", async () => {
  const folder = await mkdtemp(join(tmpdir(), "fichero-"));
  const names = (await readdir(file("assets"))).filter((name) => name.endsWith(".js"));
  assert.equal(names.filter((name) => /^search\.[0-9a-f]{16}\.js$/.test(name)).length, 1);
  assert.ok(names.includes("search.js"));
  for (const name of names) {
    const copy = join(folder, name.replace(/js$/, "mjs"));
    await copyFile(file(`assets/${name}`), copy);
    execFileSync(process.execPath, ["--check", copy]);
  }
  await rm(folder, { recursive: true });
});

test("words are searched for while they are typed", async () => {
  const { page, errors, close } = await open("/dataset/");
  const before = await titles(page);
  await type(page, WORD.slice(0, 3));
  assert.equal(address(page), `?q=${WORD.slice(0, 3)}`);
  const beginning = await titles(page);
  assert.ok(beginning.length > 0, "the beginning of a word finds it");
  await type(page, WORD.slice(3));
  assert.equal(address(page), `?q=${WORD}`);
  assert.match(await page.title(), new RegExp(`^${WORD} – `));
  assert.match(await page.locator("#said").innerText(), /^\d+ conjuntos? de datos encontrados?$/);
  const marked = await page.locator(".card mark").allInnerTexts();
  assert.ok(marked.some((text) => text.toLowerCase().startsWith(WORD)), marked.join());
  await page.keyboard.press("Escape");
  await page.waitForFunction(() => location.search === "");
  assert.equal(await page.inputValue("#q"), "");
  assert.deepEqual(await titles(page), before, "the list is back");
  assert.deepEqual(errors, []);
  await close();
});

test("results are refined, sorted, turned over, and the way back leads through all of it", async () => {
  const { page, errors, close } = await open("/dataset/");
  const facet = (name, value) => page.locator(`#facets [data-go="${name}=${value}"]`);
  await facet("organization", owner).click();
  await counted(page, owned);
  assert.equal(address(page), `?organization=${owner}`);
  const count = await facet("res_format", format).locator("xpath=following-sibling::*").innerText();
  assert.equal(count, String(both), "the facet says how many there would be");
  await facet("res_format", format).click();
  await counted(page, both);
  assert.equal(address(page), `?organization=${owner}&res_format=${format}`);
  const focused = await page.evaluate(() => document.activeElement?.dataset.go);
  assert.equal(focused, `res_format=${format}`, "the focus stays where it was");
  await page.locator(".applied a").nth(1).click();
  await counted(page, owned);
  await page.locator(".applied a").first().click();
  await page.waitForFunction(() => location.search === "");

  await page.selectOption("#sort", "title_string asc");
  await answered(page);
  const sorted = await titles(page);
  const plain = (text) => text.normalize("NFKD").replace(/\p{M}/gu, "").toLowerCase();
  const expected = datasets.map(({ title }) => title).sort((a, b) => (plain(a) < plain(b) ? -1 : 1));
  assert.equal(sorted[0], expected[0]);
  await page.locator(".pager [rel=next]").click();
  await answered(page);
  await page.waitForFunction(() => document.activeElement?.id === "list");
  assert.match(address(page), /page=2$/);
  assert.equal((await titles(page))[0], expected[20]);

  await page.goBack();
  await page.waitForFunction((title) => document.querySelector(".card-title").textContent === title, sorted[0]);
  for (const search of ["", `?organization=${owner}`, `?organization=${owner}&res_format=${format}`]) {
    await page.goBack();
    await page.waitForFunction((expected) => location.search === expected, search);
  }
  await counted(page, both);
  assert.deepEqual(errors, []);
  await close();
});

test("an address with a question is answered, and answered again", async () => {
  const { page, errors, close } = await open(`/dataset/?organization=${owner}&sort=title_string+desc`);
  await counted(page, owned);
  const before = await titles(page);
  assert.equal(await page.inputValue("#sort"), "title_string desc");
  await page.reload();
  await counted(page, owned);
  assert.deepEqual(await titles(page), before);
  assert.deepEqual(errors, []);
  await close();
});

test("what was typed and sent is one step back", async () => {
  const { page, errors, close } = await open("/dataset/");
  await type(page, WORD);
  await page.keyboard.press("Enter");
  await answered(page);
  await page.goBack();
  await page.waitForFunction(() => location.search === "" && document.getElementById("q").value === "");
  await page.goForward();
  await page.waitForFunction((word) => document.getElementById("q").value === word, WORD);
  assert.deepEqual(errors, []);
  await close();
});

test("the home page and every other one lead to the search", async () => {
  for (const path of ["/", "/organization/", `/dataset/${datasets[0].name}/`]) {
    const { page, errors, close } = await open(path);
    await page.locator("form[role=search] input").fill(WORD);
    await page.locator("form[role=search] button").click();
    await page.waitForURL(`**/dataset/?q=${WORD}`);
    await answered(page);
    assert.match(await heading(page), /encontrado/);
    assert.deepEqual(errors, [], path);
    await close();
  }
});

test("without JavaScript there is no box, and the lists say where to go", async () => {
  for (const path of ["/", "/dataset/", "/organization/"]) {
    const { page, close } = await open(path, { javaScriptEnabled: false });
    assert.equal(await page.locator("form:visible, select:visible").count(), 0, path);
    if (path === "/dataset/") {
      assert.ok(await page.locator('noscript a[href$="organization/"]').isVisible());
      assert.equal(await page.locator(".card").count(), 20);
    }
    await close();
  }
});

test("the slash leads to the box, unless one turns that off", async () => {
  const { page, close } = await open("/dataset/");
  const focused = () => page.evaluate(() => document.activeElement?.id);
  await page.keyboard.press("/");
  assert.equal(await focused(), "q");
  assert.equal(await page.inputValue("#q"), "");
  await page.locator(".tips summary").click();
  await page.locator("#shortcut").uncheck();
  await page.keyboard.press("/");
  assert.notEqual(await focused(), "q");
  await page.reload();
  await page.keyboard.press("/");
  assert.notEqual(await focused(), "q", "it is remembered");
  await close();
});

describe("where files do not arrive", () => {
  const ways = {
    "the network is gone": (route) => route.abort("internetdisconnected"),
    "the host answers 404": (route) => route.fulfill({ status: 404, body: "no" }),
    "the host answers with a page": (route) =>
      route.fulfill({ status: 200, contentType: "text/html", body: "<!doctype html><p>Error" }),
  };
  for (const [way, handle] of Object.entries(ways)) {
    test(`${way}: the list stays, and one can try again`, async () => {
      const { page, errors, close } = await open("/dataset/", { expected: /ERR_|404/ });
      const before = await titles(page);
      await page.route(SHARDS, handle);
      await page.locator("#q").fill(WORD);
      await page.keyboard.press("Enter");
      const again = page.locator("#notes button");
      await again.waitFor({ timeout: 30_000 });
      assert.deepEqual(await titles(page), before);
      assert.match(await page.locator("#said").innerText(), /conexión/);
      await page.unroute(SHARDS);
      await again.click();
      await answered(page);
      assert.match(await heading(page), /encontrado/);
      assert.equal(await again.count(), 0);
      assert.deepEqual(errors, []);
      await close();
    });
  }

  test("what was found once is found again offline", async () => {
    const { page, context, errors, close } = await open("/dataset/", { expected: /favicon/ });
    await type(page, WORD);
    await page.keyboard.press("Enter");
    await answered(page);
    const before = await titles(page);
    await context.setOffline(true);
    await page.keyboard.press("Escape");
    await page.waitForFunction(() => location.search === "");
    await page.locator("#q").fill(WORD);
    await page.keyboard.press("Enter");
    await answered(page);
    assert.deepEqual(await titles(page), before);
    assert.deepEqual(errors, []);
    await close();
  });
});

test("what is refused is explained", async () => {
  const { page, errors, close } = await open("/dataset/?q=%2Fa.*b%2F");
  await answered(page);
  assert.match(await page.locator("#notes").innerText(), /barras/);
  assert.equal(await page.locator(".card").count(), 0);
  assert.deepEqual(errors, []);
  await close();
});

test("where nothing is found, there is something to try", async () => {
  const { page, errors, close } = await open(`/dataset/?q=qwxyz&organization=${owner}`);
  await answered(page);
  assert.match(await heading(page), /Ningún/);
  assert.equal(await page.locator("#found .notice li").count(), 3);
  const { violations } = await new AxeBuilder({ page }).analyze();
  assert.deepEqual(violations.map(({ id, nodes }) => `${id}: ${nodes[0].html}`), []);
  await page.locator('#found .notice a[href="?q=qwxyz*&organization=' + owner + '"], #found .notice a').first().click();
  await answered(page);
  assert.deepEqual(errors, []);
  await close();
});

test("a slip shows what was meant at once", async () => {
  const { page, errors, close } = await open("/dataset/?q=presupusto");
  await answered(page);
  await page.locator(".suggestion a").waitFor();
  assert.equal(await page.locator(".suggestion a").textContent(), "presupuesto");
  await page.locator("#found .card").first().waitFor();
  assert.match(await heading(page), /«presupuesto»/);
  const marked = await page.locator("#found mark").allTextContents();
  assert.ok(marked.some((text) => /^presupuesto/i.test(text)), marked.join());
  assert.deepEqual(errors, []);
  await close();
});

for (const scheme of ["light", "dark"]) {
  for (const width of [320, 1280]) {
    test(`results are accessible and fit ${width} pixels, ${scheme}`, async () => {
      const { page, errors, close } = await open(`/dataset/?q=${WORD}&organization=${owner}`, {
        viewport: { width, height: 800 },
        colorScheme: scheme,
      });
      await answered(page);
      await page.goto(`${site.origin}/dataset/?sort=title_string+asc&page=2`, { waitUntil: "networkidle" });
      await answered(page);
      await page.waitForTimeout(400);
      const { violations } = await new AxeBuilder({ page }).analyze();
      assert.deepEqual(violations.map(({ id, nodes }) => `${id}: ${nodes[0].html}`), []);
      const over = await page.evaluate(() => document.documentElement.scrollWidth - innerWidth);
      assert.ok(over <= 0, `${over} pixels too wide`);
      assert.deepEqual(errors, []);
      await close();
    });
  }
}

test("a site in a folder searches there", async () => {
  const below = await serve("/datos/portal");
  const { page, errors, close } = await open(`/datos/portal/dataset/?organization=${owner}`, { from: below });
  await counted(page, owned);
  await page.locator(".card-title a").first().click();
  assert.match(new URL(page.url()).pathname, /^\/datos\/portal\/dataset\/[^/]+\/$/);
  assert.ok(await page.locator("h1").isVisible());
  assert.deepEqual(errors, []);
  await close();
  below.close();
});

test("the first view is light, and nothing moves when results come", async () => {
  const { page, close } = await open("/dataset/");
  const weight = await page.evaluate(() =>
    performance.getEntries().reduce((sum, { encodedBodySize = 0 }) => sum + encodedBodySize, 0),
  );
  assert.ok(weight <= 100_000, `${weight} bytes`);
  const shift = await page.evaluate(
    () =>
      new Promise((done) => {
        let sum = 0;
        new PerformanceObserver((list) => {
          for (const entry of list.getEntries()) sum += entry.value;
        }).observe({ type: "layout-shift", buffered: true });
        setTimeout(() => done(sum), 100);
      }),
  );
  assert.ok(shift < 0.02, `layout shift of ${shift}`);
  await close();
});
