// Publishes messages, each again and again under its id until a stream says that it has it.
import { nats } from "../client.mjs";

export class Publisher {
  /** Sequences of what was stored, by id. */
  stored = new Map();
  /** How often a message was published again, and how often the stream had it already. */
  again = 0;
  duplicates = 0;
  #isStopped = false;
  #next = 0;

  constructor({ client, roll, findings }, subject) {
    Object.assign(this, { client, roll, findings, subject, js: client.nc.jetstream() });
    this.lanes = Promise.all(Array.from({ length: LANES }, () => this.#run()));
  }

  /** Resolves once everything that was begun is stored. */
  async stop() {
    this.#isStopped = true;
    await this.findings.settles(this.client.name, "everything is stored", this.lanes);
  }

  async #run() {
    while (!this.#isStopped) {
      await this.#store(`${this.client.name}-${this.#next++}`);
      await nats.delay(this.roll(60));
    }
  }

  async #store(id) {
    const payload = id.padEnd(id.length + this.roll(10) * this.roll(200));
    for (;;) {
      try {
        const options = { msgID: id, timeout: 1500, retries: 1 + this.roll(5), retry_delay: 100 };
        const ack = await this.js.publish(`${this.subject}.${this.roll(5)}`, payload, options);
        this.duplicates += ack.duplicate ? 1 : 0;
        this.stored.set(id, ack.seq);
        return;
      } catch (err) {
        this.again++;
        this.findings.met(this.client.name, "publish", err);
        await nats.delay(50);
      }
    }
  }
}

/** How many messages are on their way at a time. */
const LANES = 3;
