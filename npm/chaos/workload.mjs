// The programs that run while faults happen: what each stores or reads, and over which connection.
import { dice } from "../test/helpers/dice.mjs";
import { Client } from "./client.mjs";
import { BucketWriter } from "./workers/bucket.mjs";
import { CallbackWorker, ConsumeWorker, FetchWorker, NextWorker, Taken } from "./workers/consumers.mjs";
import { ObjectWorker } from "./workers/objects.mjs";
import { Publisher } from "./workers/publisher.mjs";
import { OrderedReader, OrderedSubscriber, Watcher } from "./workers/readers.mjs";

/** The connections, by what is done over them. */
export const CLIENTS = [
  ...["publisher-1", "publisher-2", "consume", "callback", "fetch", "next"],
  ...["ordered", "subscriber", "bucket", "watch", "objects"],
];
export const STREAM = "EVENTS";
export const BUCKET = "settings";
export const STORE = "files";
/** The streams behind all these. */
export const STREAMS = [STREAM, `KV_${BUCKET}`, `OBJ_${STORE}`];
export const SUBJECT = "events";
/** Durable consumers: the first is shared by several programs. */
export const SHARED = "shared";
export const ALONE = "alone";
export const CONSUMERS = [
  [STREAM, SHARED],
  [STREAM, ALONE],
];

/** Makes what all programs use. */
export async function prepare(cluster) {
  await cluster.addStream({ name: STREAM, subjects: [`${SUBJECT}.*`] });
  const { jsm, admin } = cluster;
  for (const [stream, durable_name] of CONSUMERS) {
    const config = { durable_name, ack_policy: "explicit", ack_wait: 3e9, max_ack_pending: 500 };
    await cluster.insist(durable_name, () => jsm.consumers.add(stream, config));
  }
  const { views } = admin.jetstream();
  await cluster.insist(BUCKET, () => views.kv(BUCKET, { history: 64, replicas: 3 }));
  await cluster.insist(STORE, () => views.os(STORE, { replicas: 3 }));
}

export class Workload {
  /** Makes streams and consumers, and starts all programs on them. */
  static async start(scope, cluster, seed, findings, timeline) {
    const workload = new Workload();
    await prepare(cluster);
    const clients = await Promise.all(CLIENTS.map((name) => Client.open(scope, cluster.servers, name, timeline)));
    workload.clients = new Map(clients.map((client) => [client.name, client]));
    const parts = (name) => {
      const roll = dice(seed * 100 + CLIENTS.indexOf(name));
      return { client: workload.clients.get(name), roll, findings, timeline };
    };
    await workload.#startReaders(parts);
    await workload.#startWriters(parts);
    return workload;
  }

  async #startReaders(parts) {
    this.shared = new Taken();
    this.alone = new Taken();
    this.consumers = [
      new ConsumeWorker(parts("consume"), this.shared, STREAM, SHARED),
      new FetchWorker(parts("fetch"), this.shared, STREAM, SHARED),
      new NextWorker(parts("next"), this.shared, STREAM, SHARED),
      new CallbackWorker(parts("callback"), this.alone, STREAM, ALONE),
    ];
    this.ordered = [
      await OrderedReader.start(parts("ordered"), STREAM),
      await OrderedSubscriber.start(parts("subscriber"), `${SUBJECT}.*`),
    ];
    this.watcher = await Watcher.start(parts("watch"), BUCKET);
  }

  async #startWriters(parts) {
    this.publishers = ["publisher-1", "publisher-2"].map((name) => new Publisher(parts(name), SUBJECT));
    this.bucket = await BucketWriter.start(parts("bucket"), BUCKET);
    this.objects = await ObjectWorker.start(parts("objects"), STORE);
  }

  /** Resolves once nothing new is stored. */
  async stopWriting() {
    await Promise.all([...this.publishers, this.bucket, this.objects].map((writer) => writer.stop()));
  }

  /** Resolves once nothing is read any more. */
  async stopReading() {
    await Promise.all([...this.consumers, ...this.ordered, this.watcher].map((reader) => reader.stop()));
  }

  /** What was done, in numbers. */
  summary() {
    const { publishers, shared, alone, ordered, watcher, objects } = this;
    const sum = (key) => publishers.reduce((total, publisher) => total + publisher[key], 0);
    const stored = publishers.reduce((total, publisher) => total + publisher.stored.size, 0);
    return [
      `${stored} messages stored (${sum("again")} published again, ${sum("duplicates")} known already)`,
      `${shared.duplicates} and ${alone.duplicates} delivered again`,
      `${ordered[0].resets} resets of the ordered consumer`,
      `${watcher.read.length} entries watched`,
      `objects: ${JSON.stringify(objects.counts)}`,
    ].join("; ");
  }
}
