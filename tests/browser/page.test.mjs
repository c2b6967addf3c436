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

/* Documents that mean harm, by their names, which get into citations and sources. */
const HOSTILE = {
  "evil.txt": `A statement with <script>window.hacked = 1</script> and "quotes" in its title

A lighthouse with <img src=x onerror="window.hacked=2"> and '"><svg onload=window.hacked=3> in it,
and \u202Eoverride\u202C and javascript:hacked and evilness.
`,
  "a title.md": `# \u202Eeltit live\u202C " onmouseover="window.hacked=4" <b>bold</b> \u2066isolated\u2069

## </h2><script>window.hacked=5</script> &lt;script&gt;

1. Evilness &#60;script>window.hacked=6</script> \u200F\u2067rtl\u2069 </div></article></main><iframe srcdoc="<script>top.hacked=7</script>">

2. Evilness [link](javascript:window.hacked=8) ![x](x" onerror="window.hacked=9)
`,
  "'\"><img src=x onerror=window.hacked=10>.txt": `Evilness of a name

Evilness of a document whose very name is an element with an event handler in it.
`,
  "page.html": `<html lang="en"><head><title>Evilness &lt;/title&gt;&lt;script&gt;window.hacked=11&lt;/script&gt;</title>
<link rel="canonical" href="javascript:window.hacked=12"></head><body><article><h1>Evilness of a page</h1>
<p onclick="window.hacked=13">Evilness of a page saved from the Web, with &lt;svg/onload=window.hacked=14&gt; in
its text, which is long enough to be taken for an article by whoever has to tell it from menus.</p>
</article></body></html>
`,
};

const folder = mkdtempSync(path.join(os.tmpdir(), "travaux-browser-"));
after(() => rmSync(folder, { recursive: true, force: true }));
const evil = path.join(folder, "evil");
mkdirSync(evil);
for (const [name, text] of Object.entries(HOSTILE)) writeFileSync(path.join(evil, name), text);
const database = path.join(folder, "index");
const archives = readdirSync(process.env.SAMPLE_ARCHIVES)
  .filter((name) => /\.(gz|zip|xz|bz2|7z|zst)$/.test(name))
  .map((name) => path.join(process.env.SAMPLE_ARCHIVES, name));
/* The same story in several papers. */
const PAPERS = ["Harbour Post", "Evening Bell", "Northern Mail"];
const papers = path.join(folder, "papers");
mkdirSync(papers);
for (const paper of PAPERS)
  writeFileSync(path.join(papers, `${paper}.txt`), `A weathercock is stolen

${paper}, 3 May 2023

The weathercock of the town hall of Sundby was stolen on Tuesday night by persons who left a ladder behind.
It had turned there for a hundred and twelve years, through two wars and one revolution, and was never oiled.
The mayor said that the wind would from now on have to be guessed at, and that the town was used to guessing.
Police are looking for a van without windows, a tall man, and a bird of gilded copper with one eye missing.
`);
const gone = path.join(folder, "gone.txt");
writeFileSync(gone, "A paper that is gone\n\nWhat vanishes from its archive stays in the index until that is told.\n");
try {
  execFileSync(travaux, ["index", "-d", database, evil, papers, gone, ...archives],
               { stdio: "ignore" });
} catch (error) {
  assert.equal(error.status, 3); // some are damaged on purpose
}
rmSync(gone);
const server = await serve({ after }, database, "--archives", process.env.SAMPLE_ARCHIVES);

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
  const page = await open(t, "?q=traffic+data&n=100", scriptless);
  const more = page.locator(".more a", { hasText: "more in this document" }).first();
  const wanted = Number((await more.innerText()).split(" ")[0]);
  await more.click();
  const total = Number((await page.locator(".total").innerText()).match(/\d+/)[0]);
  assert.ok(total > wanted);
  assert.match(await page.locator(".chips").innerText(), /Document/);
});

