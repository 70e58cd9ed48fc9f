/**
 * Objects stored and read in headless Chromium against a real nats-server, with the hash that both ways make.
 *
 * usage: node objects.mjs label=module[#connect][,package...]...      JSON lines on stdout, one a cell and round
 * environment: NATS_SERVER, CHROMIUM, NPM_DIR (with esbuild and playwright-core), ROUNDS (5)
 */
import { fileURLToPath } from "node:url";
import { parseClients } from "./clients.mjs";
import { connectOf, launchBrowser, servePages, startServer } from "./e2e-rig.mjs";
import { FLOOR } from "./figures.mjs";
import { rounds } from "./rounds.mjs";

const SIZE = 32 * 1024 * 1024;
/** Frames as servers cut them by default, and the larger ones of a server that compresses. */
const COMPRESSIONS = [false, true];

const clients = parseClients(process.argv.slice(2));
const pages = await servePages(clients, "objects-page.js", viewsOf);
const browser = await launchBrowser();
try {
  for (let round = 0; round < rounds("objects"); round++) {
    for (const compressed of COMPRESSIONS) await runRound(round, compressed);
  }
} finally {
  await browser.close();
  pages.stop();
}

/** A server for each round, as memory that others have used is slower. */
async function runRound(round, compressed) {
  const server = await startServer(compressed, (folder) => [`jetstream { store_dir: "${folder}/js" }`]);
  try {
    for (let turn = 0; turn < clients.length; turn++) {
      await runClient(clients[(round + turn) % clients.length], server.url, compressed);
    }
  } finally {
    await server.stop();
  }
}

async function runClient({ label }, url, compressed) {
  const page = await browser.newPage();
  await page.goto(pages.address(label));
  await page.waitForFunction("globalThis.Workloads");
  const ask = (call) => page.evaluate(`Workloads.${call}`);
  print({ sut: FLOOR, work: "sha256" }, await ask(`hash(${SIZE})`));
  const { put, get } = await ask(`store("${url}", "bench-${label.replace(/\W/g, "-")}", ${SIZE})`);
  print({ sut: label, work: "object-put", compressed }, put);
  print({ sut: label, work: "object-get", compressed }, get);
  await page.close();
}

/** Imports and an expression for how a client is asked for JetStream. */
function viewsOf(client) {
  const { imports, expression } = connectOf(client);
  const clientsPath = JSON.stringify(fileURLToPath(new URL("./jetstream_clients.mjs", import.meta.url)));
  const modules = client.packages.map((path, index) => `import * as module${index} from ${JSON.stringify(path)};`);
  const all = client.packages.map((_, index) => `...module${index}`).join(", ");
  return {
    imports: [...imports, ...modules, `import { packages, whole } from ${clientsPath};`],
    expression: `{ connect: ${expression}, ...${modules.length === 0 ? "whole" : `packages({ ${all} })`} }`,
  };
}

function print(row, milliseconds) {
  const ns = (milliseconds * 1e6) / SIZE;
  console.log(JSON.stringify({ ...row, size: SIZE, ns }));
  console.error(`${row.sut} ${row.work}${row.compressed ? " compressed" : ""} ${(1000 / ns).toFixed(0)} MB/s`);
}
