// SPDX-License-Identifier: AGPL-3.0-or-later
// Every route: what it answers, and that it is what the command line says.
import assert from "node:assert/strict";
import { mkdirSync, rmSync, writeFileSync } from "node:fs";
import path from "node:path";
import { after, before, test } from "node:test";
import { commandLine, folder, serve, usualIndex } from "./served.mjs";

let server, database, ends = [];
const whole = { after: (end) => ends.unshift(end) };

before(async () => {
  database = usualIndex(folder(whole));
  server = await serve(whole, database);
});
after(async () => {
  for (const end of ends) await end();
});

const search = async (query) => (await server.get(`/api/v1/search?${query}`)).json();
const idOf = async (text) => (await search(`q=${text}&n=1`)).hits[0].passage.id;

test("a search answers with the JSON of the command line", async () => {
  const response = await server.get("/api/v1/search?q=stored+lamp&n=2&offset=1");
  assert.equal(response.status, 200);
  assert.equal(response.headers["content-type"], "application/json");
  const said = commandLine(database, "search", "--format", "json", "-n", "2", "--offset", "1", "stored lamp");
  assert.deepEqual(response.json(), JSON.parse(said));
  assert.equal(response.json().hits.length, 2);
});

test("filters of a search are those of the command line", async () => {
  const found = await search("q=lighthouse+fog&state=France&since=2022&until=2022-03&language=en");
  assert.deepEqual(found, JSON.parse(commandLine(database, "search", "--format", "json", "--state", "FRA",
    "--since", "2022", "--until", "2022-03", "--language", "en", "lighthouse fog")));
  assert.deepEqual(found.hits[0].document.states, ["FRA"]);
  const none = await search("q=fog&kind=treaty");
  assert.deepEqual(none.hits, []);
  assert.equal(none.total, 0);
});

test("a list may be given several times, and means any of its values", async () => {
  const both = await search("kind=treaty&kind=position&n=100");
  const kinds = new Set(both.hits.map((hit) => hit.document.kind));
  assert.deepEqual([...kinds].sort(), ["position", "treaty"]);
});

test("formats are those of the command line", async () => {
  for (const [format, type] of [["csv", /^text\/csv/], ["jsonl", /^application\/jsonl/], ["markdown", /^text\/markdown/]]) {
    const response = await server.get(`/api/v1/search?q=lamp&format=${format}`);
    assert.match(response.headers["content-type"], type);
    assert.equal(response.text, commandLine(database, "search", "--format", format, "lamp"));
  }
});

test("a document is what travaux show has of it", async () => {
  const id = (await idOf("dim")).split("#")[0];
  const response = await server.get(`/api/v1/documents/${id.slice(0, 8)}`);
  assert.deepEqual(response.json(), JSON.parse(commandLine(database, "show", "--format", "json", id)));
  const part = await server.get(`/api/v1/documents/${id}?first=2&last=3`);
  assert.deepEqual(part.json().passages.map((passage) => passage.number), [2, 3]);
});

test("a passage comes in its context", async () => {
  const id = await idOf("dim");
  const response = await server.get(`/api/v1/passages/${encodeURIComponent(id)}?context=1`);
  assert.deepEqual(response.json(),
    JSON.parse(commandLine(database, "show", "--format", "json", "--context", "1", id)));
});

test("citations are those of travaux cite, in every style and the order asked for", async () => {
  const ids = [await idOf("drawing"), await idOf("dim")];
  for (const style of ["text", "markdown", "html", "bibtex", "ris", "csl-json"]) {
    const response = await server.get(
      `/api/v1/cite?style=${style}&id=${encodeURIComponent(ids[0])}&id=${encodeURIComponent(ids[1])}`);
    assert.equal(response.status, 200);
    assert.equal(response.text, commandLine(database, "cite", "--style", style, ...ids));
  }
});

test("facets count what a search counts, and everything where nothing is asked for", async () => {
  const facets = (await server.get("/api/v1/facets?q=lighthouse")).json();
  assert.deepEqual(facets.facets, (await search("q=lighthouse")).facets);
  const all = (await server.get("/api/v1/facets")).json();
  assert.equal(all.total, JSON.parse(commandLine(database, "status", "--json")).passages);
});

test("suggestions complete the last word and name documents by their titles", async () => {
  const suggested = (await server.get("/api/v1/suggest?q=stored+lam")).json();
  assert.deepEqual(suggested.words.map((word) => word.text), ["stored lamp", "stored lamps"]);
  const titles = (await server.get("/api/v1/suggest?q=convention+on+Light")).json();
  assert.deepEqual(titles.documents.map((document) => document.title), ["Convention on Lighthouses"]);
});

test("the status is that of travaux status", async () => {
  const response = await server.get("/api/v1/status?refused=yes");
  assert.deepEqual(response.json(), JSON.parse(commandLine(database, "status", "--json", "--refused")));
});

test("the server says that it is well", async () => {
  const response = await server.get("/healthz");
  assert.equal(response.status, 200);
  assert.equal(response.text, "ok\n");
  assert.equal(response.headers["cache-control"], "no-store");
});

