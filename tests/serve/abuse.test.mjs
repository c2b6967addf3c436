// SPDX-License-Identifier: AGPL-3.0-or-later
// Clients that mean harm, or are broken: service for others goes on, and no answer is a 5xx but where
// the server says that it is full.
import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import net from "node:net";
import { folder, raw, serve, serveBy, travaux, usualIndex } from "./served.mjs";

let server, database, ends = [];
const whole = { after: (end) => ends.unshift(end) };

before(async () => {
  database = usualIndex(folder(whole));
  server = await serve(whole, database, "--per-address", "0", "--request-time", "1");
});
after(async () => {
  for (const end of ends) await end();
});

const close = "Connection: close\r\n\r\n";
const isWell = async (one = server) => assert.equal((await one.get("/healthz")).status, 200);
const metric = async (one, name) =>
  Number((await one.get("/metrics")).text.match(new RegExp(`^travaux_${name} (\\d+)$`, "m"))[1]);

/** A connection that sends what it is given and says when it was closed. */
function open(one, bytes = "") {
  const socket = net.connect(one.port, "127.0.0.1");
  socket.said = "";
  socket.setEncoding("latin1").on("data", (text) => (socket.said += text));
  socket.on("error", () => {});
  socket.gone = new Promise((resolve) => socket.on("close", resolve));
  socket.made = new Promise((resolve) => socket.on("connect", resolve));
  socket.write(bytes);
  return socket;
}

test("slow clients by the thousand hold no thread, and are cut off in time", async (t) => {
  const hurried = await serve(t, database, "--request-time", "1", "--per-address", "0", "--connections", "3000");
  const slow = Array.from({ length: 2000 }, () => open(hurried, "GET /healthz HTTP/1.1\r\nHost: localhost\r\nX-Slow: "));
  await Promise.all(slow.map((socket) => socket.made));
  const drip = setInterval(() => slow.forEach((socket) => socket.writable && socket.write("x")), 100);
  t.after(() => clearInterval(drip));
  for (let i = 0; i < 20; i++) await isWell(hurried);
  await Promise.all(slow.map((socket) => socket.gone));
  assert.ok(await metric(hurried, "cut_off_total") >= 2000);
  for (const socket of slow) assert.doesNotMatch(socket.said, / 200 /);
});

test("a client that takes its reply too slowly is cut off in time", async (t) => {
  const hurried = await serve(t, database, "--reply-time", "1", "--request-time", "30");
  const many = "GET /api/v1/search?q=lighthouse+OR+lamp+OR+fog&n=100 HTTP/1.1\r\nHost: localhost\r\n\r\n".repeat(5000);
  const socket = net.connect({ port: hurried.port, host: "127.0.0.1" });
  socket.on("error", () => {});
  socket.write(many);
  socket.pause(); // and never reads
  const deadline = Date.now() + 20000;
  while (await metric(hurried, "cut_off_total") === 0 && Date.now() < deadline)
    await new Promise((resolve) => setTimeout(resolve, 50));
  assert.equal(await metric(hurried, "cut_off_total"), 1);
  socket.destroy();
  await isWell(hurried);
});

test("half requests that end are no harm", async () => {
  const request = "GET /api/v1/search?q=lamp HTTP/1.1\r\nHost: localhost\r\nAccept: */*\r\n\r\n";
  await Promise.all(Array.from({ length: request.length }, (_, i) => raw(server, request.slice(0, i), { end: true })));
  await isWell();
});

test("clients that hang up while they are searched for are no harm", async () => {
  const sockets = Array.from({ length: 200 }, (_, i) =>
    open(server, `GET /api/v1/search?q=lamp+${i} HTTP/1.1\r\nHost: localhost\r\n\r\n`));
  await Promise.all(sockets.map((socket) => socket.made));
  sockets.forEach((socket) => socket.destroy());
  while (await metric(server, "requests_waiting") > 0);
  await isWell();
});

