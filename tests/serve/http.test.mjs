// SPDX-License-Identifier: AGPL-3.0-or-later
// HTTP: methods, conditions, encodings, feeds, what the server says of itself.
import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { execFileSync } from "node:child_process";
import { readFileSync, writeFileSync } from "node:fs";
import https from "node:https";
import path from "node:path";
import zlib from "node:zlib";
import { folder, get, raw, serve, usualIndex } from "./served.mjs";

let server, database, where, ends = [];
const whole = { after: (end) => ends.unshift(end) };

before(async () => {
  where = folder(whole);
  database = usualIndex(where);
  server = await serve(whole, database);
});
after(async () => {
  for (const end of ends) await end();
});

test("HEAD has the headers of GET and no body", async () => {
  for (const target of ["/", "/api/v1/search?q=lamp", "/healthz", "/nothing"]) {
    const [head, full] = [await server.get(target, { method: "HEAD" }), await server.get(target)];
    assert.equal(head.status, full.status);
    assert.equal(head.bytes.length, 0);
    assert.equal(head.headers["content-length"], String(full.bytes.length));
    assert.equal(head.headers.etag, full.headers.etag);
  }
});

test("what a client has already is not sent again", async () => {
  const first = await server.get("/api/v1/search?q=lamp");
  assert.equal(first.headers["cache-control"], "no-cache");
  for (const etag of [first.headers.etag, `W/${first.headers.etag}`, `"x", ${first.headers.etag}`, "*"]) {
    const again = await server.get("/api/v1/search?q=lamp", { headers: { "if-none-match": etag } });
    assert.equal(again.status, 304, etag);
    assert.equal(again.bytes.length, 0);
    assert.equal(again.headers.etag, first.headers.etag);
  }
  for (const etag of ['"x"', first.headers.etag.slice(0, -2) + '"', "x", ",,,"])
    assert.equal((await server.get("/api/v1/search?q=lamp", { headers: { "if-none-match": etag } })).status, 200);
});

test("a client that takes gzip gets it, and the same text", async () => {
  const plain = await server.get("/api/v1/search?q=lamp+lighthouse");
  assert.equal(plain.headers["content-encoding"], undefined);
  for (const accept of ["gzip", "deflate, gzip;q=0.5", "br, gzip"]) {
    const packed = await server.get("/api/v1/search?q=lamp+lighthouse", { headers: { "accept-encoding": accept } });
    assert.equal(packed.headers["content-encoding"], "gzip", accept);
    assert.ok(packed.bytes.length < plain.bytes.length);
    assert.equal(zlib.gunzipSync(packed.bytes).toString(), plain.text);
    assert.notEqual(packed.headers.etag, plain.headers.etag);
    assert.match(packed.headers.vary, /accept-encoding/i);
    const again = await server.get("/api/v1/search?q=lamp+lighthouse",
      { headers: { "accept-encoding": accept, "if-none-match": packed.headers.etag } });
    assert.equal(again.status, 304);
  }
  for (const accept of ["identity", "gzip;q=0", "br"])
    assert.equal((await server.get("/api/v1/search?q=lamp+lighthouse", { headers: { "accept-encoding": accept } }))
      .headers["content-encoding"], undefined, accept);
});

test("the same question in other words of HTTP is the same answer, from the cache", async () => {
  const hits = async () => Number((await server.get("/metrics")).text.match(/travaux_cache_hits_total (\d+)/)[1]);
  const first = await server.get("/api/v1/search?q=harbours+fog&kind=position&kind=news&n=10");
  const before = await hits();
  const second = await server.get("/api/v1/search?kind=news&q=++harbours%20%09fog+&sort=relevance&kind=position&kind=news&since=");
  assert.equal(second.text, first.text);
  assert.equal(await hits(), before + 1);
});

