// SPDX-License-Identifier: AGPL-3.0-or-later
// Citations that the server checks against their archives, which may be gone, changed, hostile or large.
import assert from "node:assert/strict";
import { execFileSync, spawnSync } from "node:child_process";
import { copyFileSync, existsSync, mkdirSync, readFileSync, readdirSync, readlinkSync, renameSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import path from "node:path";
import { test } from "node:test";
import zlib from "node:zlib";
import { folder, serve, travaux } from "./served.mjs";

const document = `# Convention on Lighthouses

## Article 2 Illegal dimming

Each Party shall make it an offence to dim a lighthouse intentionally and without right.
`;

/** An archive of documents ({name: text}) in the folder of archives. */
function pack(where, documents, name = "papers.tar.gz") {
  const papers = path.join(where, "papers"), archives = path.join(where, "archives");
  rmSync(papers, { recursive: true, force: true });
  for (const at of [papers, archives]) mkdirSync(at, { recursive: true });
  for (const [paper, text] of Object.entries(documents)) writeFileSync(path.join(papers, paper), text);
  execFileSync("tar", ["-czf", path.join(archives, name), "-C", where, "papers"]);
  return path.join(archives, name);
}

/** An index of an archive of one document, a server of it, and the ID of a passage. */
async function start(t, ...options) {
  const where = folder(t), archive = pack(where, { "convention.md": document });
  const database = path.join(where, "index");
  execFileSync(travaux, ["index", "-d", database, archive], { stdio: "ignore" });
  const server = await serve(t, database, "--archives", path.dirname(archive), ...options);
  const id = (await server.get("/api/v1/search?q=dim&n=1")).json().hits[0].passage.id;
  const check = (one = id) => server.get(`/api/v1/verify?id=${encodeURIComponent(one)}`);
  return { where, archive, database, server, id, check };
}

/** Holds JSON against a schema of query/schema. */
function conforms(schema, text) {
  const validate = new URL("../command-line/validate.py", import.meta.url).pathname;
  const run = spawnSync("/usr/bin/python3", ["-W", "ignore", validate, schema], { input: text, encoding: "utf8" });
  assert.equal(run.status, 0, run.stderr);
}

const metric = async (server, name) =>
  Number((await server.get("/metrics")).text.match(new RegExp(`^travaux_${name} (\\d+)$`, "m"))[1]);

test("what the archive has as the index has it is unchanged, a passage and a whole document", async (t) => {
  const { archive, server, id, check } = await start(t);
  for (const one of [id, id.split("#")[0]]) {
    const answer = await check(one);
    assert.equal(answer.status, 200, answer.text);
    const said = answer.json();
    assert.equal(said.verdict, "unchanged");
    assert.equal(said.reason, null);
    assert.equal(said.id, one);
    assert.ok(Math.abs(Date.now() - Date.parse(said.checked)) < 60000);
    assert.deepEqual(said.sources, [{ archive, member: "papers/convention.md" }]);
    conforms("verify", answer.text);
  }
  const page = await server.get(`/verify?id=${encodeURIComponent(id)}`);
  assert.equal(page.status, 200);
  assert.match(page.text, /<h2>Unchanged<\/h2>/);
});

test("it says what became of the document: changed, gone, missing, or found elsewhere", async (t) => {
  const { where, archive, check } = await start(t);
  const verdict = async () => (await check()).json();
  const kept = path.join(where, "kept");
  copyFileSync(archive, kept);
  pack(where, { "convention.md": document.replace("without right", "for no good reason") });
  const changed = await verdict();
  assert.equal(changed.verdict, "changed");
  conforms("verify", JSON.stringify(changed));
  assert.match(changed.nearest.join("\n"), /for no good reason/);
  pack(where, { "other.md": "# Something else\n\nNothing is said about any light here at all.\n" });
  assert.equal((await verdict()).verdict, "member-missing");
  rmSync(archive);
  const missing = await verdict();
  assert.equal(missing.verdict, "archive-missing");
  assert.match(missing.reason, /papers\.tar\.gz is not there/);
  mkdirSync(path.join(path.dirname(archive), "2023"));
  renameSync(kept, path.join(path.dirname(archive), "2023", "papers.tar.gz"));
  assert.equal((await verdict()).verdict, "unchanged");
});

test("what was said is kept as long as the archive is as it was, and no longer", async (t) => {
  const { where, archive, server, check } = await start(t);
  const first = (await check()).json();
  assert.deepEqual((await check()).json(), first);
  assert.equal(await metric(server, "verified_total"), 1);
  const bytes = readFileSync(archive);
  writeFileSync(archive, bytes);
  assert.equal((await check()).json().verdict, "unchanged");
  assert.equal(await metric(server, "verified_total"), 2);
  assert.equal(spawnSync(travaux, ["compact", "-d", path.join(where, "index")]).status, 0);
  const end = Date.now() + 10000;
  while (await metric(server, "index_updates_total") === 0) assert.ok(Date.now() < end);
  await check();
  assert.equal(await metric(server, "verified_total"), 3);
});

test("nobody keeps it for later: it has no ETag and is never 304", async (t) => {
  const { server, id, check } = await start(t);
  const tag = (await server.get("/api/v1/status")).headers.etag;
  for (const target of ["/api/v1/verify", "/verify"]) {
    const answer = await server.get(`${target}?id=${encodeURIComponent(id)}`, { headers: { "if-none-match": `${tag}, *` } });
    assert.equal(answer.status, 200);
    assert.equal(answer.headers.etag, undefined);
    assert.equal(answer.headers["cache-control"], "no-store");
  }
  assert.equal((await check("aaaaaaaaaaaa#1")).status, 404);
  assert.equal((await check(id.replace(/#.*/, "#999"))).status, 404);
  assert.equal((await check("no id")).status, 400);
});

test("without --archives it says how to check instead, and offers nothing that it cannot do", async (t) => {
  const { database, id } = await start(t);
  const bare = await serve(t, database);
  const answer = await bare.get(`/api/v1/verify?id=${encodeURIComponent(id)}`);
  assert.equal(answer.status, 404);
  assert.match(answer.json().detail, /--archives.*travaux verify/);
  const page = (await bare.get(`/documents/${id.replace("#", "?passage=")}`)).text;
  assert.match(page, new RegExp(`travaux verify ${id}<`));
  assert.doesNotMatch(page, /action="\/verify"/);
});

test("a folder of archives that is none is said at the start", async (t) => {
  const { database, archive } = await start(t);
  await assert.rejects(serve(t, database, "--archives", "/nowhere/at/all"), /--archives: \/nowhere\/at\/all: No such file/);
  await assert.rejects(serve(t, database, "--archives", archive), /is no folder/);
});

/** The process that reads archives for the server. */
function verifierOf(server) {
  const children = readFileSync(`/proc/${server.child.pid}/task/${server.child.pid}/children`, "utf8").trim();
  assert.match(children, /^\d+$/);
  return Number(children);
}

test("the process that reads archives is shut in, and has nothing of the server's", async (t) => {
  const { server, check } = await start(t);
  await check(); // it shuts itself in before it does anything
  const pid = verifierOf(server), status = readFileSync(`/proc/${pid}/status`, "utf8");
  assert.match(status, /^NoNewPrivs:\t1$/m);
  if (!server.said.includes("without")) assert.match(status, /^Seccomp:\t2$/m);
  const open = readdirSync(`/proc/${pid}/fd`).filter((fd) => Number(fd) > 2);
  assert.equal(open.length, 1, open.map((fd) => readlinkSync(`/proc/${pid}/fd/${fd}`)).join());
});

test("archives that are not below a folder it was given are not read", async (t) => {
  const { where, database, id, server } = await start(t);
  if (/without .*Landlock/.test(server.said)) return t.skip("no Landlock");
  const empty = path.join(where, "empty");
  mkdirSync(empty);
  const other = await serve(t, database, "--archives", empty);
  // what lies beside the index may be read, so the archive is put where nothing may be
  const far = folder(t);
  renameSync(path.join(where, "archives"), path.join(far, "archives"));
  symlinkSync(path.join(far, "archives"), path.join(where, "archives"));
  const said = (await other.get(`/api/v1/verify?id=${encodeURIComponent(id)}`)).json();
  assert.equal(said.verdict, "archive-missing");
  assert.match(said.reason, /cannot be opened/);
});

test("hostile archives harm neither the server nor who else asks", async (t) => {
  const { archive, server, check } = await start(t, "--verify-time", "5");
  const whole = readFileSync(archive), zeros = Buffer.alloc(1 << 26);
  const bomb = zlib.gzipSync(Buffer.concat(Array.from({ length: 40 }, () => zlib.gzipSync(zeros, { level: 1 }))));
  const broken = Buffer.from(whole);
  for (let i = 20; i < broken.length; i += 7) broken[i] ^= 0x55;
  const hostile = {
    nothing: Buffer.alloc(0), noise: Buffer.from(Array.from({ length: 100000 }, (_, i) => (i * 2654435761) >>> 13 & 255)),
    half: whole.subarray(0, whole.length >> 1), broken, bomb,
    headers: Buffer.from("PK\x03\x04".repeat(50000), "latin1"), rar: Buffer.concat([Buffer.from("Rar!\x1a\x07\x01\0", "latin1"), zeros.subarray(0, 100000)]),
  };
  for (const [name, bytes] of Object.entries(hostile)) {
    rmSync(archive, { force: true });
    writeFileSync(archive, bytes);
    const answer = await check();
    assert.ok([200, 503].includes(answer.status), `${name}: ${answer.status}`);
    if (answer.status === 200) assert.notEqual(answer.json().verdict, "unchanged", name);
    assert.equal((await server.get("/api/v1/search?q=dim")).status, 200, name);
  }
  rmSync(archive);
  execFileSync("mkfifo", [archive]);
  assert.notEqual((await check()).json().verdict, "unchanged");
  rmSync(archive);
  mkdirSync(archive);
  assert.notEqual((await check()).json().verdict, "unchanged");
  rmSync(archive, { recursive: true });
  symlinkSync("/dev/zero", archive);
  assert.notEqual((await check()).json().verdict, "unchanged");
  rmSync(archive);
  writeFileSync(archive, whole);
  assert.equal((await check()).json().verdict, "unchanged");
});

/** A tar of so many members without text. */
function crowd(members) {
  const one = Buffer.alloc(1024);
  const tar = Buffer.alloc(members * 1024 + 1024);
  for (let i = 0; i < members; i++) {
    one.fill(0);
    one.write(`crowd/${i}.bin`, 0);
    one.write("0000644\0" + "0000000\0" + "0000000\0" + "00000000012\0" + "00000000000\0" + "        " + "0", 100);
    one.write("ustar\0" + "00", 257);
    one.write(String(i).padStart(10), 512);
    let sum = 0;
    for (let k = 0; k < 512; k++) sum += one[k];
    one.write(sum.toString(8).padStart(6, "0") + "\0 ", 148);
    one.copy(tar, i * 1024);
  }
  return zlib.gzipSync(tar, { level: 1 });
}

test("a check that takes too long is cut off, others wait or are turned away, and searching goes on", async (t) => {
  const { archive, server, check } = await start(t, "--verify-time", "1", "--verify-queue", "2");
  rmSync(archive);
  writeFileSync(archive, crowd(150000));
  const answers = Promise.all(Array.from({ length: 10 }, () => check()));
  for (let i = 0; i < 20; i++) assert.equal((await server.get(`/api/v1/search?q=dim+${i}`)).status, 200);
  const statuses = (await answers).map((answer) => (answer.status === 200 ? answer.json().verdict : answer.status));
  assert.ok(statuses.includes("unfinished"), String(statuses));
  assert.ok(statuses.filter((status) => status === 503).length >= 7, String(statuses));
  assert.ok(statuses.every((status) => status === "unfinished" || status === 503), String(statuses));
});

test("SIGTERM ends a check that is under way, and leaves no process behind", async (t) => {
  const { archive, server, check } = await start(t, "--drain-time", "1", "--verify-time", "60");
  rmSync(archive);
  writeFileSync(archive, crowd(400000));
  const pid = verifierOf(server);
  const answer = check().then((response) => response.status, () => "no answer");
  const children = () => readFileSync(`/proc/${pid}/task/${pid}/children`, "utf8");
  const end = Date.now() + 10000;
  while (!children()) assert.ok((await server.get("/healthz")).status === 200 && Date.now() < end);
  assert.deepEqual(await server.stop(), { code: 0, signal: null });
  assert.ok([200, 503, "no answer"].includes(await answer));
  while (existsSync(`/proc/${pid}`)) assert.ok(Date.now() < end + 10000);
});

test("where the process that reads archives is killed, the server goes on and says that it cannot check", async (t) => {
  const { server, check } = await start(t);
  process.kill(verifierOf(server), "SIGKILL");
  const answer = await check();
  assert.equal(answer.status, 503);
  assert.match(answer.json().detail, /could not be checked/);
  assert.equal((await server.get("/api/v1/search?q=dim")).status, 200);
});
