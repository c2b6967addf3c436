// SPDX-License-Identifier: AGPL-3.0-or-later
// What the tests of the server have in common: an index of documents written for them, a server of
// it on a free port, and requests, as clients make them and as they should not.
import { execFileSync, spawn } from "node:child_process";
import { mkdtempSync, mkdirSync, rmSync, writeFileSync } from "node:fs";
import http from "node:http";
import net from "node:net";
import os from "node:os";
import path from "node:path";

export const travaux = process.env.TRAVAUX_BIN ?? new URL("../../build/query/travaux", import.meta.url).pathname;

const convention = `# Convention on Lighthouses

## Article 1 Definitions

For the purposes of this Convention, "lighthouse" means a tower with a lamp that helps mariners to find their way at night.

## Article 2 Illegal dimming

Each Party shall make it an offence to dim a lighthouse intentionally and without right.

## Article 19 Search and seizure of lamps

1. Each Party shall empower its authorities to search any tower in which a stored lamp is kept.

2. The measures shall include the power to:
   (a) seize a stored lamp or a part of it;
   (b) make and keep a drawing of that lamp;
   (c) restore the light before the next night.
`;

const statement = `Statement on lighthouses

The delegation speaks for a country of many harbours, and thanks the Chair.

Real-time reporting of fog is a duty of every coast; the duty is shared. Mariners rely on it.
`;

const hostile = `A title with <script>alert(1)</script> & "quotes" in it

A lighthouse with <img src=x onerror=alert(2)> and '"><svg onload=alert(3)> and \u202Eoverride\u202C and evilness.
`;

/** A new folder under /tmp, gone when the test is over. */
export function folder(t) {
  const name = mkdtempSync(path.join(os.tmpdir(), "travaux-serve-"));
  t.after(() => rmSync(name, { recursive: true, force: true }));
  return name;
}

/** Writes documents into a folder and takes them into an index: {name: text}. */
export function index(where, documents) {
  const docs = path.join(where, "docs");
  mkdirSync(docs, { recursive: true });
  for (const [name, text] of Object.entries(documents)) writeFileSync(path.join(docs, name), text);
  const database = path.join(where, "index");
  execFileSync(travaux, ["index", "-d", database, docs], { stdio: "ignore" });
  return database;
}

/** The index that most tests ask. */
export function usualIndex(where) {
  return index(where, {
    "convention.md": convention,
    "2022-03-05_FRA_statement.txt": statement,
    "evil.txt": hostile,
  });
}

/** What the command line says to the same question. */
export function commandLine(database, ...args) {
  return execFileSync(travaux, [args[0], "-d", database, ...args.slice(1)], { encoding: "utf8" });
}

/** A server of the index; ends with the test. */
export const serve = (t, database, ...options) => serveBy(t, [travaux], database, ...options);

/** The same, started by another program: [program, argument..., travaux]. */
export async function serveBy(t, [program, ...before], database, ...options) {
  const child = spawn(program, [...before, "serve", "-d", database, "-l", "127.0.0.1:0", ...options], {
    stdio: ["ignore", "pipe", "pipe"],
  });
  const server = { child, said: "", printed: "" };
  server.ended = new Promise((resolve) =>
    child.on("close", (code, signal) => resolve({ code, signal })));
  child.stdout.setEncoding("utf8").on("data", (text) => (server.printed += text));
  await new Promise((resolve, reject) => {
    child.stderr.setEncoding("utf8").on("data", (text) => {
      server.said += text;
      if (/https?:\/\/\S+\/\n/.test(server.said)) resolve();
    });
    server.ended.then(() => reject(new Error(`the server ended: ${server.said}`)));
  });
  server.url = server.said.match(/https?:\/\/\S+\//)[0];
  server.port = Number(new URL(server.url).port);
  server.get = (target, options) => get(server, target, options);
  server.stop = () => (child.kill("SIGTERM"), server.ended);
  t.after(async () => {
    if (child.exitCode === null && child.signalCode === null) await server.stop();
    if (child.exitCode !== 0) throw new Error(`the server ended with ${child.exitCode ?? child.signalCode}: ${server.said}`);
  });
  return server;
}

/** One request; the target goes out as it is given. */
export function get(server, target, { method = "GET", headers = {}, agent } = {}) {
  return new Promise((resolve, reject) => {
    const request = http.request(
      { host: "127.0.0.1", port: server.port, path: target, method, headers, agent },
      (response) => {
        const parts = [];
        response.on("data", (part) => parts.push(part));
        response.on("end", () => {
          const bytes = Buffer.concat(parts);
          resolve({
            status: response.statusCode,
            headers: response.headers,
            bytes,
            text: bytes.toString("utf8"),
            json: () => JSON.parse(bytes.toString("utf8")),
          });
        });
        response.on("error", reject);
      });
    request.on("error", reject);
    request.end();
  });
}

/** Sends bytes as they are and resolves with all that comes back until the server closes. */
export function raw(server, bytes, { end = false } = {}) {
  return new Promise((resolve, reject) => {
    const socket = net.connect(server.port, "127.0.0.1");
    const parts = [];
    socket.on("data", (part) => parts.push(part));
    socket.on("error", () => {});
    const said = () => Buffer.concat(parts).toString("latin1");
    const late = setTimeout(() => reject(new Error(`not closed: ${bytes} -> ${said()}`)), 30000);
    socket.on("close", () => (clearTimeout(late), resolve(said())));
    socket.write(bytes);
    if (end) socket.end();
  });
}
