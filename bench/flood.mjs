/**
 * A publisher over plain TCP, fast enough to be no part of what is measured. It waits for a line on stdin, floods, and
 * ends with its stdin.
 *
 * usage: node flood.mjs port subject size count      environment: FLOOD=json for bodies like applications send
 */
import { randomBytes } from "node:crypto";
import { once } from "node:events";
import net from "node:net";

const BLOCK = 262_144;

const [port, subject, sizeWord, countWord] = process.argv.slice(2);
const size = Number(sizeWord);
const count = Number(countWord);
const body = process.env.FLOOD === "json" ? reading : () => "x".repeat(size);
const head = `PUB ${subject} ${size}\r\n`;
const length = head.length + size + 2;
const messagesInBlock = Math.max(1, Math.floor(BLOCK / length));
const block = Buffer.from(Array.from({ length: messagesInBlock }, () => `${head}${body()}\r\n`).join(""));

const socket = net.connect(Number(port), "127.0.0.1");
socket.on("data", (data) => {
  if (data.includes("PING")) socket.write("PONG\r\n");
});
socket.write('CONNECT {"verbose":false}\r\nPING\r\n');
process.stdin.once("data", flood);
process.stdin.on("end", () => process.exit(0));

async function flood() {
  for (let left = count; left > 0; left -= messagesInBlock) {
    const taken = socket.write(block.subarray(0, Math.min(left, messagesInBlock) * length));
    if (!taken) await once(socket, "drain");
  }
}

/** JSON like a meter's reading, cut or filled to the size. */
function reading() {
  const id = randomBytes(6).toString("hex");
  const fill = randomBytes(8).toString("base64");
  const site = Math.floor(Math.random() * 9);
  const text = JSON.stringify({ id, ts: Date.now(), v: Math.random().toFixed(4), unit: "kWh", site: `eu-${site}` });
  return text.padEnd(size, fill).slice(0, size);
}
