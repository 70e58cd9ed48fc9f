/** The ways to read streams. */
import type { FlowHost } from "../core/flows.js";
import { openBucket } from "./kv/open.js";
import { fetch, pull } from "./legacy.js";
import { openStore } from "./object/open.js";
import { OrderedConsumerImpl } from "./ordered_consumer.js";
import { PullConsumerImpl } from "./pull_consumer.js";
import { readerOf } from "./read_ordered.js";
import type { Readers } from "./readers.js";
import { pullSubscribe, subscribe } from "./subscribing.js";

/** Returns the ways to read streams over a connection. */
export const readersOf = (flows: FlowHost): Readers => ({
  pullConsumer: (js, consumers, info) => new PullConsumerImpl(js, flows, consumers, info),
  orderedConsumer: (js, consumers, stream, opts) => new OrderedConsumerImpl(js, flows, consumers, stream, opts),
  legacy: (js, consumers) => ({
    pull: (stream, consumer, expires) => pull(js, stream, consumer, expires),
    fetch: (stream, consumer, opts) => fetch(js, flows, stream, consumer, opts),
    pullSubscribe: (subject, opts) => pullSubscribe({ js, flows, consumers }, subject, opts),
    subscribe: (subject, opts) => subscribe({ js, flows, consumers }, subject, opts),
  }),
  views: (js, client) => ({
    kv: (name, opts) => openBucket(js, client, readerOf(flows), name, opts),
    os: (name, opts) => openStore(js, flows, client, name, opts),
  }),
});
