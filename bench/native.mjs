/**
 * The same programs on async-nats and on our crate, against nats-server, over WebSocket and over TCP: time on the clock
 * and on processors a message. Subscriptions and publishes over TCP are measured with a socket alone, too: no client can
 * be below that. The order of clients changes from round to round.
 *
 * usage: node native.mjs      JSON lines on stdout, one a cell and round
 * environment: NATIVE (the built program of `native/`), NATS_SERVER, ROUNDS (3), MSGS (400000, for small messages)
 */
import { spawn } from "node:child_process";
import { once } from "node:events";
import { startFlood, startServer } from "./e2e-rig.mjs";
import { FLOOR } from "./figures.mjs";
import { rounds } from "./rounds.mjs";

/** The work with the sizes of payloads and how many messages, as a share of MSGS. */
const WORK = [
  ["sub", [16, 128, 1024], 1],
  ["pub", [16, 128, 1024], 1],
  ["request-1", [16], 0.02],
  ["request-100", [16], 0.2],
  ["request-1000", [16], 0.2],
  ["js-publish-100", [128], 0.1],
  ["js-consume", [128], 0.25],
];
const CLIENTS = ["async-nats", "nats-web"];
const MSGS = Number(process.env.MSGS ?? 400_000);
/** More is sent than is measured: the first messages come before the clock starts. */
const MORE = 2000;

const server = await startServer(false, (folder) => [`jetstream { store_dir: "${folder}" }`]);
try {
  for (let round = 0; round < rounds("native"); round++) {
    for (const [work, sizes, share] of WORK) {
      for (const size of sizes) await cell(work, size, Math.round(MSGS * share * (size > 512 ? 0.25 : 1)), round);
    }
  }
} finally {
  await server.stop();
}

async function cell(work, size, count, round) {
  for (const [via, url] of [
    ["WebSocket", server.url],
    ["TCP", `nats://127.0.0.1:${server.tcp}`],
  ]) {
    const clients = via === "TCP" && ["sub", "pub"].includes(work) ? [...CLIENTS, FLOOR] : CLIENTS;
    for (let turn = 0; turn < clients.length; turn++) {
      const client = clients[(round + turn) % clients.length];
      const row = await run(client, url, work, size, count);
      console.log(JSON.stringify({ work: `${work} over ${via}`, ...row }));
    }
  }
}

/** Runs one program to its end and returns what it printed last. */
async function run(client, url, work, size, count) {
  const words = [client, url, work, size, count].map(String);
  const program = spawn(process.env.NATIVE, words, { stdio: ["ignore", "pipe", "inherit"] });
  let flood;
  let text = "";
  program.stdout.on("data", (data) => {
    text += data;
    if (work === "sub" && flood === undefined && text.startsWith("ready")) flood = startFlooding(size, count + MORE);
  });
  const [status] = await once(program, "close");
  flood?.stop();
  if (status !== 0) throw new Error(`${client} has failed at ${work}`);
  return JSON.parse(text.trim().split("\n").at(-1));
}

function startFlooding(size, count) {
  const flood = startFlood(server.tcp, "bench.flood", size, count);
  flood.go();
  return flood;
}
