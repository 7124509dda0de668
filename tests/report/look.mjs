// Looks at reports (arguments: the English, the Chinese and a single run's) in headless Chromium; a line of JSON for each thing seen.
import axe from "axe-core";
import { readFileSync } from "node:fs";
import { chromium } from "playwright-core";

const files = process.argv.slice(2);
const say = (name, good, detail) => console.log(JSON.stringify({ name, good: Boolean(good), detail: good ? undefined : detail }));
const browser = await chromium.launch({
  executablePath: "/usr/bin/chromium",
  args: ["--no-sandbox", "--disable-gpu", "--disable-background-networking", "--disable-component-update", "--no-first-run"],
});

// A page that notes what it asks for and what it complains of.
async function open(file, options) {
  const context = await browser.newContext({ viewport: { width: 1100, height: 900 }, ...options });
  const page = await context.newPage(), asked = [], complaints = [];
  page.on("request", (request) => asked.push(request.url()));
  page.on("console", (message) => ["error", "warning"].includes(message.type()) && complaints.push(message.text()));
  page.on("pageerror", (error) => complaints.push(String(error)));
  await page.goto("file://" + file);
  return { page, context, asked, complaints };
}

// Charts whose picture is missing or has next to nothing in it.
const empty = () => [...document.querySelectorAll("[data-chart]")].filter((box) => {
  const drawn = box.querySelectorAll("svg path, svg text, svg circle, svg polyline, svg line, svg rect").length;
  return box.hidden || drawn < 5 || box.getBoundingClientRect().height < 60 || box.getAttribute("role") !== "img" || !box.getAttribute("aria-label");
}).map((box) => box.dataset.chart);

for (const [i, file] of files.entries()) {
  const what = ["English", "Chinese", "a single run"][i];
  for (const colorScheme of i === 2 ? ["light"] : ["light", "dark"]) {
    const { page, context, asked, complaints } = await open(file, { colorScheme, bypassCSP: true });
    say(`${what}, ${colorScheme}: every chart is drawn`, (await page.evaluate(empty)).length === 0, await page.evaluate(empty));
    say(`${what}, ${colorScheme}: no complaints`, complaints.length === 0, complaints);
    say(`${what}, ${colorScheme}: no request but the page`, asked.length === 1, asked);
    await page.evaluate(() => document.querySelectorAll("details").forEach((d) => (d.open = true)));
    await page.evaluate(axe.source);
    const found = await page.evaluate(() => axe.run(document, { runOnly: ["wcag2a", "wcag2aa", "wcag21aa", "wcag22aa", "best-practice"] }));
    say(`${what}, ${colorScheme}: axe finds nothing`, found.violations.length === 0 && found.passes.length > 20,
      found.violations.map((v) => [v.id, v.nodes.slice(0, 2).map((n) => n.html.slice(0, 160) + " " + n.failureSummary)]));
    await context.close();
  }
  const phone = await open(file, { viewport: { width: 390, height: 844 }, isMobile: true, hasTouch: true });
  say(`${what}: a phone shows it without scrolling sideways`, (await phone.page.evaluate(() => document.documentElement.scrollWidth)) <= 390,
    await phone.page.evaluate(() => [...document.querySelectorAll("body *")].filter((e) => e.getBoundingClientRect().right > 391 && !e.closest(".scroll, pre, svg")).slice(0, 4).map((e) => e.outerHTML.slice(0, 120))));
  say(`${what}: every chart is drawn on a phone`, (await phone.page.evaluate(empty)).length === 0, await phone.page.evaluate(empty));
  await phone.context.close();
}

// Charts follow the choice above them, and the policy of the page lets nothing out.
{
  const { page, context, complaints } = await open(files[0]);
  const picture = () => page.evaluate(() => document.querySelector("[data-chart=flow]").innerHTML);
  const before = await picture();
  await page.selectOption(".choose select", "1");
  await page.waitForTimeout(100);
  say("the flow of another scenario can be chosen", (await picture()) !== before);
  const escaped = await page.evaluate(() => fetch("https://example.org/").then(() => true, () => false));
  say("the page's policy forbids requests", !escaped && complaints.some((c) => c.includes("Content Security Policy")), complaints);
  await context.close();
}

// On paper everything is there: charts in light colours as wide as the page, tables open.
{
  const { page, context } = await open(files[0], { colorScheme: "dark" });
  const pdf = await page.pdf({ format: "A4", printBackground: true });
  say("it prints", pdf.subarray(0, 5).toString() === "%PDF-" && pdf.length > 50000, pdf.length);
  await page.emulateMedia({ media: "print" });
  await page.evaluate(() => dispatchEvent(new Event("beforeprint")));
  const paper = await page.evaluate(() => ({
    open: [...document.querySelectorAll("details")].every((d) => d.open), charts: [...document.querySelectorAll("[data-chart] svg")].filter((s) => s.getBoundingClientRect().height < 60).length,
    ground: getComputedStyle(document.body).backgroundColor,
  }));
  say("on paper all tables are open, all charts have their size, and the ground is white", paper.open && paper.charts === 0 && paper.ground === "rgb(255, 255, 255)", paper);
  await context.close();
}

// Without JavaScript: the verdict and every table.
for (const [i, file] of files.entries()) {
  const { page, context } = await open(file, { javaScriptEnabled: false });
  const tables = await page.locator("table").count(), hidden = [];
  for (const table of await page.locator("details.numbers table").all()) if (!(await table.isVisible())) hidden.push(await table.innerText());
  const verdict = await page.locator(".verdict").innerText();
  say(`without JavaScript all is there, ${i}`, tables === (readFileSync(file, "utf8").match(/<table>/g) ?? []).length && hidden.length === 0 && verdict.includes("%"), [tables, hidden, verdict]);
  await context.close();
}
await browser.close();