test("methods that change things are refused", async () => {
  for (const method of ["POST", "PUT", "DELETE", "PATCH", "TRACE"]) {
    const response = await server.get("/api/v1/search?q=x", { method });
    assert.equal(response.status, 405, method);
    assert.equal(response.headers.allow, "GET, HEAD, OPTIONS");
  }
});

test("a request with a body is refused and the connection ends", async () => {
  const said = await raw(server, "GET /healthz HTTP/1.1\r\nHost: localhost\r\nContent-Length: 5\r\n\r\nhello");
  assert.match(said, /^HTTP\/1\.1 413 /);
  assert.match(said, /connection: close/i);
});

test("scripts of other origins may read answers only where they are told to", async (t) => {
  assert.equal((await server.get("/healthz")).headers["access-control-allow-origin"], undefined);
  const open = await serve(t, database, "--cors", "https://example.org");
  const answer = await open.get("/api/v1/status", { headers: { origin: "https://example.org" } });
  assert.equal(answer.headers["access-control-allow-origin"], "https://example.org");
  const asked = await open.get("/api/v1/status", { method: "OPTIONS", headers: { origin: "https://example.org" } });
  assert.equal(asked.status, 204);
  assert.match(asked.headers["access-control-allow-methods"], /GET/);
});

test("a name that is not the server's is refused, so that no page can rebind its name to it", async (t) => {
  for (const host of ["localhost", "127.0.0.1:1", "[::1]:80", "LOCALHOST:8080"])
    assert.equal((await server.get("/healthz", { headers: { host } })).status, 200, host);
  for (const host of ["evil.example", "localhost.evil.example", "127.0.0.1.evil.example", "127.evil"])
    assert.equal((await server.get("/healthz", { headers: { host } })).status, 421, host);
  const named = await serve(t, database, "--host", "search.example.org");
  assert.equal((await named.get("/healthz", { headers: { host: "search.example.org" } })).status, 200);
  assert.equal((await named.get("/healthz", { headers: { host: "evil.example" } })).status, 421);
});

test("a feed has a document an entry, the newest first", async () => {
  const feed = await server.get("/feed.atom?q=lighthouse+OR+fog");
  assert.match(feed.headers["content-type"], /^application\/atom\+xml/);
  const titles = [...feed.text.matchAll(/<entry>\s*<id>[^<]*<\/id>\s*<title>([^<]*)/g)].map((match) => match[1]);
  assert.equal(titles[0], "Statement on lighthouses");
  assert.equal(new Set(titles).size, titles.length);
  assert.match(feed.text, /<updated>2022-03-05T00:00:00Z<\/updated>/);
  execFileSync("python3", ["-c", "import sys, xml.dom.minidom as m; m.parseString(sys.stdin.buffer.read())"],
    { input: feed.bytes });
  const hostile = await server.get("/feed.atom?q=evilness");
  assert.doesNotMatch(hostile.text, /<script>|<img|<svg/);
});

test("metrics are in the text format of Prometheus", async () => {
  const metrics = await server.get("/metrics");
  assert.match(metrics.headers["content-type"], /^text\/plain; version=0\.0\.4/);
  for (const line of metrics.text.trimEnd().split("\n"))
    assert.match(line, /^(# (HELP|TYPE) travaux_\w+ .+|travaux_\w+(\{\w+="[^"]*"\})? [\d.e+-]+)$/);
  const before = Number(metrics.text.match(/status="4xx"\} (\d+)/)[1]);
  await server.get("/nothing");
  const after = (await server.get("/metrics")).text;
  assert.equal(Number(after.match(/status="4xx"\} (\d+)/)[1]), before + 1);
});

