import { browser as launch, serve } from "./site.mjs";
const site = await serve(); const browser = await launch();
const [name, path, dark, open] = process.argv.slice(2);
for (const width of [1280, 360]) {
  const context = await browser.newContext({ locale: "es", viewport: { width, height: 900 }, colorScheme: dark === "dark" ? "dark" : "light" });
  const page = await context.newPage();
  await page.goto(site.origin + path, { waitUntil: "networkidle" });
  if (process.env.AT) { const y = await page.evaluate((id) => document.getElementById(id).getBoundingClientRect().top, process.env.AT); await page.setViewportSize({ width, height: 1300 }); await page.evaluate((y) => scrollTo(0, y - 20), y); await page.screenshot({ path: `/tmp/shots/${name}-at-${width}.png` }); }
  if (open) await page.evaluate(() => document.querySelectorAll("details").forEach((d) => (d.open = true)));
  await page.screenshot({ path: `/tmp/shots/${name}-${width}.png`, fullPage: true });
  await context.close();
}
await browser.close(); site.close();
