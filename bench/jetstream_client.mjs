/**
 * One round of one client of `jetstream.mjs`.
 *
 * usage: node jetstream_client.mjs label=module[#connect][,package...] [work]
 */
import { parseClients } from "./clients.mjs";
import { packages, whole } from "./jetstream_clients.mjs";
import { consume, publish, watch } from "./jetstream_workloads.mjs";
import { importModule } from "./modules.mjs";
import { ScriptedSocket } from "./scripted_socket.mjs";

const SIZES = [16, 128];
const KEYS = 10_000;

globalThis.WebSocket = ScriptedSocket;
const [word, only] = process.argv.slice(2);
const messages = Number(process.env.MSGS ?? 200_000);
const client = await load(parseClients([word])[0]);
const works = [
  ...SIZES.flatMap((size) =>
    ["cb", "iter"].map((mode) => [`consume-${mode}`, size, () => consume(client, mode, size, messages)]),
  ),
  ...SIZES.map((size) => ["publish-100", size, () => publish(client, size, messages / 500)]),
  ["watch-10000", undefined, () => watch(client, KEYS, messages / 12_500)],
];
for (const [work, size, run] of works) {
  if (only === undefined || work === only) print({ sut: client.label, work, size, ...(await run()) });
}
process.exit(0); // Some clients leave a timer behind that would keep the process for days.

async function load({ label, module, connect, packages: names }) {
  const { [connect]: connectTo } = await importModule(module, connect);
  const modules = await Promise.all(names.map((name) => importModule(name)));
  return { label, connect: connectTo, ...(names.length === 0 ? whole : packages(Object.assign({}, ...modules))) };
}

function print(row) {
  console.log(JSON.stringify(row));
  console.error(`${row.sut} ${row.work} ${row.size ?? ""} ${Math.round(row.ns)} ns`);
}
