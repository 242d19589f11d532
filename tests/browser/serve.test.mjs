// `fichero serve` in a browser: pages that load again by themselves, and the problems over them.

import assert from "node:assert/strict";
import { spawn } from "node:child_process";
import { cp, mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, before, test } from "node:test";
import { AxeBuilder } from "@axe-core/playwright";
import { all, browser as launch } from "./site.mjs";

const PROGRAM = process.env.FICHERO ?? "target/release/fichero";
const [dataset] = await all();
const PAGE = `/dataset/${dataset.name}/`;

let folder;
let file;
let server;
let browser;
let page;
let errors;

/** Starts the program and waits until it says where it is. */
function start(port = 0) {
  const env = { ...process.env, FICHERO_LANG: "es" };
  const child = spawn(PROGRAM, ["serve", "--port", String(port), folder], { env });
  return new Promise((ready, fail) => {
    let said = "";
    child.on("exit", () => fail(new Error(`it ended: ${said}`)));
    child.stderr.on("data", (data) => (said += data));
    child.stdout.on("data", (data) => {
      const origin = /http:\/\/[\d.]+:(\d+)/.exec(data);
      if (origin) ready({ child, origin: origin[0], port: Number(origin[1]) });
    });
  });
}

/** Ends it and waits for that. */
async function stop({ child }) {
  if (child.exitCode !== null || child.signalCode !== null) return;
  child.removeAllListeners("exit");
  const gone = new Promise((done) => child.once("exit", done));
  child.kill("SIGINT");
  await gone;
}

before(async () => {
  folder = await mkdtemp(join(tmpdir(), "fichero-serve-"));
  await cp("catalog", join(folder, "catalog"), { recursive: true });
  const owner = dataset.organization.name;
  file = join(folder, "catalog/organizations", owner, "datasets", dataset.name, "dataset.yaml");
  server = await start();
  browser = await launch();
  page = await (await browser.newContext({ locale: "es" })).newPage();
  errors = [];
  page.on("console", (message) => {
    const lost = /ERR_CONNECTION_REFUSED|ERR_INCOMPLETE_CHUNKED/.test(message.text());
    if (message.type() === "error" && !lost) errors.push(message.text());
  });
  page.on("pageerror", (error) => errors.push(String(error)));
});

after(async () => {
  await browser?.close();
  if (server) await stop(server);
  await rm(folder, { recursive: true, force: true });
});

/** Changes the dataset's file. */
async function edit(change) {
  await writeFile(file, change(await readFile(file, "utf8")));
}

const titled = (title) => (text) => text.replace(/^title: .*$/m, `title: ${title}`);

test("an edit is on the page without anybody's doing", async () => {
  await page.goto(server.origin + PAGE);
  assert.equal(await page.locator("h1").innerText(), dataset.title);
  await edit(titled("Cambiado a mano"));
  await page.locator("h1", { hasText: "Cambiado a mano" }).waitFor();
  await edit(titled("Y otra vez"));
  await page.locator("h1", { hasText: "Y otra vez" }).waitFor();
  assert.deepEqual(errors, []);
});

test("a mistake lies over the page with its place and what to type", async () => {
  const good = await readFile(file, "utf8");
  await edit((text) => text.replace(/^license_id:/m, "licencia:"));
  const dialog = page.getByRole("dialog");
  await dialog.waitFor();
  const text = await dialog.innerText();
  assert.match(text, /dataset\.yaml:\d+:1/);
  assert.match(text, /license_id/);
  assert.match(text, /Solución/);
  const focused = () => page.evaluate(() => document.querySelector("fichero-live").shadowRoot.activeElement?.textContent);
  assert.equal(await focused(), "Cerrar");
  assert.deepEqual(errors, []);
  const { violations } = await new AxeBuilder({ page }).include("fichero-live").analyze();
  assert.deepEqual(violations.map(({ id }) => id), []);
  // To look into a shadow tree it copies styles, which the policy does not let it.
  errors.length = 0;
  assert.equal(await page.locator("main").evaluate((main) => main.closest("[inert]") !== null), true);
  await page.keyboard.press("Escape");
  await dialog.waitFor({ state: "detached" });
  assert.equal(await page.locator("main").evaluate((main) => main.closest("[inert]") !== null), false);
  // It stays closed when the page is loaded again, and can be opened.
  await page.reload();
  const badge = page.getByRole("button", { name: /Ver los problemas/ });
  await badge.waitFor();
  assert.equal(await dialog.count(), 0);
  await badge.click();
  await dialog.waitFor();
  await page.getByRole("button", { name: "Cerrar" }).click();
  await dialog.waitFor({ state: "detached" });
  await writeFile(file, good);
  await badge.waitFor({ state: "detached" }).catch(async () => {
    // Warnings of the sample may remain.
    assert.doesNotMatch(await badge.innerText(), /error/);
  });
  assert.deepEqual(errors, []);
});

test("a connection that is lost is told, and so is one that is back", async () => {
  await page.goto(server.origin + PAGE);
  await page.waitForFunction(() => document.querySelector("fichero-live"));
  const port = server.port;
  // Until it has heard of the server once, there is nothing to lose.
  await page.waitForTimeout(500);
  await stop(server);
  const note = page.getByRole("status");
  await note.filter({ hasText: "Se perdió la conexión" }).waitFor();
  await edit(titled("Mientras tanto"));
  server = await start(port);
  await page.locator("h1", { hasText: "Mientras tanto" }).waitFor({ timeout: 60_000 });
  assert.deepEqual(errors, []);
});

test("a portal that is broken from the start shows why, and itself when it is mended", async () => {
  await stop(server);
  const portal = join(folder, "catalog/portal.yaml");
  const good = await readFile(portal, "utf8");
  await writeFile(portal, "title: [\n");
  server = await start();
  errors.length = 0;
  await page.goto(server.origin + PAGE);
  assert.match(await page.locator("pre").innerText(), /catalog\/portal\.yaml/);
  await writeFile(portal, good);
  await page.locator("h1", { hasText: "Mientras tanto" }).waitFor({ timeout: 60_000 });
  // The browser itself reports the answer 503 of the broken page.
  assert.deepEqual(errors.filter((text) => !text.includes("503")), []);
});
