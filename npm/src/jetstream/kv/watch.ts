/** Entries and keys as they are read one after the other. */
import { Feature, KvInclude } from "../../core/boundary.js";
import { ErrorCode, NatsError } from "../../errors.js";
import { QueuedIteratorImpl } from "../../queued_iterator.js";
import type { QueuedIterator } from "../../types/subscriptions.js";
import type { JetStreamContext } from "../context.js";
import { KvWatchInclude } from "../enums.js";
import type { JsMsgImpl } from "../js_msg.js";
import type { OrderedMessages, ReadOrdered } from "../read_ordered.js";
import type { ConsumerConfig } from "../types/consumers.js";
import type { KvEntry, KvWatchOptions } from "../types/kv.js";
import { deliveredEntry, type EntryReader } from "./entry.js";

/** What entries are read from. */
export interface EntrySource extends EntryReader {
  readonly js: JetStreamContext;
  readonly stream: string;
  readonly readOrdered: ReadOrdered;
}

/** See {@link RoKV.watch}. */
export async function watch(source: EntrySource, opts: KvWatchOptions = {}): Promise<QueuedIterator<KvEntry>> {
  const queue = new QueuedIteratorImpl<KvEntry>();
  const { initializedFn, ignoreDeletes } = opts;
  await feed(source, configOf(source, opts), queue, {
    message: (msg) => {
      const entry = deliveredEntry(source, msg);
      if (ignoreDeletes !== true || entry.operation !== "DEL") {
        queue.received++;
        queue.push(entry);
      }
    },
    caughtUp: () => {
      // After the entries that were there; if there were none, nobody may be reading yet.
      if (initializedFn && queue.received > 0) {
        queue.push(initializedFn);
      } else {
        initializedFn?.();
      }
    },
  });
  return queue;
}

/** The entries that are there now; of each key the last one, or what `include` says. */
export async function present(
  source: EntrySource,
  opts: Pick<KvWatchOptions, "headers_only" | "include" | "key">,
): Promise<QueuedIterator<KvEntry>> {
  const queue = new QueuedIteratorImpl<KvEntry>();
  await feed(source, configOf(source, opts), queue, {
    endsCaughtUp: true,
    message: (msg) => {
      queue.received++;
      queue.push(deliveredEntry(source, msg));
    },
  });
  return queue;
}

/** See {@link RoKV.keys}. A key may change while the keys are read: what it was last counts. */
export async function keys(source: EntrySource, filter?: string | string[]): Promise<QueuedIterator<string>> {
  const queue = new QueuedIteratorImpl<string>();
  const hasValue = new Map<string, boolean>();
  await feed(source, configOf(source, { key: filter, headers_only: true }), queue, {
    endsCaughtUp: true,
    message: (msg) => {
      hasValue.set(msg.subject, source.rules.operation(msg.headers) === "PUT");
    },
    caughtUp: () => {
      for (const [subject, has] of hasValue) {
        if (has) {
          queue.received++;
          queue.push(source.keys.keyOf(subject));
        }
      }
    },
  });
  return queue;
}

/** What is done with what comes. */
interface Feeding {
  /** Whether only what is there when the reading begins is read. */
  endsCaughtUp?: boolean;
  readonly message: (msg: JsMsgImpl) => void;
  readonly caughtUp?: () => void;
}

/** Reads until the queue is stopped. An error in what is done with a message ends the queue with it. */
async function feed<T>(
  source: EntrySource,
  config: Partial<ConsumerConfig>,
  queue: QueuedIteratorImpl<T>,
  feeding: Feeding,
): Promise<void> {
  let reading: OrderedMessages | undefined;
  let isOver = false;
  reading = await source.readOrdered(source.js, source.stream, config, {
    message: (msg) => {
      if (!isOver && !queue.done) {
        orStop(queue, feeding.message, msg);
      }
    },
    caughtUp: () => {
      if (!isOver && !queue.done && feeding.caughtUp) {
        orStop(queue, feeding.caughtUp, undefined);
      }
      if (feeding.endsCaughtUp) {
        isOver = true;
        reading?.stop();
      }
    },
  });
  if (isOver) {
    reading.stop();
  }
  queue.iterClosed.then(() => reading?.stop());
  // A loop takes what is there first. A list that may not be complete is none.
  reading.closed.then((err) => {
    const isCut = feeding.endsCaughtUp && !isOver;
    const reason = err ?? (isCut ? NatsError.errorForCode(ErrorCode.ConnectionClosed) : undefined);
    queue.push(() => queue.stop(reason));
  });
}

/** Does `work`. An error in it ends the queue. */
function orStop<T, A>(queue: QueuedIteratorImpl<T>, work: (argument: A) => void, argument: A): void {
  try {
    work(argument);
  } catch (err) {
    queue.stop(err as Error);
  }
}

function configOf(source: EntrySource, opts: KvWatchOptions): Partial<ConsumerConfig> {
  const { key = ">", headers_only, include, resumeFromRevision = 0 } = opts;
  const filters = (Array.isArray(key) ? key : [key]).map((filter) => source.keys.storedFilter(filter));
  const begin = resumeFromRevision > 0 ? KvInclude.From : INCLUDES[include ?? KvWatchInclude.LastValue];
  const { read } = source.keys.space;
  const config = source.rules.watchConfig(read, filters, begin, resumeFromRevision, headers_only === true);
  if (config.filter_subjects) {
    source.js.mustHave(Feature.MultipleFilters, "consumer 'filter_subjects'");
  }
  return config;
}

const INCLUDES: Record<KvWatchInclude, KvInclude> = {
  [KvWatchInclude.LastValue]: KvInclude.LastValues,
  [KvWatchInclude.AllHistory]: KvInclude.History,
  [KvWatchInclude.UpdatesOnly]: KvInclude.Updates,
};
