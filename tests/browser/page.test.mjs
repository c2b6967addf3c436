// SPDX-License-Identifier: AGPL-3.0-or-later
// The page as people use it: with and without script, narrow and wide, light and dark, in languages
// that are written from the right. One server of the sample archives and of a hostile document.
import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { createRequire } from "node:module";
import os from "node:os";
import path from "node:path";
import { after, test } from "node:test";
import { chromium } from "playwright-core";
import { serve, travaux } from "../serve/served.mjs";

const HOSTILE = `A statement with <script>window.hacked = 1</script> and "quotes" in its title

A lighthouse with <img src=x onerror="window.hacked=2"> and '"><svg onload=window.hacked=3> in it,
and \u202Eoverride\u202C and javascript:hacked and evilness.
`;

const folder = mkdtempSync(path.join(os.tmpdir(), "travaux-browser-"));
after(() => rmSync(folder, { recursive: true, force: true }));
writeFileSync(path.join(folder, "evil.txt"), HOSTILE);
const database = path.join(folder, "index");
const archives = readdirSync(process.env.SAMPLE_ARCHIVES)
  .filter((name) => /\.(gz|zip|xz|bz2|7z|zst)$/.test(name))
  .map((name) => path.join(process.env.SAMPLE_ARCHIVES, name));
try {
  execFileSync(travaux, ["index", "-d", database, path.join(folder, "evil.txt"), ...archives],
               { stdio: "ignore" });
} catch (error) {
  assert.equal(error.status, 3); // some are damaged on purpose
}
const server = await serve({ after }, database);

const browser = await chromium.launch({
  executablePath: process.env.CHROMIUM,
  args: ["--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run",
         "--disable-background-networking", "--disable-component-update", "--disable-sync"],
});
after(() => browser.close());

const axe = readFileSync(createRequire(import.meta.url).resolve("axe-core/axe.min.js"), "utf8");
const shots = process.env.SCREENSHOTS;
mkdirSync(shots, { recursive: true });

/** A page at an address, gone with the test; every request that is not the server's is counted. */
async function open(t, address, options = {}) {
  const context = await browser.newContext({ viewport: { width: 1200, height: 900 }, ...options });
  t.after(() => context.close());
  const page = await context.newPage();
  page.foreign = [];
  page.on("request", (request) => {
    if (!request.url().startsWith(server.url)) page.foreign.push(request.url());
  });
  await page.goto(new URL(address, server.url).href);
  return page;
}

const QUESTION = "dual criminality";
const ASKED = "?q=dual+criminality";
const scriptless = { javaScriptEnabled: false };

/** The address of the document page that a question's first hit leads to. */
async function firstDocument(t, address = ASKED) {
  const page = await open(t, address, scriptless);
  return new URL(await page.locator(".hit h2 a").first().getAttribute("href"), server.url).href;
}

test("without script, a question typed into the form finds cited passages", async (t) => {
  const page = await open(t, "", scriptless);
  await page.fill("#q", QUESTION);
  await page.click(".ask button");
  const first = page.locator(".hit").first();
  assert.match(await first.locator("h2").innerText(), /art\.|para/);
  assert.match((await first.locator("mark").allInnerTexts()).join(" ").toLowerCase(), /dual criminality/);
  assert.match(await page.title(), /dual criminality/);
  assert.equal(await page.inputValue("#q"), QUESTION);
});

test("without script, a facet narrows the search and its filter can be taken away", async (t) => {
  const page = await open(t, ASKED, scriptless);
  const before = await page.locator(".total").innerText();
  await page.locator("#filters a", { hasText: "Positions" }).click();
  const kinds = await page.locator(".hit .kind").allInnerTexts();
  assert.ok(kinds.length > 0 && kinds.every((kind) => kind === "Position"));
  assert.notEqual(await page.locator(".total").innerText(), before);
  await page.locator(".chips a").click();
  assert.equal(await page.locator(".total").innerText(), before);
  assert.equal(await page.locator(".chips").count(), 0);
});

test("without script, years are chosen by a bar or by a form", async (t) => {
  const page = await open(t, ASKED, scriptless);
  await page.locator(".years svg a").first().click();
  const years = await page.locator(".hit time").allInnerTexts();
  assert.ok(years.length > 0 && new Set(years.map((date) => date.slice(0, 4))).size === 1);
  await page.goto(server.url + ASKED);
  await page.fill("[name=since]", "2024");
  await page.click(".dates button");
  const dates = await page.locator(".hit time").allInnerTexts();
  assert.ok(dates.length > 0 && dates.every((date) => date >= "2024"));
  assert.equal(await page.inputValue("[name=since]"), "2024");
});

test("without script, pages follow one another and lead back", async (t) => {
  const page = await open(t, ASKED, scriptless);
  const first = await page.locator(".hit h2").allInnerTexts();
  await page.click("[rel=next]");
  const second = await page.locator(".hit h2 a").evaluateAll((links) => links.map((a) => a.href));
  assert.ok(second.length > 0);
  assert.equal(await page.locator("ol[start]").getAttribute("start"), String(first.length + 1));
  await page.click("[rel=prev]");
  assert.deepEqual(await page.locator(".hit h2").allInnerTexts(), first);
});

