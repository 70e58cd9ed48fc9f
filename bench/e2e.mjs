/**
 * End to end in headless Chromium against a real nats-server: wall time, and time of the page's main thread.
 *
 * usage: node e2e.mjs label=module[#connect]...      JSON lines on stdout, one a cell and round
 * environment: NATS_SERVER, CHROMIUM, NPM_DIR (with esbuild and playwright-core), ROUNDS (3), WS_COMPRESSION=1,
 * FLOOD=json
 */
import { setTimeout as sleep } from "node:timers/promises";
import { parseClients } from "./clients.mjs";
import { launchBrowser, mainThread, servePages, startFlood, startServer } from "./e2e-rig.mjs";
import { rounds } from "./rounds.mjs";

const RECEIVED = [
  [16, 100_000],
  [128, 60_000],
  [1024, 10_000],
];
const PUBLISHED = [
  [16, 60_000],
  [128, 60_000],
  [1024, 20_000],
];
const REQUESTED = [
  [1000, 1],
  [10_000, 100],
];

const clients = parseClients(process.argv.slice(2));
const server = await startServer(process.env.WS_COMPRESSION !== undefined);
const pages = await servePages(clients, "e2e-page.js");
const browser = await launchBrowser();
let subjects = 0;
try {
  for (let round = 0; round < rounds("e2e"); round++) {
    for (const client of clients) await runClient(client);
  }
} finally {
  await browser.close();
  pages.stop();
  await server.stop();
}

async function runClient(client) {
  const page = await browser.newPage();
  await page.goto(pages.address(client.label));
  await page.waitForFunction("globalThis.Client");
  const clock = await mainThreadClock(page);
  for (const [size, count] of RECEIVED) {
    // The floor is the same for all: it is measured in the first client's page.
    if (client === clients[0]) await receive(page, clock, "limit", "bare", size, count);
    for (const mode of ["cb", "iter"]) await receive(page, clock, client.label, mode, size, count);
  }
  for (const [size, count] of PUBLISHED) {
    const call = `Workloads.publish(Client, "${server.url}", "e2e.nobody", ${size}, ${count})`;
    print({ sut: client.label, work: "pub", size, ...(await clock(call, count)) });
  }
  for (const [count, inFlight] of REQUESTED) {
    const call = `Workloads.request(Client, "${server.url}", ${count}, ${inFlight})`;
    print({ sut: client.label, work: `request-${inFlight}`, ...(await clock(call, count)) });
  }
  await page.close();
}

async function receive(page, clock, sut, mode, size, count) {
  subjects += 1;
  const subject = `e2e.s${subjects}`;
  const go = `go${subjects}`;
  const flood = startFlood(server.tcp, subject, size, count);
  await sleep(150);
  await page.exposeFunction(go, () => flood.go());
  const bytes = (`MSG ${subject} 1 ${size}\r\n`.length + size + 2) * count;
  const call =
    mode === "bare"
      ? `Workloads.bare("${server.url}", "${subject}", ${bytes}, ${go})`
      : `Workloads.subscribe(Client, "${server.url}", "${subject}", ${count}, "${mode}", ${go})`;
  print({ sut, work: mode === "bare" ? "sub" : `sub-${mode}`, size, ...(await clock(call, count)) });
  flood.stop();
}

/** Evaluates a call in the page and returns its times for each of `count` messages, in ns. */
async function mainThreadClock(page) {
  const read = await mainThread(await page.context().newCDPSession(page));
  return async (call, count) => {
    const before = await read();
    const elapsed = await page.evaluate(call);
    const after = await read();
    return {
      ns: (elapsed * 1e6) / count,
      task_ns: ((after.task - before.task) * 1e9) / count,
      script_ns: ((after.script - before.script) * 1e9) / count,
    };
  };
}

function print(row) {
  console.log(JSON.stringify(row));
  console.error(`${row.sut} ${row.work} ${row.size ?? ""} ${Math.round(row.ns)} ns`);
}