test("a thousand requests at once on one connection are all answered, in order", async () => {
  const requests = Array.from({ length: 1000 }, (_, i) =>
    `GET /api/v1/search?q=lamp&offset=${i} HTTP/1.1\r\nHost: localhost\r\n${i === 999 ? "Connection: close\r\n" : ""}\r\n`);
  const said = await raw(server, requests.join(""));
  assert.equal(said.match(/HTTP\/1\.1 200 OK/g).length, 1000);
});

test("connections in all, and from one address, have a limit", async (t) => {
  const small = await serve(t, database, "--per-address", "5");
  const sockets = Array.from({ length: 20 }, () => open(small));
  const turnedAway = new Set();
  await new Promise((resolve) => sockets.forEach((socket) => socket.gone.then(() => {
    turnedAway.add(socket);
    if (turnedAway.size === 15) resolve();
  })));
  const kept = sockets.filter((socket) => !turnedAway.has(socket));
  kept.forEach((socket) => socket.write("GET /healthz HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n"));
  await Promise.all(kept.map((socket) => socket.gone));
  for (const socket of kept) assert.match(socket.said, /^HTTP\/1\.1 200 /);
});

test("there is room for as many connections as are allowed, whatever the usual limit of open files is", async (t) => {
  const modest = await serveBy(t, ["prlimit", "--nofile=64:4000", travaux], database, "--per-address", "0", "--connections", "600");
  const sockets = Array.from({ length: 600 }, () => open(modest, "GET /healthz HTTP/1.1\r\nHost: localhost\r\n"));
  await Promise.all(sockets.map((socket) => socket.made));
  sockets.forEach((socket) => socket.write("Connection: close\r\n\r\n"));
  await Promise.all(sockets.map((socket) => socket.gone));
  for (const socket of sockets) assert.match(socket.said, /^HTTP\/1\.1 200 /);
  assert.doesNotMatch(modest.said, /at most/);
  const narrow = await serveBy(t, ["prlimit", "--nofile=400:400", travaux], database);
  assert.match(narrow.said, /^travaux serve: \d+ connections at most, since 400 files may be open$/m);
  await isWell(narrow);
  await assert.rejects(serveBy(t, ["prlimit", "--nofile=40:40", travaux], database), /too few: ulimit -n/);
});

test("a request that finds no thread in time is turned away with 503 and when to come again", async (t) => {
  const small = await serve(t, database, "--threads", "1", "--queue", "1", "--cache", "0");
  const answers = await Promise.all(Array.from({ length: 60 }, (_, i) => small.get(`/api/v1/search?q=lamp+OR+lighthouse+${i}&n=50`)));
  const statuses = new Set(answers.map((answer) => answer.status));
  assert.ok(statuses.has(200));
  for (const answer of answers.filter((one) => one.status !== 200)) {
    assert.equal(answer.status, 503);
    assert.equal(answer.headers["retry-after"], "1");
    assert.equal(answer.headers["content-type"], "application/problem+json");
  }
  assert.equal(await metric(small, "turned_away_total"), answers.filter((one) => one.status === 503).length);
});

test("what is too long is refused by its own status", async () => {
  assert.equal((await server.get(`/api/v1/search?q=${"x".repeat(3000)}`)).status, 400);
  assert.equal((await server.get(`/api/v1/search?q=x&${"a".repeat(9000)}`)).status, 414);
  assert.equal((await server.get(`/api/v1/search?${"kind=treaty&".repeat(200)}q=x`)).status, 400);
  assert.match(await raw(server, `GET /${"x".repeat(100000)} HTTP/1.1\r\nHost: localhost\r\n${close}`), /^HTTP\/1\.1 414 /);
});

test("header bombs are refused", async () => {
  const one = (header) => raw(server, `GET /healthz HTTP/1.1\r\nHost: localhost\r\n${header}${close}`);
  assert.match(await one(`X: ${"x".repeat(100000)}\r\n`), /^HTTP\/1\.1 (431|413) /);
  assert.match(await one("X: x\r\n".repeat(50000)), /^HTTP\/1\.1 (431|413) /);
  assert.match(await one(`${"x".repeat(100000)}: x\r\n`), /^HTTP\/1\.1 (431|413) /);
  await isWell();
});