test("the newest come first where that is asked for", async (t) => {
  const page = await open(t, ASKED, scriptless);
  await page.click("text=Newest first");
  const dates = await page.locator(".hit time").allInnerTexts();
  assert.deepEqual(dates, [...dates].sort().reverse());
  assert.ok(dates.length > 1);
});

test("what else a document has is a search in that document", async (t) => {
  const page = await open(t, "?q=traffic+data", scriptless);
  const more = page.locator(".more a", { hasText: "more in this document" }).first();
  const wanted = Number((await more.innerText()).split(" ")[0]);
  await more.click();
  const total = Number((await page.locator(".total").innerText()).match(/\d+/)[0]);
  assert.ok(total > wanted);
  assert.match(await page.locator(".chips").innerText(), /Document/);
});

test("near-duplicates are one hit that leads to all of them", async (t) => {
  const page = await open(t, "?q=hospital+ransom+backups", scriptless);
  const together = await page.locator(".hit").count();
  const like = page.locator(".more a", { hasText: "more like it" });
  if (await like.count()) {
    await like.first().click();
    assert.ok((await page.locator(".hit").count()) > together);
  }
  await page.goto(server.url + "?q=hospital+ransom+backups&duplicates=yes");
  assert.ok((await page.locator(".hit").count()) >= together);
});

