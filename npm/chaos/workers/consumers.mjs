// Programs that take messages off a consumer and acknowledge them.
import { nats } from "../client.mjs";
import { inWords } from "../timeline.mjs";

/** What the workers of one consumer have taken together. */
export class Taken {
  /** How often each sequence was taken. */
  times = new Map();

  get duplicates() {
    return [...this.times.values()].reduce((sum, times) => sum + times - 1, 0);
  }

  /** A message was taken. */
  count(seq) {
    this.times.set(seq, (this.times.get(seq) ?? 0) + 1);
  }

  /** Takes a message, and nearly always acknowledges it. */
  take(msg, roll) {
    this.count(msg.seq);
    if (roll(50) === 0) {
      msg.nak(100);
    } else {
      msg.ack();
    }
  }
}

class Worker {
  isStopped = false;

  constructor({ client, roll, findings, timeline }, taken, stream, durable) {
    Object.assign(this, { client, roll, findings, timeline, taken, stream, durable, js: client.nc.jetstream() });
    this.done = this.#run();
  }

  /** Resolves once it takes nothing more. */
  async stop() {
    this.isStopped = true;
    this.messages?.stop();
    await this.findings.settles(this.client.name, "it stops", this.done);
  }

  async #run() {
    while (!this.isStopped) {
      try {
        this.consumer ??= await this.js.consumers.get(this.stream, this.durable);
        await this.work(this.consumer);
      } catch (err) {
        this.findings.met(this.client.name, "reading", err);
        await nats.delay(100);
      }
    }
  }
}

/** Reads on, and now and then leaves the loop to begin another. */
export class ConsumeWorker extends Worker {
  async work(consumer) {
    this.messages = await consumer.consume({ max_messages: 20, expires: 4000, idle_heartbeat: 1000 });
    this.#watch(this.messages);
    if (this.isStopped) {
      this.messages.stop();
    }
    for await (const msg of this.messages) {
      this.taken.take(msg, this.roll);
      if (this.roll(300) === 0) {
        break;
      }
    }
  }

  async #watch(messages) {
    for await (const { type, data } of await messages.status()) {
      if (Object.values(nats.ConsumerEvents).includes(type)) {
        this.timeline.note(this.client.name, `${type} ${inWords(data)}`);
      }
    }
  }
}

/** Reads by a callback, without an end. */
export class CallbackWorker extends Worker {
  async work(consumer) {
    const callback = (msg) => this.taken.take(msg, this.roll);
    this.messages = await consumer.consume({ callback, max_messages: 50, expires: 4000, idle_heartbeat: 1000 });
    if (this.isStopped) {
      this.messages.stop();
    }
    const err = await this.messages.closed();
    if (err) {
      throw err;
    }
  }
}

/** Fetches batches. */
export class FetchWorker extends Worker {
  async work(consumer) {
    this.messages = await consumer.fetch({ max_messages: 1 + this.roll(20), expires: 1000 + this.roll(1000) });
    for await (const msg of this.messages) {
      this.taken.take(msg, this.roll);
    }
  }
}

/** Asks for one message at a time. */
export class NextWorker extends Worker {
  async work(consumer) {
    const msg = await consumer.next({ expires: 1000 });
    if (msg !== null) {
      this.taken.take(msg, this.roll);
    }
  }
}