test("openapi.json names every route, parameter and status that there is", async (t) => {
  const server = await serve(t, database, "--archives", path.dirname(database));
  const api = (await server.get("/openapi.json")).json();
  assert.match(api.openapi, /^3\.1/);
  const id = (await server.get("/api/v1/search?q=dim&n=1")).json().hits[0].passage.id;
  const segments = { "ID": id.split("#")[0], "ID#N": encodeURIComponent(id), "NAME": "page.css" };
  for (const [template, { get: operation }] of Object.entries(api.paths)) {
    const segment = operation.parameters.find((parameter) => parameter.in === "path");
    const target = template.replace("{segment}", segment ? segments[segment.description] : "");
    const query = operation.parameters.filter((parameter) => parameter.in === "query");
    const usual = query.filter((parameter) => parameter.required || parameter.name === "q")
      .map((parameter) => `${parameter.name}=${parameter.name === "id" ? encodeURIComponent(id) : "lamp"}`).join("&");
    const good = await server.get(`${target}?${usual}`);
    assert.equal(good.status, 200, target);
    assert.ok(good.headers["content-type"].split(";")[0] in operation.responses[200].content, target);
    for (const parameter of query) {
      const value = parameter.schema.enum?.at(-1) ?? (parameter.schema.type === "integer" ? "3" :
        { kind: "treaty", state: "FRA", language: "en", since: "2020", until: "2030",
          document: segments.ID, id: encodeURIComponent(id) }[parameter.name] ?? "lamp");
      const rest = usual.split("&").filter((one) => !one.startsWith(`${parameter.name}=`));
      const answer = await server.get(`${target}?${[...rest, `${parameter.name}=${value}`].join("&")}`);
      assert.equal(answer.status, 200, `${target} ${parameter.name}=${value}`);
      if (parameter.schema.type !== "string" || parameter.schema.enum) {
        const wrong = await server.get(`${target}?${usual}&${parameter.name}=wrong`);
        assert.equal(wrong.status, parameter.schema.type === "array" ? wrong.status : 400, `${target} ${parameter.name}`);
        assert.ok(wrong.status in operation.responses);
      }
    }
    if (good.headers.etag) {
      assert.ok("304" in operation.responses, target);
      assert.equal((await server.get(`${target}?${usual}`, { headers: { "if-none-match": good.headers.etag } })).status, 304);
    }
    if (segment) {
      assert.equal((await server.get(template.replace("{segment}", "aaaaaaaaaaaa%231"))).status in operation.responses, true);
      assert.ok("404" in operation.responses, target);
    }
    for (const [method, status] of [["POST", 405], ["GET", 200]])
      assert.ok((await server.get(`${target}?${usual}`, { method })).status === status && status in operation.responses);
  }
  // and nothing is answered that it does not name
  const routes = readFileSync(new URL("../../query/serve/routes.c", import.meta.url), "utf8");
  const paths = [...routes.matchAll(/\.path = (BEHIND_API )?"([^"]*)"/g)].map((match) => (match[1] ? "/api/v1/" : "") + match[2]);
  assert.deepEqual(Object.keys(api.paths).map((name) => name.replace("{segment}", "")).sort(), paths.sort());
});

test("where tokens are wanted, only who has one is answered", async (t) => {
  const file = path.join(where, "tokens");
  writeFileSync(file, "# ours\n\ntoken-of-sixteen-characters\nanother-token-of-some-length\n");
  const closed = await serve(t, database, "--tokens", file);
  const ask = (authorization, target = "/api/v1/status") =>
    closed.get(target, { headers: authorization ? { authorization } : {} });
  for (const token of ["token-of-sixteen-characters", "another-token-of-some-length"])
    assert.equal((await ask(`Bearer ${token}`)).status, 200);
  for (const authorization of [undefined, "Bearer ", "Bearer token-of-sixteen-character", "Bearer # ours",
    "Bearer token-of-sixteen-charactersx", "Basic token-of-sixteen-characters", "token-of-sixteen-characters"]) {
    const refused = await ask(authorization);
    assert.equal(refused.status, 401, authorization);
    assert.equal(refused.headers["www-authenticate"], "Bearer");
  }
  assert.equal((await ask(undefined, "/healthz")).status, 200);
  assert.equal((await ask(undefined, "/")).status, 401);
  assert.match((await ask("Bearer token-of-sixteen-characters")).headers["cache-control"], /private/);
});

