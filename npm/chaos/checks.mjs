// What must hold once everything has healed.

import { digestOf } from "./workers/objects.mjs";
import { entryText, idOf } from "./workers/readers.mjs";
import { BUCKET, CONSUMERS, STORE, STREAM, STREAMS } from "./workload.mjs";

export class Checks {
  constructor(cluster, workload, findings) {
    Object.assign(this, { cluster, workload, findings });
    this.js = cluster.admin.jetstream();
  }

  /** Checks everything that was stored and read, and ends the reading. */
  async run() {
    const { workload } = this;
    const messages = await this.#readAll(STREAM, ">");
    this.#published(messages);
    const texts = messages.map(idOf);
    await Promise.all(workload.ordered.map((reader) => reader.finish(texts)));
    await this.#consumed(messages);
    await this.#watched();
    await this.#objects();
    await workload.stopReading();
    await this.#leftovers();
  }

  /** Each message is stored once, and is where its publisher was told. */
  #published(messages) {
    const { findings, workload } = this;
    const bySequence = new Map(messages.map((msg) => [msg.seq, idOf(msg)]));
    const ids = new Set(bySequence.values());
    findings.check("stream", ids.size === messages.length, `${messages.length - ids.size} messages are stored twice`);
    let count = 0;
    for (const { client, stored } of workload.publishers) {
      for (const [id, seq] of stored) {
        count++;
        const there = bySequence.get(seq);
        findings.check(client.name, there === id, `${id} was acknowledged as ${seq}, which is ${there}`);
      }
    }
    findings.check("stream", count === messages.length, `${messages.length} stored, ${count} acknowledged`);
  }

  /** Consumers have delivered each message, and wait for nothing. */
  async #consumed(messages) {
    const { cluster, findings, workload } = this;
    for (const [stream, durable] of CONSUMERS) {
      const taken = workload[durable].times;
      const missing = () => messages.filter((msg) => !taken.has(msg.seq)).map((msg) => msg.seq);
      const words = () => `${durable} has delivered all; missing: ${missing().slice(0, 20)}`;
      await findings.until("consumer", words, () => taken.size >= messages.length);
      findings.check("consumer", taken.size === messages.length, `${durable} delivered what is not stored`);
      let info;
      const waits = () => `${durable} waits for nothing: ${JSON.stringify(info)}`;
      await findings.until("consumer", waits, async () => {
        info = await cluster.jsm.consumers.info(stream, durable).catch(() => undefined);
        return info?.num_pending === 0 && info.num_ack_pending === 0;
      });
    }
  }

  /** The watch has seen every entry, and every change that was acknowledged is one. */
  async #watched() {
    const { findings, workload } = this;
    const messages = await this.#readAll(`KV_${BUCKET}`, ">");
    const texts = messages.map((msg) => {
      const key = msg.subject.slice(`$KV.${BUCKET}.`.length);
      return entryText(key, msg.headers?.get("KV-Operation") || "PUT", msg.string());
    });
    await workload.watcher.finish(texts);
    const wrong = [...workload.bucket.stored].filter(([revision, text]) => texts[revision - 1] !== text);
    const words = wrong.map(([revision, text]) => `${text} as ${revision}, which is ${texts[revision - 1]}`);
    findings.check("bucket", wrong.length === 0, `acknowledged were ${words.slice(0, 20)}`);
  }

  /** Objects are whole and what was stored last, and nothing else is there. */
  async #objects() {
    const { cluster, findings, workload } = this;
    const os = await this.js.views.os(STORE);
    const used = new Map();
    for (const [name, held] of workload.objects.held) {
      const data = await cluster.insist(`read ${name}`, () => os.getBlob(name)).catch((err) => err);
      const digest = data && digestOf(data);
      findings.check("objects", digest === held, `${name} is ${digest}, and was stored as ${held}`);
      const info = await cluster.insist(`info of ${name}`, () => os.info(name));
      if (info && info.chunks > 0) {
        used.set(`$O.${STORE}.C.${info.nuid}`, info.chunks);
      }
    }
    const filter = { subjects_filter: `$O.${STORE}.C.>` };
    const stream = await cluster.insist("chunks", () => cluster.jsm.streams.info(`OBJ_${STORE}`, filter));
    const there = new Map(Object.entries(stream.state.subjects ?? {}));
    for (const [subject, count] of there) {
      findings.check("objects", used.has(subject), `${count} chunks at ${subject} belong to no object`);
    }
    for (const [subject, count] of used) {
      findings.check("objects", there.get(subject) === count, `${there.get(subject)} of ${count} chunks at ${subject}`);
    }
  }

  /** No consumer is left but the durable ones. */
  async #leftovers() {
    const { cluster, findings } = this;
    for (const stream of STREAMS) {
      const durables = CONSUMERS.filter(([owner]) => owner === stream).map(([, name]) => name);
      let left = [];
      const words = () => `no consumer of ${stream} is left: ${left}`;
      await findings.until("consumers", words, async () => {
        const all = await cluster.insist("consumers", () => names(cluster.jsm, stream));
        left = all.filter((name) => !durables.includes(name));
        return left.length === 0;
      });
    }
  }

  /** All messages of a stream, by a consumer that is made now. */
  async #readAll(stream, filter) {
    const { cluster, findings } = this;
    const { state } = await cluster.insist(stream, () => cluster.jsm.streams.info(stream));
    const consumer = await cluster.insist(stream, () => this.js.consumers.get(stream, { filterSubjects: filter }));
    const messages = [];
    const reading = await consumer.consume({ callback: (msg) => messages.push(msg) });
    const progress = () => `${messages.length} of ${state.messages} messages of ${stream}`;
    await findings.until("checks", progress, () => messages.length >= state.messages);
    await reading.close();
    const isWhole = state.first_seq === 1 && messages.every((msg, i) => msg.seq === i + 1);
    findings.check("stream", isWhole, `${stream} has gaps: ${JSON.stringify(state)}`);
    return messages;
  }
}

async function names(jsm, stream) {
  const all = [];
  for await (const info of jsm.consumers.list(stream)) {
    all.push(info.name);
  }
  return all;
}