for (const javaScriptEnabled of [true, false])
  for (const width of [360, 1280])
    for (const colorScheme of ["light", "dark"])
      test(`from a question to a cited passage, ${javaScriptEnabled ? "with" : "without"} script, ${width} wide, ${colorScheme}`, async (t) => {
        const page = await open(t, "", { javaScriptEnabled, colorScheme, viewport: { width, height: 800 } });
        await page.fill("#q", QUESTION);
        await page.click(".ask button");
        await page.waitForURL(/q=dual/);
        if (width < 800) await page.click("text=Filters");
        await page.locator("#filters a", { hasText: "Positions" }).click();
        await page.waitForURL(/kind=position/);
        const hit = page.locator(".hit").first(), citation = await hit.locator("h2").innerText();
        await hit.locator("summary").click();
        assert.equal(await hit.locator(".citation").innerText(), citation);
        await hit.locator("h2 a").click();
        await page.waitForURL(/documents/);
        const box = await page.locator(".meant").boundingBox();
        assert.ok(box.y >= 0 && box.y < 800, String(box.y));
        assert.equal(await page.locator(".meant .citation").innerText(), citation);
        const [paper, ink] = await page.evaluate(() => [getComputedStyle(document.body).backgroundColor, getComputedStyle(document.body).color]
          .map((color) => color.match(/\d+/g).slice(0, 3).reduce((sum, part) => sum + Number(part), 0)));
        assert.equal(paper > ink, colorScheme === "light");
        await page.goBack();
        await page.locator(".chips a").click();
        await page.waitForURL((url) => !url.search.includes("kind"));
      });

test("the address of an answer means the same to others, and after the index has grown", async (t) => {
  const page = await open(t, ASKED, scriptless);
  await page.locator("#filters a", { hasText: "Positions" }).click();
  await page.click("text=Newest first");
  const [address, hits] = [page.url(), await page.locator(".hit h2").allInnerTexts()];
  const other = await open(t, address);
  assert.deepEqual(await other.locator(".hit h2").allInnerTexts(), hits);
  const tag = async () => (await server.get("/api/v1/status")).headers.etag, before = await tag();
  writeFileSync(path.join(evil, "later.txt"), "A later paper\n\nNothing in it is about what was asked before.\n");
  execFileSync(travaux, ["index", "-d", database, evil], { stdio: "ignore" });
  const end = Date.now() + 10000;
  while (await tag() === before) assert.ok(Date.now() < end);
  await other.goto(address);
  assert.deepEqual(await other.locator(".hit h2").allInnerTexts(), hits);
});

test("years are chosen as a range, which is two filters that can be taken away", async (t) => {
  const page = await open(t, ASKED, scriptless);
  const before = await page.locator(".total").innerText();
  await page.fill("[name=since]", "2023-06");
  await page.fill("[name=until]", "2024-02");
  await page.click(".dates button");
  const dates = await page.locator(".hit time").allInnerTexts();
  assert.ok(dates.length > 0 && dates.every((date) => date >= "2023-06" && date <= "2024-02-29"), String(dates));
  assert.equal(await page.locator(".chips li").count(), 2);
  await page.locator(".chips a").first().click();
  await page.locator(".chips a").first().click();
  assert.equal(await page.locator(".total").innerText(), before);
});

for (const javaScriptEnabled of [true, false])
  test(`a document says whether it is as its archive has it, ${javaScriptEnabled ? "with" : "without"} script`, async (t) => {
    const page = await open(t, await firstDocument(t), { javaScriptEnabled });
    await page.click("text=Check against the source");
    await page.waitForSelector(".verdict");
    assert.equal(await page.locator(".verdict h2").innerText(), "Unchanged");
    assert.match(await page.locator(".verdict .when").innerText(), /^Checked 20\d\d-\d\d-\d\d, \d\d:\d\d UTC$/);
    assert.equal(new URL(page.url()).pathname === "/verify", !javaScriptEnabled);
    if (javaScriptEnabled) return;
    await page.click(".cited a");
    assert.ok(await page.locator(".meant").isVisible());
    await page.goto(server.url + "?q=vanishes");
    await page.locator(".hit h2 a").first().click();
    await page.click("text=Check against the source");
    assert.equal(await page.locator(".verdict h2").innerText(), "Archive missing");
  });

