/**
 * Cost of JetStream inside the client, over a scripted socket. Each client has a process of its own in each round, and
 * the order of clients changes from round to round.
 *
 * usage: node jetstream.mjs label=module[#connect][,package...]...      JSON lines on stdout, one a cell and round
 * environment: ROUNDS (5), MSGS (200000, for cells of consume)
 */
import { spawnSync } from "node:child_process";
import { fileURLToPath } from "node:url";
import { parseClients } from "./clients.mjs";
import { rounds } from "./rounds.mjs";

const words = process.argv.slice(2);
parseClients(words);
const one = fileURLToPath(new URL("./jetstream_client.mjs", import.meta.url));
for (let round = 0; round < rounds("jetstream"); round++) {
  for (let turn = 0; turn < words.length; turn++) {
    const word = words[(round + turn) % words.length];
    const { status, error } = spawnSync(process.execPath, [one, word], { stdio: ["ignore", "inherit", "inherit"] });
    if (status !== 0) throw error ?? new Error(`${word} has failed`);
  }
}