test("a problem is RFC 9457's, with the place in the question", async () => {
  const response = await server.get(`/api/v1/search?q=${encodeURIComponent("å AND (lamp")}`);
  assert.equal(response.status, 400);
  assert.equal(response.headers["content-type"], "application/problem+json");
  const problem = response.json();
  assert.equal(problem.type, "about:blank");
  assert.equal(problem.title, "Bad Request");
  assert.equal(problem.status, 400);
  assert.match(problem.detail, /bracket/);
  assert.equal(problem.parameter, "q");
  assert.equal(problem.offset, 6);
});

test("what is wrong with a parameter is said by its name", async () => {
  for (const [query, parameter] of [["q=x&n=0", "n"], ["q=x&n=many", "n"], ["q=x&sort=size", "sort"], ["q=x&offset=-1", "offset"]]) {
    const response = await server.get(`/api/v1/search?${query}`);
    assert.equal(response.status, 400, query);
    assert.equal(response.json().parameter, parameter, query);
  }
  for (const query of ["q=x&kind=letter", "q=x&state=Atlantis", "q=x&since=soon", "q=x&colour=red", ""])
    assert.equal((await server.get(`/api/v1/search?${query}`)).status, 400, query);
});

test("what is not there is 404", async () => {
  for (const target of ["/nothing", "/api/v1/nothing", "/api/v1/documents/aaaaaaaaaaaa", "/static/none.css", "/documents/aaaaaaaaaaaa"])
    assert.equal((await server.get(target)).status, 404, target);
  const id = await idOf("dim");
  assert.equal((await server.get(`/api/v1/passages/${id.split("#")[0]}%23999`)).status, 404);
});

test("a person who looks for what is not there gets a page, a program gets JSON", async () => {
  const page = await server.get("/nothing", { headers: { accept: "text/html" } });
  assert.match(page.headers["content-type"], /^text\/html/);
  const json = await server.get("/api/nothing", { headers: { accept: "text/html" } });
  assert.equal(json.headers["content-type"], "application/problem+json");
});

test("the page has what a search finds, and links to the passage in its document", async () => {
  const page = await server.get("/?q=dim+a+lighthouse");
  assert.equal(page.status, 200);
  assert.match(page.text, /<cite>Convention on Lighthouses, <bdi>art\. 2<\/bdi><\/cite>/);
  const link = page.text.match(/href="(\/documents\/[^"]*)"/)[1].replaceAll("&amp;", "&");
  const document = await server.get(link.split("#")[0]);
  assert.equal(document.status, 200);
  assert.ok(document.text.includes(`id="${link.split("#")[1]}"`));
  assert.match(document.text, /<mark>dim<\/mark>/);
});

test("the page where nothing is asked says what there is", async () => {
  const page = await server.get("/");
  assert.equal(page.status, 200);
  assert.match(page.text, /3 documents/);
});

test("the page of an index that is empty says how to fill it", async (t) => {
  const where = folder(t), empty = path.join(where, "index"), docs = path.join(where, "docs");
  mkdirSync(docs);
  writeFileSync(path.join(docs, "one.txt"), "A statement\n\nThat is taken away again at once, so that nothing is left of it.\n");
  commandLine(empty, "index", docs);
  rmSync(path.join(docs, "one.txt"));
  commandLine(empty, "index", docs);
  const bare = await serve(t, empty);
  const page = await bare.get("/");
  assert.equal(page.status, 200);
  assert.match(page.text, /nothing in the index yet.*travaux index ARCHIVE/s);
  assert.match((await bare.get("/?q=lamp")).text, /Nothing in the record answers this/);
});

test("nothing from documents or requests is markup in a page", async () => {
  const id = (await idOf("evilness")).split("#")[0];
  const question = encodeURIComponent(`evilness "><script>alert(4)</script>`);
  for (const target of ["/?q=evilness", `/documents/${id}`, `/?q=${question}`, `/documents/${id}?q=${question}`,
    `/documents/%3Cscript%3E`, `/%3Cscript%3E`, `/?q=evilness&kind=%3Cscript%3E`]) {
    const page = await server.get(target, { headers: { accept: "text/html" } });
    assert.match(page.headers["content-type"], /^text\/html/, target);
    assert.doesNotMatch(page.text, /<script>|<img|<svg|\u202E/, target);
  }
});

test("pages and answers carry the headers that keep them safe", async () => {
  for (const target of ["/", "/api/v1/status", "/nothing", "/healthz"]) {
    const { headers } = await server.get(target);
    assert.match(headers["content-security-policy"], /^default-src 'none'/, target);
    assert.doesNotMatch(headers["content-security-policy"], /unsafe|http|\*/, target);
    assert.equal(headers["x-content-type-options"], "nosniff", target);
    assert.equal(headers["referrer-policy"], "no-referrer", target);
    assert.equal(headers["set-cookie"], undefined, target);
  }
});

test("static files last for ever under the address that pages link to, and only there", async () => {
  const page = await server.get("/");
  const links = [...page.text.matchAll(/"(\/static\/[^"]*)"/g)].map((match) => match[1]);
  assert.ok(links.length >= 2);
  for (const link of links) {
    const file = await server.get(link);
    assert.equal(file.status, 200, link);
    assert.match(file.headers["cache-control"], /immutable/, link);
    assert.equal((await server.get(link.split("?")[0])).headers["cache-control"], "no-store", link);
  }
});
