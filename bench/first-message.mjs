/**
 * A cold page in headless Chromium, from navigation to the first message received: the time until then, and how much of it
 * the page's main thread worked, on several networks, processors and encodings of the page.
 *
 * usage: node first-message.mjs label=module[#connect]...      JSON lines on stdout, one a cell and round, times in ms
 * environment: NATS_SERVER, CHROMIUM, NPM_DIR (with esbuild and playwright-core), ROUNDS (7), WS_COMPRESSION=1
 */
import { setTimeout as sleep } from "node:timers/promises";
import { parseClients } from "./clients.mjs";
import { launchBrowser, mainThread, servePages, startServer } from "./e2e-rig.mjs";
import { LAN, MOBILE, SLOW_MOBILE } from "./figures.mjs";
import { rounds } from "./rounds.mjs";

/** What the browser slows networks down to, and by how many times the processor. */
const NETWORKS = [
  { net: LAN, processors: [1, 4] },
  { net: MOBILE, processors: [1, 4], megabits: 9, latency: 60 },
  { net: SLOW_MOBILE, processors: [1], megabits: 1.6, latency: 150 },
];
const ENCODINGS = ["gzip", "brotli"];
const TIMEOUT = 60_000;

const clients = parseClients(process.argv.slice(2));
const server = await startServer(process.env.WS_COMPRESSION !== undefined);
const pages = await servePages(clients, "first-message-page.js");
const browser = await launchBrowser();
try {
  // Not counted: the first pages wait for the browser to start, too.
  for (const client of clients) await coldPage(client, { ...NETWORKS[0], cpu: 1, enc: ENCODINGS[0] });
  for (let round = 0; round < rounds("first-message"); round++) {
    for (const cell of cells()) {
      for (const client of clients) print(cell, client, await coldPage(client, cell));
    }
  }
} finally {
  await browser.close();
  pages.stop();
  await server.stop();
}

function cells() {
  return NETWORKS.flatMap(({ processors, ...network }) =>
    processors.flatMap((cpu) => ENCODINGS.map((enc) => ({ ...network, cpu, enc }))),
  );
}

/** A page in a context of its own, so that nothing was loaded, compiled or connected before: `{ first, main }` in ms. */
async function coldPage(client, cell) {
  const context = await browser.newContext();
  try {
    const page = await context.newPage();
    const session = await context.newCDPSession(page);
    await slowDown(session, cell);
    const worked = await mainThread(session);
    const first = await firstMessage(page, session, `${pages.address(client.label, cell.enc)}#${server.url}`);
    const { task } = await worked();
    return { first, main: task * 1e3 };
  } finally {
    await context.close();
  }
}

async function slowDown(session, { megabits, latency, cpu }) {
  await session.send("Network.enable");
  await session.send("Network.setCacheDisabled", { cacheDisabled: true });
  if (megabits !== undefined) {
    const throughput = (megabits * 1e6) / 8;
    const conditions = { latency, downloadThroughput: throughput, uploadThroughput: throughput };
    await session.send("Network.emulateNetworkConditions", { offline: false, ...conditions });
  }
  if (cpu > 1) await session.send("Emulation.setCPUThrottlingRate", { rate: cpu });
}

/** What the page reports, in ms. It is not asked again and again, which would cost its main thread something. */
async function firstMessage(page, session, address) {
  await session.send("Runtime.enable");
  await session.send("Runtime.addBinding", { name: "reportFirstMessage" });
  const reported = new Promise((resolve, reject) => {
    session.on("Runtime.bindingCalled", ({ payload }) => resolve(Number(payload)));
    page.on("pageerror", reject);
  });
  const late = sleep(TIMEOUT, undefined, { ref: false }).then(() => {
    throw new Error(`no message in ${TIMEOUT} ms: ${address}`);
  });
  const visit = page.goto(address, { waitUntil: "commit" });
  const [first] = await Promise.all([Promise.race([reported, late]), visit]);
  return first;
}

function print({ net, cpu, enc }, { label }, { first, main }) {
  console.log(JSON.stringify({ net, cpu, enc, sut: label, first, main }));
  console.error(`${label} ${net} ${cpu}x ${enc} ${Math.round(first)} ms, main thread ${Math.round(main)} ms`);
}
