// Stores, reads and deletes objects.
import { createHash } from "node:crypto";
import { nats } from "../client.mjs";

export class ObjectWorker {
  /** What each name must hold: the digest of its data, or null for none. */
  held = new Map();
  counts = { put: 0, get: 0, delete: 0, failed: 0 };
  #isStopped = false;

  static async start(parts, bucket) {
    const worker = new ObjectWorker(parts);
    worker.os = await parts.client.nc.jetstream({ timeout: 1500 }).views.os(bucket);
    worker.lanes = Promise.all(NAMES.map((name) => worker.#run(`${parts.client.name}-${name}`)));
    return worker;
  }

  constructor({ client, roll, findings, timeline }) {
    Object.assign(this, { client, roll, findings, timeline });
  }

  /** Resolves once nothing is on its way. */
  async stop() {
    this.#isStopped = true;
    await this.findings.settles(this.client.name, "everything settles", this.lanes);
  }

  async #run(name) {
    this.held.set(name, null);
    while (!this.#isStopped) {
      const kind = KINDS[this.roll(KINDS.length)];
      try {
        await this[kind](name);
        this.counts[kind]++;
      } catch (err) {
        this.counts.failed++;
        this.findings.met(this.client.name, `${kind} of an object`, err);
      }
      await nats.delay(50 + this.roll(200));
    }
  }

  async put(name) {
    const size = SIZES[this.roll(SIZES.length)] + this.roll(2);
    const data = new Uint8Array(size).map((_, i) => (i * 7 + size) ^ (i >> 8));
    data.set(new TextEncoder().encode(`${this.counts.put}`).subarray(0, size));
    const digest = digestOf(data);
    const info = await this.os.put({ name, options: { max_chunk_size: CHUNK } }, streamOf(data), { timeout: 1500 });
    this.held.set(name, digest);
    this.findings.check(this.client.name, info.digest === digest, `${name} is stored as ${info.digest}`);
  }

  async get(name) {
    const result = await this.os.get(name);
    const digest = result && digestOf(await wholeOf(result));
    const held = this.held.get(name);
    this.findings.check(this.client.name, digest === held, `${name} is ${digest}, and was stored as ${held}`);
  }

  /** Until it succeeds: what failed may have been done in part. */
  async delete(name) {
    for (;;) {
      try {
        await this.os.delete(name);
        this.held.set(name, null);
        return;
      } catch (err) {
        this.findings.met(this.client.name, "delete of an object", err);
        await nats.delay(100);
      }
    }
  }
}

async function wholeOf({ data, error }) {
  const pieces = [];
  for await (const piece of data) {
    pieces.push(piece);
  }
  const wrong = await error;
  if (wrong) {
    throw wrong;
  }
  return Buffer.concat(pieces);
}

function streamOf(data) {
  return new ReadableStream({
    start: (controller) => {
      for (let at = 0; at < data.length; at += 10_000) {
        controller.enqueue(data.subarray(at, at + 10_000));
      }
      controller.close();
    },
  });
}

/** Returns the digest of data as object stores write it. */
export function digestOf(data) {
  return `SHA-256=${createHash("sha256").update(data).digest("base64").replaceAll("+", "-").replaceAll("/", "_")}`;
}

const NAMES = ["a", "b", "c"];
const KINDS = ["put", "put", "put", "get", "get", "get", "delete"];
const CHUNK = 16 * 1024;
const SIZES = [0, 1, CHUNK - 1, CHUNK, 5 * CHUNK, 20 * CHUNK, 400_000];
