// Every kind of page, as people meet it: with a screen reader, on a phone, without JavaScript.

import assert from "node:assert/strict";
import { after, before, describe, test } from "node:test";
import { AxeBuilder } from "@axe-core/playwright";
import { browser as launch, pages as find, serve } from "./site.mjs";

const pages = await find();
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

/** Opens a page and gives what it complained of and asked of others. */
async function open(path, options = {}) {
  const context = await browser.newContext({ locale: "es", ...options });
  const page = await context.newPage();
  const errors = [];
  const foreign = [];
  page.on("console", (message) => {
    // The browser itself reports the answer 404 of the page that is missing.
    if (message.type() === "error" && !message.text().includes("404")) errors.push(message.text());
  });
  page.on("pageerror", (error) => errors.push(String(error)));
  page.on("request", (request) => {
    if (new URL(request.url()).origin !== site.origin) foreign.push(request.url());
  });
  page.on("response", (response) => {
    if (response.status() >= 400 && new URL(response.url()).pathname !== path) {
      errors.push(`${response.status()} ${response.url()}`);
    }
  });
  await page.goto(site.origin + path, { waitUntil: "networkidle" });
  return { page, errors, foreign, close: () => context.close() };
}

/** How far the page goes beyond the screen, in pixels, and what reaches out first. */
function beyond() {
  const width = document.documentElement.clientWidth;
  const over = document.documentElement.scrollWidth - width;
  const culprit = [...document.body.querySelectorAll("*")].find(
    (element) => element.getBoundingClientRect().right > width + 1,
  );
  return { over, culprit: over > 0 ? culprit?.outerHTML.slice(0, 120) : undefined };
}

for (const [kind, path] of Object.entries(pages)) {
  describe(`${kind}: ${path}`, () => {
    test("is accessible, quiet and asks nobody else", async () => {
      const { page, errors, foreign, close } = await open(path);
      const { violations } = await new AxeBuilder({ page }).analyze();
      const told = violations.map(({ id, nodes }) => `${id}: ${nodes.map((n) => n.html).join(" | ")}`);
      assert.deepEqual(told, []);
      assert.equal(await page.locator("h1").count(), 1, "one h1");
      assert.equal(await page.locator("main").count(), 1, "one main");
      assert.equal(await page.getAttribute("html", "lang"), "es");
      assert.notEqual(await page.title(), "");
      assert.deepEqual(errors, []);
      assert.deepEqual(foreign, []);
      await close();
    });

    test("fits a phone 320 pixels wide", async () => {
      const { page, close } = await open(path, { viewport: { width: 320, height: 640 } });
      assert.deepEqual(await page.evaluate(beyond), { over: 0, culprit: undefined });
      await close();
    });

    test("reads the same without JavaScript", async () => {
      const scripted = await open(path);
      const plain = await open(path, { javaScriptEnabled: false });
      const heading = ({ page }) => page.locator("h1").innerText();
      assert.equal(await heading(plain), await heading(scripted));
      const text = await plain.page.locator("main").innerText();
      assert.ok(text.trim().length > 20, `main says something: ${text}`);
      await scripted.close();
      await plain.close();
    });
  });
}

test("what a grade lacks is accessible once it is opened", async () => {
  const { page, close } = await open(pages.grade);
  const reasons = page.locator("details.mend");
  assert.equal(await reasons.locator("li").first().isVisible(), false);
  await reasons.locator("summary").focus();
  await page.keyboard.press("Enter");
  assert.ok(await reasons.locator("li").first().isVisible());
  const { violations } = await new AxeBuilder({ page }).include("main").analyze();
  assert.deepEqual(violations.map(({ id }) => id), []);
  await close();
});

test("on a phone the table of a resource moves by keyboard, the page does not", async () => {
  const { page, close } = await open(pages.table, { viewport: { width: 320, height: 640 } });
  const sheet = page.locator(".sheet").last();
  await sheet.focus();
  await page.keyboard.press("End");
  for (let i = 0; i < 5; i++) await page.keyboard.press("ArrowRight");
  await page.waitForFunction((of) => of.scrollLeft > 0, await sheet.elementHandle());
  assert.equal(await page.evaluate(() => window.scrollX), 0);
  await close();
});

test("without JavaScript one gets from the home page to a file's address", async () => {
  const { page, close } = await open("/", { javaScriptEnabled: false });
  await page.locator('a[href$="/dataset/"], a[href="dataset/"]').first().click();
  assert.equal(new URL(page.url()).pathname, "/dataset/");
  await page.locator('main a[href*="dataset/"]:not([href$="/dataset/"])').first().click();
  assert.match(new URL(page.url()).pathname, /^\/dataset\/[a-z0-9_-]+\/$/);
  await page.locator('main a[href*="/resource/"]').first().click();
  assert.match(new URL(page.url()).pathname, /\/resource\/[0-9a-f-]{36}\//);
  await close();
});

test("the first stop of the keyboard leads to the content", async () => {
  const { page, close } = await open("/");
  await page.keyboard.press("Tab");
  const target = await page.evaluate(() => document.activeElement?.getAttribute("href"));
  assert.match(target ?? "", /^#/, "a link over the menu");
  assert.equal(await page.locator(`main${target}, ${target}`).count(), 1);
  await close();
});
