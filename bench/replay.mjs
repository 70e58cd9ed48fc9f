/**
 * Cost of a message inside the client, over a scripted socket: neither a network nor a server shares the clock.
 *
 * usage: node replay.mjs label=module[#connect]...      JSON lines on stdout, one a cell and round
 * environment: ROUNDS (3), MSGS (400000, for cells of small messages)
 */
import { parseClients } from "./clients.mjs";
import { importModule } from "./modules.mjs";
import { rounds } from "./rounds.mjs";
import { ScriptedSocket } from "./scripted_socket.mjs";
import { frameFloor, publish, request, subscribe } from "./workloads.mjs";

const SIZES = [16, 128, 1024, 16384];
const MODES = ["cb", "cb-full", "iter"];
const REQUESTS = 40_000;

globalThis.WebSocket = ScriptedSocket;
const messages = Number(process.env.MSGS ?? 400_000);
const clients = await Promise.all(parseClients(process.argv.slice(2)).map(load));
for (let round = 0; round < rounds("replay"); round++) await runRound();
process.exit(0); // Some clients leave a timer behind that would keep the process for days.

async function runRound() {
  for (const size of SIZES) {
    for (const headers of [false, true]) await runCell(size, headers, share(size));
  }
  for (const client of clients) {
    print({ sut: client.label, work: "request-100", ...(await request(client, REQUESTS)) });
  }
}

async function runCell(size, headers, total) {
  print({ sut: "limit", work: "sub", size, headers, ...(await frameFloor(size, headers, total)) });
  for (const client of clients) {
    const cell = { sut: client.label, size, headers };
    for (const mode of MODES) {
      print({ ...cell, work: `sub-${mode}`, ...(await subscribe(client, mode, size, headers, total)) });
    }
    print({ ...cell, work: "pub", ...(await publish(client, size, headers, total / 2)) });
  }
}

/** How many messages a cell of this size gets, so that all cells take about as long. */
function share(size) {
  if (size > 4096) return messages / 20;
  return size > 512 ? messages / 4 : messages;
}

async function load({ label, module: source, connect }) {
  const module = await importModule(source, connect);
  return { label, module, connect: module[connect] };
}

function print(row) {
  console.log(JSON.stringify(row));
  console.error(`${row.sut} ${row.work} ${row.size ?? ""} ${Math.round(row.ns)} ns`);
}