test("a document opens at the passage that was cited", async (t) => {
  const page = await open(t, await firstDocument(t), scriptless);
  const meant = page.locator(".meant");
  assert.equal(await meant.count(), 1);
  const box = await meant.boundingBox();
  assert.ok(box.y >= 0 && box.y < 900);
  assert.ok(await meant.locator("mark").count() > 0);
  assert.match(await meant.locator(".citation").innerText(), /art\.|para/);
  assert.match(await page.locator(".source").innerText(), /travaux verify [a-z2-7]{12}#\d+/);
});

test("a document has contents and can be searched", async (t) => {
  const page = await open(t, await firstDocument(t, "?q=dual+criminality&kind=draft"), scriptless);
  const link = page.locator("nav[aria-label=Contents] a").last();
  const target = await link.getAttribute("href");
  await link.click();
  const box = await page.locator(target).boundingBox();
  assert.ok(box.y >= 0 && box.y < 900);
  await page.fill("#within", "extradition");
  await page.click(".within button");
  assert.match(await page.locator(".chips").innerText(), /Document/);
  assert.ok((await page.locator(".hit").count()) > 0);
});

test("every link to a citation in a style, and to what can be taken along, leads to an answer", async (t) => {
  const page = await open(t, ASKED, scriptless);
  const links = await page.locator(".hit:nth-of-type(1) .styles a, .exports a")
    .evaluateAll((all) => [...new Set(all.map((a) => a.getAttribute("href")))]);
  assert.ok(links.length >= 9);
  for (const link of links) {
    const answer = await server.get(link);
    assert.equal(answer.status, 200, link);
    assert.ok(answer.text.length > 20, link);
  }
});

test("a question that nothing answers is met with help, one that is wrong with the place", async (t) => {
  const page = await open(t, "?q=zxqvw&kind=news", scriptless);
  assert.match(await page.locator(".nothing").innerText(), /without the filters/);
  await page.goto(server.url + "?q=lamp+%22open");
  assert.equal(await page.locator(".question mark").innerText(), '"');
  assert.match(await page.locator(".reason").innerText(), /not closed/);
  await page.goto(server.url + "documents/aaaaaaaaaaaa");
  assert.ok(await page.locator("h1").innerText());
});

test("with script, an answer comes while one types, at an address that lasts", async (t) => {
  const page = await open(t, "");
  await page.locator("#q").pressSequentially("extradition");
  await page.waitForSelector(".hit mark");
  await page.waitForURL(/q=extradition/);
  assert.match(await page.title(), /extradition/);
  assert.equal(await page.evaluate(() => document.activeElement.id), "q");
  await page.reload();
  assert.ok((await page.locator(".hit").count()) > 0);
});

test("with script, words are suggested", async (t) => {
  const page = await open(t, "");
  await page.locator("#q").pressSequentially("extrad");
  await page.waitForSelector("#suggestions option", { state: "attached" });
  assert.match(await page.locator("#suggestions option").first().getAttribute("value"), /^extrad/);
});

test("with script, keys go from hit to hit, copy a citation and ask", async (t) => {
  const page = await open(t, ASKED, { permissions: ["clipboard-read", "clipboard-write"] });
  await page.keyboard.press("j");
  await page.keyboard.press("j");
  const current = page.locator(".hit.current");
  assert.equal(await current.locator("h2").innerText(),
               await page.locator(".hit h2").nth(1).innerText());
  await page.keyboard.press("c");
  await page.waitForSelector(".said");
  assert.equal(await page.evaluate(() => navigator.clipboard.readText()),
               await current.locator(".citation").textContent());
  await page.keyboard.press("k");
  assert.equal(await page.locator(".hit.current h2").innerText(),
               await page.locator(".hit h2").first().innerText());
  await page.keyboard.press("?");
  assert.match(await page.locator("dialog").innerText(), /next passage/);
  await page.keyboard.press("Escape");
  await page.keyboard.press("/");
  assert.equal(await page.evaluate(() => document.activeElement.id), "q");
});

test("a button copies a citation", async (t) => {
  const page = await open(t, ASKED, { permissions: ["clipboard-read", "clipboard-write"] });
  const hit = page.locator(".hit").nth(2);
  await hit.locator("summary").click();
  await hit.locator(".copy").click();
  await page.waitForSelector(".said");
  assert.equal(await page.evaluate(() => navigator.clipboard.readText()),
               await hit.locator(".citation").textContent());
});

test("nothing that a document says runs, and nothing is asked of anyone else", async (t) => {
  for (const options of [{}, scriptless]) {
    const page = await open(t, "?q=evilness", options);
    assert.match(await page.locator(".hit blockquote").first().innerText(), /<img src=x onerror/);
    await page.locator(".hit h2 a").first().click();
    assert.match(await page.locator(".text").innerText(), /<svg onload/);
    assert.equal(await page.locator(".text img, .text svg, .text script").count(), 0);
    if (options === scriptless) continue;
    assert.equal(await page.evaluate(() => window.hacked), undefined);
    assert.ok(!(await page.content()).includes("\u202E"));
    assert.deepEqual(page.foreign, []);
    assert.deepEqual(await page.context().cookies(), []);
  }
});

test("text that is written from the right stands right", async (t) => {
  const page = await open(t, "?q=" + encodeURIComponent("الجريمة"), scriptless);
  const direction = (selector) => page.locator(selector).first()
    .evaluate((element) => getComputedStyle(element).direction);
  assert.equal(await direction(".hit blockquote"), "rtl");
  assert.equal(await direction(".hit h2"), "rtl");
  assert.equal(await direction("#q"), "rtl");
  await page.locator(".hit h2 a").first().click();
  assert.equal(await direction(".passage p"), "rtl");
});

test("a question can be asked of other languages, too", async (t) => {
  const page = await open(t, "?q=dual+criminality", scriptless);
  await page.click("text=Search in other languages, too");
  assert.match(await page.locator(".chips").innerText(), /Other languages/);
  assert.ok((await page.locator("#filters section", { hasText: "Language" }).locator("li").count()) > 1);
});

test("a mistyped question is met with what it may have meant", async (t) => {
  const page = await open(t, "?q=dual+crimnality", scriptless);
  await page.locator(".corrected a").click();
  assert.equal(await page.inputValue("#q"), "dual criminality");
});

test("Chinese is found and marked", async (t) => {
  const page = await open(t, "?q=" + encodeURIComponent("数据"), scriptless);
  assert.match((await page.locator(".hit mark").allInnerTexts()).join(""), /数据/);
});

test("on paper, passages keep their citations and controls are left out", async (t) => {
  const page = await open(t, await firstDocument(t), scriptless);
  await page.emulateMedia({ media: "print" });
  assert.ok(await page.locator(".meant .citation").isVisible());
  for (const left of [".ask", ".within", ".styles"])
    assert.ok(!(await page.locator(left).first().isVisible()), left);
  await page.goto(server.url + ASKED);
  assert.ok(await page.locator(".hit h2").first().isVisible());
  assert.ok(!(await page.locator("#filters").isVisible()));
});

const pages = {
  home: () => "",
  results: () => ASKED,
  filtered: () => ASKED + "&kind=position&since=2023",
  arabic: () => "?q=" + encodeURIComponent("الجريمة"),
  document: (t) => firstDocument(t),
  nothing: () => "?q=zxqvw&kind=news",
  problem: () => "?q=%22open",
};

for (const [name, address] of Object.entries(pages))
  for (const colorScheme of ["light", "dark"])
    for (const width of [360, 1280])
      test(`the page "${name}" is accessible, ${colorScheme}, ${width} wide`, async (t) => {
        const page = await open(t, await address(t), {
          colorScheme, viewport: { width, height: 900 }, bypassCSP: true });
        await page.screenshot({ path: path.join(shots, `${name}-${colorScheme}-${width}.png`) });
        for (const details of await page.locator("details:not([open]) > summary").all())
          if (await details.isVisible()) await details.click();
        await page.evaluate(() => scrollTo(0, 0));
        await page.addScriptTag({ content: axe });
        const found = await page.evaluate(() => window.axe.run({
          runOnly: ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"] }));
        assert.deepEqual(found.violations.map((v) => [v.id, v.nodes[0].html]), []);
        assert.ok(found.passes.length > 5);
        assert.ok(await page.evaluate(() =>
          document.documentElement.scrollWidth <= document.documentElement.clientWidth));
      });