test("a token that is too short is refused at the start", async (t) => {
  const file = path.join(where, "short");
  writeFileSync(file, "short\n");
  await assert.rejects(serve(t, database, "--tokens", file), /16 characters/);
});

test("with a certificate it speaks TLS", async (t) => {
  execFileSync("openssl", ["req", "-x509", "-newkey", "rsa:2048", "-nodes", "-days", "2", "-subj", "/CN=localhost",
    "-keyout", path.join(where, "key.pem"), "-out", path.join(where, "cert.pem")], { stdio: "ignore" });
  const safe = await serve(t, database, "--certificate", path.join(where, "cert.pem"), "--key", path.join(where, "key.pem"));
  assert.match(safe.url, /^https:/);
  const status = await new Promise((resolve, reject) => {
    https.get({ host: "127.0.0.1", port: safe.port, path: "/api/v1/search?q=lamp", servername: "localhost",
      ca: readFileSync(path.join(where, "cert.pem")), agent: false }, (response) => {
      response.resume();
      response.on("end", () => resolve(response.statusCode));
    }).on("error", reject);
  });
  assert.equal(status, 200);
});

test("the access log is in the common format, and nothing in a request can forge a line", async (t) => {
  const file = path.join(where, "log");
  const logged = await serve(t, database, "--access-log", file);
  await logged.get("/healthz");
  await logged.get("/api/v1/search?q=%0A127.0.0.1%22");
  await raw(logged, 'GET /"\\\x07 HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n');
  await logged.stop();
  const lines = readFileSync(file, "latin1").trimEnd().split("\n");
  assert.match(lines[0], /^127\.0\.0\.1 - - \[\d\d\/\w{3}\/\d{4}:\d\d:\d\d:\d\d \+0000\] "GET \/healthz HTTP\/1\.1" 200 3$/);
  assert.equal(lines.length, 3);
  for (const line of lines) assert.match(line, /^127\.0\.0\.1 - - \[[^\]]*\] "(\\\\|[^"\\]|\\x[0-9A-F]{2})*" \d{3} \d+$/);
});

test("the access log as JSON has an object a line", async (t) => {
  const logged = await serve(t, database, "--access-log", "-", "--log-format", "json", "--behind-proxy");
  await logged.get("/healthz", { headers: { "x-forwarded-for": "192.0.2.7, 198.51.100.9" } });
  await logged.stop();
  const entry = JSON.parse(logged.printed);
  assert.equal(entry.address, "198.51.100.9");
  assert.equal(entry.method, "GET");
  assert.equal(entry.target, "/healthz");
  assert.equal(entry.status, 200);
  assert.equal(entry.bytes, 3);
});

test("a connection stays open for the next request, and several requests may be sent at once", async () => {
  const one = "GET /api/v1/search?q=lamp HTTP/1.1\r\nHost: localhost\r\n\r\n";
  const two = "GET /healthz HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n";
  const said = await raw(server, one + one + two);
  assert.equal(said.match(/HTTP\/1\.1 200 OK/g).length, 3);
  assert.match(said, /ok\n$/);
});

test("the server is shut in: it gets no new privileges, and no call of the system but those it needs", () => {
  const status = readFileSync(`/proc/${server.child.pid}/status`, "utf8");
  assert.match(status, /^NoNewPrivs:\t1$/m);
  if (!server.said.includes("without")) assert.match(status, /^Seccomp:\t2$/m);
});

test("HTTP/1.0 and absolute targets are understood", async () => {
  assert.match(await raw(server, "GET /healthz HTTP/1.0\r\nHost: localhost\r\n\r\n"), /^HTTP\/1\.[01] 200 /);
  assert.match(await raw(server,
    "GET http://localhost/healthz HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n"), / 200 /);
});
