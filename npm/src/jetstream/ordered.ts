/** Reading a stream in order: a consumer that the core makes anew whenever it loses track. */
import { OrderedFeed } from "../core/boundary.js";
import type { FlowHost } from "../core/flows.js";
import { nanos } from "../util.js";
import type { JetStreamContext } from "./context.js";
import { Flow, type FlowListener } from "./flow.js";
import type { PullSettings } from "./pull_options.js";
import type { ConsumerConfig } from "./types/consumers.js";

/** What is read. */
export interface OrderedSource {
  js: JetStreamContext;
  flows: FlowHost;
  stream: string;
  /** What the names of the consumers begin with. */
  namePrefix: string;
  config: Partial<ConsumerConfig>;
  /** Milliseconds without use after which the server deletes a consumer. */
  inactiveThreshold: number;
}

/**
 * Begins to read by a consumer that delivers by itself. The first one has to be there within the context's timeout.
 *
 * @throws NatsError if the connection is closed or draining
 */
export function orderedPush(source: OrderedSource, listener: FlowListener, idleHeartbeat = HEARTBEAT): Flow {
  return begin(source, listener, OrderedFeed.Push, { ...NONE, idleHeartbeat }, source.js.timeout);
}

/** Begins to read on by asking for messages. @throws NatsError as {@link orderedPush} */
export function orderedConsume(source: OrderedSource, listener: FlowListener, settings: PullSettings): Flow {
  return begin(source, listener, OrderedFeed.Consume, settings);
}

/** What {@link Flow.fetch} reads batches by. @throws NatsError as {@link orderedPush} */
export function orderedFetches(source: OrderedSource, listener: FlowListener): Flow {
  return begin(source, listener, OrderedFeed.Fetches, NONE);
}

function begin(
  source: OrderedSource,
  listener: FlowListener,
  feed: OrderedFeed,
  settings: PullSettings,
  firstWithin = 0,
): Flow {
  const { js, flows, stream, namePrefix, config, inactiveThreshold } = source;
  const now = Date.now();
  const texts = [js.prefix, stream, namePrefix, JSON.stringify(config)];
  return new Flow(flows, listener, texts, (calls, session, [a, b, c, d]) =>
    calls.js_ordered(
      session,
      now,
      a!,
      b!,
      c!,
      d!,
      feed,
      nanos(inactiveThreshold),
      firstWithin,
      settings.maxMessages,
      settings.maxBytes,
      settings.expires,
      settings.idleHeartbeat,
      settings.thresholdMessages,
      settings.thresholdBytes,
    ),
  );
}

/** Milliseconds. */
const HEARTBEAT = 5000;
const NONE: PullSettings = {
  isEndless: false,
  noWait: false,
  maxMessages: 0,
  maxBytes: 0,
  expires: 0,
  idleHeartbeat: 0,
  thresholdMessages: 0,
  thresholdBytes: 0,
};