test("no path leads out of the index", async () => {
  for (const target of ["/../../etc/passwd", "/static/../../../etc/passwd", "/static/..%2f..%2fetc%2fpasswd",
    "/static/%2e%2e/%2e%2e/etc/passwd", "//etc/passwd", "/documents/..", "/documents/%2e%2e%2fstatus", "/static/%00page.css",
    "/static/page.css%00", "/documents/%2Fetc%2Fpasswd", "/api/v1/documents/../../../etc/passwd", "/%c0%ae%c0%ae/etc/passwd"]) {
    const response = await server.get(target);
    assert.ok([400, 404].includes(response.status), `${target} ${response.status}`);
    assert.doesNotMatch(response.text, /root:/);
  }
});

test("what is not percent-encoded UTF-8 is refused", async () => {
  for (const target of ["/%", "/%4", "/%zz", "/%ff", "/api/v1/search?q=%", "/api/v1/search?q=%ff%fe", "/api/v1/search?q=%ed%a0%80",
    "/api/v1/search?q=%00", "/api/v1/search?q=a%1bb", "/api/v1/search?q=%c2%9b", "/?q=%f8%88%80%80%80"])
    assert.equal((await server.get(target)).status, 400, target);
});

test("hostile questions are answered or explained, soon", async () => {
  const questions = ["((((", ")".repeat(500), "(".repeat(60) + "a" + ")".repeat(60), "a* ".repeat(300), "NOT ".repeat(300) + "a",
    '"' + "a ".repeat(900) + '"', "a NEAR/1000 b ".repeat(100), "a OR ".repeat(390) + "a", "title:".repeat(300), "date:9999..0001",
    "article:" + "9".repeat(1900), "*", "**", "+", "-", '"', "'", "\\", "%", "\u202Ea", "a\u0300".repeat(600), "NEAR NEAR", "a ADJ b",
    "XOR", "a..b", "..", "$", "kind:treaty kind:draft NOT kind:treaty", "state:" + "a".repeat(1900), "文".repeat(600), "=1+1", "<script>"];
  for (const question of questions) {
    const start = Date.now();
    for (const target of ["/api/v1/search", "/api/v1/facets", "/feed.atom", "/"]) {
      const response = await server.get(`${target}?q=${encodeURIComponent(question)}`);
      assert.ok([200, 400].includes(response.status), `${target} ${question.slice(0, 40)} ${response.status} ${response.text.slice(0, 200)}`);
    }
    await server.get(`/api/v1/suggest?q=${encodeURIComponent(question)}`).then((r) => assert.ok([200, 400].includes(r.status)));
    assert.ok(Date.now() - start < 10000, question.slice(0, 40));
  }
});

test("a question that would keep a thread for long is refused with the reason", async () => {
  for (const [question, reason] of [["lamp ".repeat(101), /101 words/], ["la* ".repeat(9), /9 beginnings/],
    ['"' + "the of ".repeat(26) + '"', /52 words in phrases/], ["the NEAR/9 of ".repeat(26), /52 words in phrases/],
    ["\u201C" + "the of ".repeat(26) + "\u201D", /52 words in phrases/]]) {
    for (const target of ["/api/v1/search", "/api/v1/facets", "/feed.atom"]) {
      const response = await server.get(`${target}?q=${encodeURIComponent(question)}`);
      assert.equal(response.status, 400);
      assert.match(response.json().detail, reason);
      assert.equal(response.json().parameter, "q");
    }
  }
  for (const question of ["lamp ".repeat(100), "la* ".repeat(8), '"' + "the of ".repeat(25) + '"'])
    assert.equal((await server.get(`/api/v1/search?q=${encodeURIComponent(question)}`)).status, 200, question);
});

