// Programs that read a stream in order: every message once.
import { nats } from "../client.mjs";

/** What is read must be the messages of the stream from the first on, without a gap. */
export class Read {
  /** What was read, by sequence less one. */
  read = [];

  constructor({ client, findings, timeline }, name) {
    Object.assign(this, { client, findings, timeline, name });
  }

  take(seq, text) {
    const expected = this.read.length + 1;
    if (seq !== expected && !this.isWrong) {
      this.isWrong = true;
      this.findings.add(this.client.name, `${this.name}: ${seq} after ${expected - 1}`);
    }
    this.read.push(text);
  }

  /** Has read all of `texts`, or nothing more comes. */
  async finish(texts) {
    const { name, read, findings, client } = this;
    const progress = () => `${name}: it has read ${read.length} of ${texts.length}`;
    await findings.until(client.name, progress, () => read.length >= texts.length);
    const at = texts.findIndex((text, i) => text !== read[i]);
    findings.check(client.name, at === -1, `${name}: message ${at + 1} is ${read[at]}, stored is ${texts[at]}`);
  }
}

/** Who reads. */
class Reader extends Read {
  resets = 0;

  constructor(parts, name) {
    super(parts, name);
    this.js = parts.client.nc.jetstream();
  }

  /** Resolves once it has ended. */
  async stop() {
    this.messages.stop();
    await this.findings.settles(this.client.name, `${this.name} ends`, this.done);
  }

  ended(err) {
    if (err) {
      this.findings.add(this.client.name, `${this.name} ended with ${err.stack}`);
    }
  }
}

/** Reads by the ordered consumer of `consumers.get()`. */
export class OrderedReader extends Reader {
  static async start(parts, stream) {
    const reader = new OrderedReader(parts, "ordered consumer");
    const consumer = await reader.js.consumers.get(stream);
    const options = { max_messages: 50, expires: 4000, idle_heartbeat: 1000 };
    reader.messages = await consumer.consume({ ...options, callback: (msg) => reader.take(msg.seq, idOf(msg)) });
    reader.done = reader.messages.closed().then((err) => reader.ended(err));
    reader.watch();
    return reader;
  }

  async watch() {
    for await (const { type, data } of await this.messages.status()) {
      if (type === nats.ConsumerDebugEvents.Reset || type === nats.ConsumerEvents.OrderedConsumerRecreated) {
        this.resets++;
        this.timeline.note(this.client.name, `${type} ${data}`);
      }
    }
  }
}

/** Reads by the ordered subscription of the legacy API, in a loop. */
export class OrderedSubscriber extends Reader {
  static async start(parts, subject) {
    const reader = new OrderedSubscriber(parts, "ordered subscription");
    reader.messages = await reader.js.subscribe(subject, nats.consumerOpts().orderedConsumer());
    reader.done = reader.loop();
    return reader;
  }

  async stop() {
    this.messages.unsubscribe();
    await this.findings.settles(this.client.name, `${this.name} ends`, this.done);
  }

  async loop() {
    try {
      for await (const msg of this.messages) {
        this.take(msg.seq, idOf(msg));
      }
    } catch (err) {
      this.ended(err);
    }
  }
}

/** Reads a bucket by a watch. */
export class Watcher extends Reader {
  static async start(parts, bucket, options) {
    const reader = new Watcher(parts, "watch");
    const kv = await reader.js.views.kv(bucket);
    reader.messages = await kv.watch(options);
    reader.done = reader.loop();
    return reader;
  }

  async loop() {
    try {
      for await (const entry of this.messages) {
        this.take(entry.revision, entryText(entry.key, entry.operation, entry.string()));
      }
    } catch (err) {
      this.ended(err);
    }
  }
}

/** What an entry is, as a text. */
export function entryText(key, operation, value) {
  return `${key} ${operation} ${value}`;
}

/** The id that a message of a publisher begins with. */
export function idOf(msg) {
  return msg.string().trimEnd();
}