test("with script, keys go from passage to passage of a document, and copy its citation", async (t) => {
  const page = await open(t, await firstDocument(t), { permissions: ["clipboard-read", "clipboard-write"] });
  await page.keyboard.press("c");
  await page.waitForSelector(".said");
  assert.equal(await page.evaluate(() => navigator.clipboard.readText()),
               await page.locator(".meant .citation").textContent());
  const meant = await page.locator(".meant").getAttribute("id");
  await page.keyboard.press("j");
  assert.notEqual(await page.locator(".passage.current").getAttribute("id"), meant);
  await page.keyboard.press("k");
  assert.equal(await page.locator(".passage.current").getAttribute("id"), meant);
});

test("near-duplicates are one hit that leads to all of them", async (t) => {
  const page = await open(t, "?q=weathercock", scriptless);
  const papersFound = async () => new Set((await page.locator(".hit h2 a").evaluateAll((all) => all.map((a) => a.pathname)))).size;
  assert.equal(await papersFound(), 1);
  const like = page.locator(".more a", { hasText: `and ${PAPERS.length - 1} more like it` }).first();
  await like.click();
  assert.equal(await papersFound(), PAPERS.length);
  assert.match(await page.locator(".chips").innerText(), /Near-duplicates/);
});

test("a document opens at the passage that was cited", async (t) => {
  const page = await open(t, await firstDocument(t), scriptless);
  const meant = page.locator(".meant");
  assert.equal(await meant.count(), 1);
  const box = await meant.boundingBox();
  assert.ok(box.y >= 0 && box.y < 900);
  assert.ok(await meant.locator("mark").count() > 0);
  assert.match(await meant.locator(".citation").innerText(), /art\.|para/);
  assert.equal(await page.locator(".where").innerText(), await page.locator("h1").innerText());
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

test("with script, a click copies a citation in any style", async (t) => {
  const page = await open(t, ASKED, { permissions: ["clipboard-read", "clipboard-write"] });
  const hit = page.locator(".hit").nth(1);
  await hit.locator("summary").click();
  for (const link of await hit.locator(".styles a").all()) {
    await link.click();
    await page.waitForSelector(`.said:text-is("Copied as ${await link.innerText()}")`);
    assert.equal(await page.evaluate(() => navigator.clipboard.readText()),
                 (await server.get(await link.getAttribute("href"))).text);
  }
  assert.equal(new URL(page.url()).search, ASKED);
});

test("nothing that a document says runs, and nothing is asked of anyone else", async (t) => {
  for (const options of [{}, scriptless]) {
    const page = await open(t, "?q=evilness&n=100", options);
    const hits = await page.locator(".hit h2 a").evaluateAll((all) => all.map((a) => a.href));
    const documents = new Set(hits.map((href) => new URL(href).pathname));
    assert.equal(documents.size, Object.keys(HOSTILE).length);
    for (const at of [page.url(), ...hits]) {
      await page.goto(at);
      assert.equal(await page.locator("main :is(img, script, iframe, b, svg:not(.years svg))").count(), 0, at);
      assert.equal(await page.locator("a[href^='javascript' i], [onmouseover], [onerror], [onclick], [onload]").count(), 0, at);
      assert.doesNotMatch(await page.content(), /[\u202A-\u202E\u2066-\u2069]/);
      if (options === scriptless) continue;
      for (const link of await page.locator("main h2, main h1, .passage").all()) await link.hover();
      assert.equal(await page.evaluate(() => window.hacked), undefined, at);
    }
    assert.deepEqual(page.foreign, []);
    assert.deepEqual(await page.context().cookies(), []);
  }
});

test("text that is written from the right stands right", async (t) => {
  const page = await open(t, "?q=" + encodeURIComponent("الجريمة"), scriptless);
  const direction = (selector) => page.locator(selector).first()
    .evaluate((element) => getComputedStyle(element).direction);
  assert.equal(await direction(".hit blockquote"), "rtl");
  assert.equal(await direction(".hit h2:has-text('بيان')"), "rtl");
  assert.equal(await direction(".hit h2:has-text('A/AC.999')"), "ltr");
  assert.equal(await direction("#q"), "rtl");
  // in the tail of a citation, 1(أ) and the date read from the left
  const order = await page.locator(".hit h2", { hasText: "1(أ) (14 August 2023)" }).first().evaluate((element) => {
    const walker = document.createTreeWalker(element, NodeFilter.SHOW_TEXT), range = document.createRange(), places = [];
    for (let node; (node = walker.nextNode());)
      for (const part of ["1", "أ", "14", "August", "2023"]) {
        const at = node.data.indexOf(part);
        if (at < 0 || (part !== "أ" && node.parentElement.tagName !== "BDI") || (part === "أ" && node.data !== "أ")) continue;
        range.setStart(node, at);
        range.setEnd(node, at + part.length);
        const { left, top } = range.getBoundingClientRect();
        places.push([part, top, left]);
      }
    return places.sort((a, b) => a[1] - b[1] || a[2] - b[2]).map(([part]) => part).join(" ");
  });
  assert.match(order, /1 أ.* 14 August 2023$/);
  await page.locator(".hit h2 a").first().click();
  assert.equal(await direction(".passage p"), "rtl");
  assert.equal(await direction(".meant"), "rtl");
  assert.equal(await direction(".meant .citing"), "ltr");
  const [text, place] = await Promise.all([".meant > p", ".meant > .place"].map((selector) =>
    page.locator(selector).evaluate((element) => {
      const range = document.createRange();
      range.selectNodeContents(element);
      return range.getBoundingClientRect().right;
    })));
  assert.ok(Math.abs(text - place) < 4, `${text} ${place}`);
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
  await page.locator(".hit h2 a").first().click();
  assert.match((await page.locator(".meant mark").allInnerTexts()).join(""), /数据/);
  assert.equal(await page.locator(".meant > p").getAttribute("lang"), "zh");
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
  await page.screenshot({ path: path.join(shots, "print.png"), fullPage: true });
  const citations = await page.locator(".hit h2").allInnerTexts();
  const paper = path.join(shots, "print.pdf");
  await page.pdf({ path: paper });
  const printed = execFileSync(travaux, ["extract", paper], { encoding: "utf8" }).replace(/\s+/g, "");
  for (const citation of citations)
    assert.ok(printed.includes(JSON.stringify(citation).slice(1, -1).replace(/\s+/g, "")), citation);
});

const pages = {
  home: () => "",
  results: () => ASKED,
  filtered: () => ASKED + "&kind=position&since=2023",
  arabic: () => "?q=" + encodeURIComponent("الجريمة"),
  chinese: () => "?q=" + encodeURIComponent("数据"),
  document: (t) => firstDocument(t),
  verdict: async (t) => (await firstDocument(t)).replace(/documents\/(\w+)\?passage=(\d+).*/, "verify?id=$1%23$2"),
  nothing: () => "?q=zxqvw&kind=news",
  problem: () => "?q=%22open",
};

/** What axe finds, by its tags or rules. */
async function violations(page, runOnly) {
  const found = await page.evaluate((only) => window.axe.run({ runOnly: only }), runOnly);
  assert.ok(found.passes.length > 0);
  return found.violations.map((v) => [v.id, v.nodes[0].html]);
}

for (const [name, address] of Object.entries(pages))
  for (const width of [360, 1280])
    test(`the page "${name}" is accessible, ${width} wide, light and dark`, async (t) => {
      const page = await open(t, await address(t), { viewport: { width, height: 900 }, bypassCSP: true });
      for (const colorScheme of ["dark", "light"]) {
        await page.emulateMedia({ colorScheme });
        for (const shot of width > 1000 ? [768, 1440, width] : [width]) {
          await page.setViewportSize({ width: shot, height: 900 });
          await page.screenshot({ path: path.join(shots, `${name}-${colorScheme}-${shot}.png`) });
        }
      }
      await page.evaluate(() => {
        for (const details of document.querySelectorAll("details")) details.open = true;
        scrollTo(0, 0);
      });
      await page.addScriptTag({ content: axe });
      const everything = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"];
      assert.deepEqual(await violations(page, everything), []);
      await page.emulateMedia({ colorScheme: "dark" });
      const colours = { type: "rule", values: ["color-contrast", "link-in-text-block"] };
      assert.deepEqual(await violations(page, colours), []);
      assert.ok(await page.evaluate(() =>
        document.documentElement.scrollWidth <= document.documentElement.clientWidth));
    });
