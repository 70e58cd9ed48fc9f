/** Being told of objects. */
import { ErrorCode, NatsError } from "../../errors.js";
import { QueuedIteratorImpl } from "../../queued_iterator.js";
import type { QueuedIterator } from "../../types/subscriptions.js";
import { AckPolicy, DeliverPolicy } from "../enums.js";
import type { OrderedMessages } from "../read_ordered.js";
import type { ObjectInfo } from "../types/object_store.js";
import { ObjectInfoImpl, type StoredInfo } from "./info.js";
import { NOT_FOUND, type Store } from "./store.js";

/** What is told of. */
export interface WatchOptions {
  ignoreDeletes?: boolean;
  includeHistory?: boolean;
}

/** See {@link ObjectStore.watch}. */
export async function watch(store: Store, opts: WatchOptions = {}): Promise<QueuedIterator<ObjectInfo | null>> {
  const { js, rules, stream, bucket } = store;
  const queue = new QueuedIteratorImpl<ObjectInfo | null>();
  const isEmpty = !(await hasObjects(store));
  const isMarked = opts.includeHistory || isEmpty;
  const config = {
    filter_subject: rules.allMeta(bucket),
    deliver_policy: opts.includeHistory ? DeliverPolicy.LastPerSubject : DeliverPolicy.New,
    ack_policy: AckPolicy.None,
  };
  let reading: OrderedMessages | undefined;
  reading = await store.readOrdered(js, stream, config, {
    message: (msg) => {
      // What a server puts in the place of a message has no data.
      if (queue.done || msg.data.length === 0) {
        return;
      }
      try {
        const info = msg.json<StoredInfo>();
        if (!info.deleted || !opts.ignoreDeletes) {
          queue.received++;
          queue.push(new ObjectInfoImpl(info, msg.seq));
        }
      } catch (err) {
        queue.stop(err as Error);
      }
    },
    caughtUp: () => {
      if (isMarked) {
        queue.push(null);
      }
    },
  });
  queue.iterClosed.then(() => reading?.stop());
  // A loop takes what is there first.
  reading.closed.then((err) => queue.push(() => queue.stop(err ?? undefined)));
  return queue;
}

/** See {@link ObjectStore.list}. */
export async function list(store: Store): Promise<ObjectInfo[]> {
  const infos: ObjectInfo[] = [];
  for await (const info of await watch(store, { ignoreDeletes: true, includeHistory: true })) {
    if (info === null) {
      return infos;
    }
    infos.push(info);
  }
  // A list that may not be complete is none.
  throw NatsError.errorForCode(ErrorCode.ConnectionClosed);
}

/** Rejects if there is no stream. */
async function hasObjects({ jsm, rules, stream, bucket }: Store): Promise<boolean> {
  try {
    await jsm.streams.getMessage(stream, { last_by_subj: rules.allMeta(bucket) });
    return true;
  } catch (err) {
    const { code, api_error } = err as NatsError;
    if (code === NOT_FOUND && api_error?.err_code !== STREAM_NOT_FOUND) {
      return false;
    }
    throw err;
  }
}

/** The number of the API's error. */
const STREAM_NOT_FOUND = 10059;
