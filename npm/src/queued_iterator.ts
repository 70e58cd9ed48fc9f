/** A queue that is read as an async iterator. Source: the `nats.ws` 1.30.3 API. */
import { ErrorCode, NatsError } from "./errors.js";
import { QueueReader, type QueueStep } from "./queue_reader.js";
import { RingQueue } from "./ring_queue.js";
import type { QueuedIterator } from "./types/subscriptions.js";
import { type Deferred, deferred } from "./util.js";

/** What an {@link IngestionFilterFn} says of a value. */
export type IngestionFilterFnResult = {
  /** Whether the value is queued at all. */
  ingest: boolean;
  /** Whether the value is the protocol's own business and counts neither as received nor as pending. */
  protocol: boolean;
};

/** Asked of each value when it is pushed; `src` is what pushes. */
export type IngestionFilterFn<T = unknown> = (data: T | null, src?: unknown) => IngestionFilterFnResult;

/** Asked of each value when it is about to be given out: whether it is. */
export type ProtocolFilterFn<T = unknown> = (data: T | null) => boolean;

/** Told of each value once the loop is done with it. */
export type DispatchedFn<T = unknown> = (data: T | null) => void;

/**
 * Values are pushed at one end and read by one loop at the other.
 *
 * The loop reads in batches: what is queued when a batch begins is given out before an end or an error takes effect.
 * {@link stop} without an error while nothing is being read lets the loop have what is queued.
 */
export class QueuedIteratorImpl<T> implements QueuedIterator<T> {
  /** Messages that were counted for this queue; whoever pushes counts. */
  received = 0;
  /** Values that were given to the loop. */
  processed = 0;
  /** Set when values go to a callback: then there is nothing to iterate. */
  noIterator = false;
  /** Whether {@link stop} was called. */
  done = false;
  /** Resolves when {@link stop} is called, with its error if there is one. */
  iterClosed: Deferred<undefined | Error> = deferred();
  /** What {@link stop} was called with. */
  err?: Error;
  /** Values that the ingestion filter took for the protocol's own. */
  filtered = 0;
  /** Those of {@link filtered} that are still queued. */
  pendingFiltered = 0;
  ingestionFilterFn?: IngestionFilterFn<T>;
  protocolFilterFn?: ProtocolFilterFn<T>;
  dispatchedFn?: DispatchedFn<T>;
  /** What the ingestion filter is told as the source; the queue itself unless set. */
  ctx?: unknown;
  /** Room for the owner's data. */
  _data?: unknown;
  /** Milliseconds that the loop spent on the last value; measured only with a {@link dispatchedFn}. */
  time = 0;
  /** Whether a loop reads this queue. */
  yielding = false;

  /** @internal */
  readonly queue = new RingQueue<T | QueueStep>();
  /** Steps among the queued; they are not pending values. @internal */
  steps = 0;
  /** 1 while the loop works on a value, 0 otherwise. */
  inflight = 0;
  /** The loop's reader while it waits. @internal */
  waiting: QueueReader<T> | null = null;
  /** The loop's reader. @internal */
  reader: QueueReader<T> | null = null;

  /** Queues `v`. A function is a step: it is called when the reader comes to it. Nothing happens once stopped. */
  push(v: T | QueueStep): void {
    if (this.done) {
      return;
    }
    if (typeof v === "function") {
      this.steps++;
    } else if (this.ingestionFilterFn !== undefined && !this.ingest(v)) {
      return;
    }
    this.queue.push(v);
    if (this.waiting !== null) {
      this.waiting.wake();
    }
  }

  [Symbol.asyncIterator](): AsyncIterableIterator<T> {
    return this.iterate();
  }

  /**
   * Reads the queue. Only one loop may: a second one, or one on a queue that feeds a callback, fails with
   * {@link ErrorCode.ApiError} at its first step. Leaving the loop early stops the queue.
   */
  iterate(): AsyncIterableIterator<T> {
    return new QueueReader(this);
  }

  /** Ends the queue; the loop ends, or fails with `err`. Only the first call counts. */
  stop(err?: Error): void {
    if (this.done) {
      return;
    }
    this.err = err;
    this.done = true;
    if (this.waiting !== null) {
      this.waiting.wake();
    }
    this.iterClosed.resolve(err);
  }

  /** How many values were given out; where a callback takes them, how many were received. */
  getProcessed(): number {
    return this.noIterator ? this.received : this.processed;
  }

  /** How many values are queued or being worked on. */
  getPending(): number {
    return this.queue.length - this.steps + this.inflight - this.pendingFiltered;
  }

  /** How many values were received. */
  getReceived(): number {
    return this.received - this.filtered;
  }

  /** Whether every queued entry is a value for the loop, and nobody is told of it. @internal */
  isPlain(): boolean {
    return this.steps === 0 && this.protocolFilterFn === undefined && this.dispatchedFn === undefined;
  }

  /** Drops the oldest of what is queued. There must be something. @internal */
  dropOldest(): void {
    this.queue.shift();
    this.reader?.shrink();
  }

  /** Drops what is queued. @internal */
  discard(): void {
    this.queue.clear();
    this.steps = 0;
    this.pendingFiltered = 0;
  }

  /** Why this queue cannot be read by one more loop. @internal */
  refusal(): NatsError | null {
    if (this.noIterator) {
      return new NatsError("unsupported iterator", ErrorCode.ApiError);
    }
    return this.yielding ? new NatsError("already yielding", ErrorCode.ApiError) : null;
  }

  private ingest(v: T): boolean {
    const { ingest, protocol } = this.ingestionFilterFn!(v, this.ctx || this);
    if (ingest && protocol) {
      this.filtered++;
      this.pendingFiltered++;
    }
    return ingest;
  }
}