test("a search that takes longer than it may is given up, and the next one is answered", async (t) => {
  const hurried = await serve(t, database, "--search-time", "1", "--cache", "0", "--threads", "1");
  const words = Array.from({ length: 100 }, (_, i) => `lamp${i}\u00E9s${i}`).join(" "); // to understand them takes longer
  const response = await hurried.get(`/api/v1/search?q=${encodeURIComponent(words)}`);
  assert.equal(response.status, 503, response.text.slice(0, 200));
  assert.match(response.json().detail, /took longer than 1 ms/);
  assert.equal(response.headers["retry-after"], "1");
  await isWell(hurried);
  const patient = await serve(t, database, "--search-time", "0", "--cache", "0");
  assert.equal((await patient.get(`/api/v1/search?q=${encodeURIComponent(words)}`)).status, 200);
});

/** Numbers that are the same in every run (Marsaglia's xorshift32). */
function random(seed) {
  let x = seed;
  return (n) => {
    x ^= x << 13; x ^= x >>> 17; x ^= x << 5;
    return (x >>> 0) % n;
  };
}

test("ten thousand random and mutated requests get answers that are none of the server's fault", async () => {
  const below = random(20261124);
  const id = (await server.get("/api/v1/search?q=dim&n=1")).json().hits[0].passage.id;
  const seeds = [
    "GET /api/v1/search?q=lamp&n=3&kind=treaty&since=2020&sort=date HTTP/1.1\r\nHost: localhost\r\nAccept-Encoding: gzip\r\n",
    `GET /api/v1/passages/${encodeURIComponent(id)}?context=3 HTTP/1.1\r\nHost: localhost\r\nIf-None-Match: "x"\r\n`,
    `GET /api/v1/cite?id=${encodeURIComponent(id)}&style=ris HTTP/1.1\r\nHost: localhost\r\n`,
    `HEAD /documents/${id.split("#")[0]}?passage=1&q=dim HTTP/1.1\r\nHost: localhost\r\nUser-Agent: x\r\n`,
    "GET /?q=%22stored+lamp%22+NOT+fog&state=FRA HTTP/1.1\r\nHost: localhost\r\nAccept: text/html\r\n",
    "OPTIONS /feed.atom?q=fog HTTP/1.1\r\nHost: localhost\r\nOrigin: https://example.org\r\n",
    "GET /static/page.css HTTP/1.1\r\nHost: localhost\r\nRange: bytes=0-10\r\n",
    "POST /api/v1/suggest?q=la HTTP/1.1\r\nHost: localhost\r\nContent-Length: 3\r\n",
    "GET /openapi.json HTTP/1.0\r\nHost: localhost\r\nTransfer-Encoding: chunked\r\n",
  ].map((text) => Buffer.from(text + close, "latin1"));
  const mutate = (bytes) => {
    let out = Buffer.from(bytes);
    for (let n = below(6); n > 0; n--) {
      const at = below(out.length), to = Math.min(out.length, at + below(20));
      const kind = below(5);
      if (kind === 0) out[at] = below(256);
      else if (kind === 1) out = Buffer.concat([out.subarray(0, at), out.subarray(to)]);
      else if (kind === 2) out = Buffer.concat([out.subarray(0, to), out.subarray(at)]);
      else if (kind === 3) out = Buffer.concat([out.subarray(0, at), Buffer.from("%" + below(256).toString(16)), out.subarray(at)]);
      else {
        const other = seeds[below(seeds.length)];
        out = Buffer.concat([out.subarray(0, at), other.subarray(below(other.length))]);
      }
      if (out.length === 0) out = Buffer.from("\r\n");
    }
    return out;
  };
  const bad = [];
  const one = async () => {
    const bytes = below(10) === 0 ? Buffer.from(Array.from({ length: below(300) + 1 }, () => below(256))) : mutate(seeds[below(seeds.length)]);
    const said = await raw(server, bytes, { end: true });
    for (const status of said.match(/^HTTP\/1\.[01] (\d{3}) /gm) ?? [])
      if (/ 5\d\d /.test(status) && !/ 50[15] /.test(status)) bad.push([bytes.toString("latin1"), said.slice(0, 300)]);
  };
  let left = 10000;
  const some = async () => {
    while (left-- > 0) await one();
  };
  await Promise.all(Array.from({ length: 200 }, some));
  assert.deepEqual(bad, []);
  await isWell();
  assert.equal(server.child.exitCode, null);
});
