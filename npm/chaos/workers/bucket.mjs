// Changes the keys of a bucket.
import { nats } from "../client.mjs";
import { entryText } from "./readers.mjs";

export class BucketWriter {
  /** What the bucket surely has, by revision. */
  stored = new Map();
  #isStopped = false;
  #next = 0;

  static async start(parts, bucket) {
    const writer = new BucketWriter(parts);
    writer.kv = await parts.client.nc.jetstream({ timeout: 1500 }).views.kv(bucket);
    writer.lanes = Promise.all(KEYS.map((key) => writer.#run(key)));
    return writer;
  }

  constructor({ client, roll, findings }) {
    Object.assign(this, { client, roll, findings });
  }

  /** Resolves once nothing is on its way. */
  async stop() {
    this.#isStopped = true;
    await this.findings.settles(this.client.name, "everything settles", this.lanes);
  }

  async #run(key) {
    for (let changes = 0; !this.#isStopped; changes++) {
      try {
        await this.#change(`${key}.${Math.floor(changes / CHANGES)}`);
      } catch (err) {
        this.findings.met(this.client.name, "kv", err);
      }
      await nats.delay(20 + this.roll(200));
    }
  }

  async #change(key) {
    const value = `${this.#next++}`;
    switch (this.roll(8)) {
      case 0:
        return this.kv.delete(key);
      case 1:
        return this.#stored(await this.kv.create(key, value), key, value);
      case 2:
      case 3: {
        const entry = await this.kv.get(key);
        const revision = entry?.revision ?? 1;
        return this.#stored(await this.kv.update(key, value, revision), key, value);
      }
      case 4:
        return this.#readKeys();
      default:
        return this.#stored(await this.kv.put(key, value), key, value);
    }
  }

  async #readKeys() {
    const seen = new Set();
    for await (const key of await this.kv.keys()) {
      this.findings.check(this.client.name, !seen.has(key), `key ${key} comes twice`);
      seen.add(key);
    }
  }

  #stored(revision, key, value) {
    const text = entryText(key, "PUT", value);
    const other = this.stored.get(revision);
    this.findings.check(this.client.name, other === undefined, `${text} has the revision of ${other}`);
    this.stored.set(revision, text);
  }
}

/** How often a key is changed: less than the bucket keeps of each, so that the stream has no gaps. */
const CHANGES = 50;
/** What keys begin with; each is changed by one at a time. */
const KEYS = ["a", "b", "c.d", "e.f.g"];
