/** Reading a consumer by asking it for messages. */
import type { FlowHost } from "../core/flows.js";
import type { JetStreamContext } from "./context.js";
import { Flow, type FlowListener } from "./flow.js";
import type { PullSettings } from "./pull_options.js";

/** What is read, and how. */
export interface PullSource {
  js: JetStreamContext;
  flows: FlowHost;
  stream: string;
  consumer: string;
  /** Whether nothing is asked of the consumer but messages. */
  isBound: boolean;
  /** Whether reading ends when stream or consumer are gone. */
  aborts: boolean;
}

/** Begins to read. @throws NatsError if the connection is closed or draining */
export function pullFlow(source: PullSource, settings: PullSettings, listener: FlowListener): Flow {
  const { js, flows, stream, consumer, isBound, aborts } = source;
  const now = Date.now();
  return new Flow(flows, listener, [js.prefix, stream, consumer], (calls, session, [a, b, c]) =>
    calls.js_pull(
      session,
      now,
      a!,
      b!,
      c!,
      +settings.isEndless,
      +isBound,
      +aborts,
      +settings.noWait,
      settings.maxMessages,
      settings.maxBytes,
      settings.expires,
      settings.idleHeartbeat,
      settings.thresholdMessages,
      settings.thresholdBytes,
    ),
  );
}
