// SPDX-License-Identifier: AGPL-3.0-or-later
// The index changes while it is served; the server ends while it is asked.
import assert from "node:assert/strict";
import { spawn, spawnSync } from "node:child_process";
import { test } from "node:test";
import http from "node:http";
import net from "node:net";
import path from "node:path";
import { writeFileSync, rmSync } from "node:fs";
import { folder, index, raw, serve, travaux, usualIndex } from "./served.mjs";

/** Asks again until the answer is as wanted; fails after ten seconds. */
async function until(question, wanted) {
  const end = Date.now() + 10000;
  let answer;
  do {
    answer = await question();
    if (wanted(answer)) return answer;
    await new Promise((resolve) => setTimeout(resolve, 20));
  } while (Date.now() < end);
  assert.fail(`still ${JSON.stringify(answer)}`);
}

const total = async (server, q) => (await server.get(`/api/v1/search?q=${q}`)).json().total;

test("what is taken into the index is found without a restart, and ETags change", async (t) => {
  const where = folder(t), database = usualIndex(where), server = await serve(t, database);
  assert.equal(await total(server, "xylophone"), 0);
  const old = (await server.get("/api/v1/status")).headers.etag;
  index(where, { "new.txt": "Statement on instruments\n\nThe delegation plays the xylophone at night.\n" });
  await until(() => total(server, "xylophone"), (n) => n === 1);
  const now = await server.get("/api/v1/status", { headers: { "if-none-match": old } });
  assert.equal(now.status, 200);
  assert.notEqual(now.headers.etag, old);
  rmSync(path.join(where, "docs", "new.txt"));
  index(where, {});
  await until(() => total(server, "xylophone"), (n) => n === 0);
});

test("an index that is compacted takes the place of the old one", async (t) => {
  const where = folder(t), database = usualIndex(where), server = await serve(t, database);
  const old = (await server.get("/api/v1/status")).headers.etag;
  assert.equal(spawnSync(travaux, ["compact", "-d", database]).status, 0);
  await until(async () => (await server.get("/api/v1/status")).headers.etag, (etag) => etag !== old);
  index(where, { "new.txt": "Statement on instruments\n\nThe delegation plays the xylophone at night.\n" });
  await until(() => total(server, "xylophone"), (n) => n === 1);
});

test("no request fails while travaux index writes again and again", async (t) => {
  const where = folder(t), database = usualIndex(where), server = await serve(t, database);
  const agent = new http.Agent({ keepAlive: true, maxSockets: 8 });
  t.after(() => agent.destroy());
  let writing = true, asked = 0;
  const targets = ["/api/v1/search?q=lighthouse&n=20", "/?q=fog+OR+lamp", "/api/v1/facets", "/api/v1/status",
    "/api/v1/suggest?q=li", "/feed.atom?q=fog", "/"];
  const ask = async (i) => {
    while (writing) {
      const target = targets[(asked++ + i) % targets.length];
      const response = await server.get(target, { agent });
      assert.equal(response.status, 200, `${target}: ${response.text}`);
    }
  };
  const write = async () => {
    for (let i = 0; i < 8; i++) {
      writeFileSync(path.join(where, "docs", `fog-${i % 3}.txt`),
        `Statement ${i}\n\n${`Fog number ${i} is at the lighthouse. `.repeat(30)}\n`);
      const child = spawn(travaux, ["index", "-d", database, path.join(where, "docs")], { stdio: "ignore" });
      assert.equal(await new Promise((resolve) => child.on("close", resolve)), 0);
    }
    writing = false;
  };
  await Promise.all([write(), ...Array.from({ length: 8 }, (_, i) => ask(i))]);
  assert.ok(asked > 50);
});

test("SIGTERM ends it when what is under way is answered, and says so in its status", async (t) => {
  const where = folder(t), database = usualIndex(where), server = await serve(t, database);
  const requests = Array.from({ length: 40 }, (_, i) => server.get(`/api/v1/search?q=lamp+${i}`)
    .then((response) => response.status, (error) => error.code));
  await until(async () => (await server.get("/metrics")).text.match(/http_requests_total\{status="2xx"\} (\d+)/)[1],
    (n) => Number(n) > 5);
  const ended = await server.stop();
  assert.deepEqual(ended, { code: 0, signal: null });
  for (const status of await Promise.all(requests)) assert.ok([200, "ECONNREFUSED", "ECONNRESET"].includes(status), status);
});

test("a request that has begun when SIGTERM comes is answered, its connection ends, and new ones are refused", async (t) => {
  const where = folder(t), database = usualIndex(where), server = await serve(t, database);
  const socket = net.connect(server.port, "127.0.0.1");
  let said = "";
  socket.setEncoding("latin1").on("data", (text) => (said += text));
  const closed = new Promise((resolve) => socket.on("close", resolve));
  socket.write("GET /api/v1/search?q=lamp HTTP/1.1\r\nHost: localhost\r\n");
  await until(async () => Number((await server.get("/metrics")).text.match(/requests_in_flight (\d+)/)[1]), (n) => n === 2);
  const ended = server.stop();
  await until(async () => server.get("/healthz").then((r) => r.status, (error) => error.code), (s) => s === "ECONNREFUSED");
  socket.write("\r\n");
  await closed;
  assert.match(said, /^HTTP\/1\.1 200 OK/);
  assert.match(said, /connection: close/i);
  assert.equal((await ended).code, 0);
});

test("a service manager hands over the socket and is told when it is ready and when it ends", (t) => {
  const where = folder(t), database = usualIndex(where);
  const script = `
import os, signal, socket, sys, urllib.request
travaux, database, where = sys.argv[1:]
notify = socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM)
notify.bind(where + "/notify")
notify.settimeout(20)
web = socket.create_server(("127.0.0.1", 0))
pid = os.fork()
if pid == 0:
    os.dup2(web.fileno(), 3)
    os.environ.update(LISTEN_FDS="1", LISTEN_PID=str(os.getpid()), NOTIFY_SOCKET=where + "/notify")
    os.execv(travaux, [travaux, "serve", "-d", database, "-l", "127.0.0.1:1"])
assert notify.recv(100) == b"READY=1"
url = "http://127.0.0.1:%d/healthz" % web.getsockname()[1]
assert urllib.request.urlopen(url).read() == b"ok\\n"
os.kill(pid, signal.SIGTERM)
assert notify.recv(100) == b"STOPPING=1"
assert os.waitpid(pid, 0)[1] == 0
`;
  const run = spawnSync("python3", ["-c", script, travaux, database, where], { encoding: "utf8" });
  assert.equal(run.status, 0, run.stderr);
});

test("an index that is not there, and an address that is taken, are said at the start", async (t) => {
  const where = folder(t), database = usualIndex(where), server = await serve(t, database);
  await assert.rejects(serve(t, path.join(where, "none")), /no index at .*travaux index -d/);
  await assert.rejects(serve(t, database, "-l", `127.0.0.1:${server.port}`), /Address already in use/);
  await assert.rejects(serve(t, database, "-l", "127.0.0.1"), /no ADDRESS:PORT/);
});
