// SPDX-License-Identifier: AGPL-3.0-or-later
// What is installed for whoever runs it as a service: the example of nginx, in real nginx, and the
// unit of systemd, as far as it can be looked at without systemd.
import assert from "node:assert/strict";
import { spawn, spawnSync } from "node:child_process";
import { readFileSync, writeFileSync } from "node:fs";
import net from "node:net";
import path from "node:path";
import { test } from "node:test";
import { folder, get, serve, usualIndex } from "./served.mjs";

const deploy = new URL("../../query/serve/deploy/", import.meta.url);
const has = (program, ...args) => spawnSync(program, args).error === undefined;

const freePort = () => new Promise((resolve) => {
  const one = net.createServer().listen(0, "127.0.0.1", () => {
    const { port } = one.address();
    one.close(() => resolve(port));
  });
});

test("the example of nginx works in nginx", { skip: !has("nginx", "-v") && "no nginx" }, async (t) => {
  const where = folder(t), database = usualIndex(where);
  const log = path.join(where, "log");
  const server = await serve(t, database, "--host", "search.example.org", "--behind-proxy", "--per-address", "0",
    "--access-log", log, "--log-format", "json");
  const port = await freePort();
  const example = readFileSync(new URL("nginx.conf.example", deploy), "utf8")
    .replace("server 127.0.0.1:8080", `server 127.0.0.1:${server.port}`)
    .replace("listen 8443", `listen 127.0.0.1:${port}`);
  writeFileSync(path.join(where, "nginx.conf"), `daemon off; master_process off; pid ${where}/pid; error_log ${where}/error;
events { worker_connections 64; }
http { access_log off; client_body_temp_path ${where}/1; proxy_temp_path ${where}/2; fastcgi_temp_path ${where}/3;
uwsgi_temp_path ${where}/4; scgi_temp_path ${where}/5;
${example} }`);
  const nginx = spawn("nginx", ["-p", where, "-c", path.join(where, "nginx.conf")], { stdio: "ignore" });
  const gone = new Promise((resolve) => nginx.on("close", resolve));
  t.after(() => (nginx.kill("SIGTERM"), gone));
  const ask = (target, headers = {}) => get({ port }, target, { headers: { host: "search.example.org", ...headers } });
  const end = Date.now() + 10000;
  while (!await ask("/healthz").then(() => true, () => false)) assert.ok(Date.now() < end && nginx.exitCode === null);
  const page = await ask("/?q=lamp");
  assert.equal(page.status, 200);
  assert.match(page.headers["content-security-policy"], /^default-src 'none'/);
  const same = await ask("/api/v1/search?q=lamp", { "x-forwarded-for": "192.0.2.1" });
  assert.deepEqual(same.json(), (await server.get("/api/v1/search?q=lamp")).json());
  assert.equal((await ask("/api/v1/search?q=lamp", { "if-none-match": same.headers.etag })).status, 304);
  assert.equal((await ask("/metrics")).status, 403);
  await server.stop();
  const addresses = new Set(readFileSync(log, "utf8").trimEnd().split("\n").map((line) => JSON.parse(line).address));
  assert.deepEqual([...addresses], ["127.0.0.1"]);
});

test("the unit of systemd names what there is, and systemd has no complaint", { skip: !has("systemd-analyze", "--version") && "no systemd" }, (t) => {
  const where = folder(t);
  const unit = readFileSync(new URL("travaux-serve.service.in", deploy), "utf8").replace("@bindir@/travaux", "/bin/true");
  writeFileSync(path.join(where, "travaux-serve.service"), unit);
  writeFileSync(path.join(where, "travaux-serve.socket"), readFileSync(new URL("travaux-serve.socket", deploy)));
  const run = spawnSync("systemd-analyze", ["verify", "--man=no", path.join(where, "travaux-serve.service")], { encoding: "utf8" });
  assert.equal(run.status, 0, run.stderr);
  assert.doesNotMatch(run.stderr, /travaux-serve/);
  const exposed = spawnSync("systemd-analyze", ["security", "--offline=true", "--threshold=20", "--no-pager",
    path.join(where, "travaux-serve.service")], { encoding: "utf8" });
  assert.equal(exposed.status, 0, exposed.stdout); // of 100, where 0 is out of the reach of anything
});
