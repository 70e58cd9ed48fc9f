/** The reading end of a queue. */
import type { RingQueue } from "./ring_queue.js";

/** A step that runs when the reader comes to it, in its place among the values. */
export type QueueStep = () => void;

/** What a reader needs of its queue; `QueuedIteratorImpl` says what each of these is. */
export interface QueueSource<T> {
  readonly queue: RingQueue<T | QueueStep>;
  readonly done: boolean;
  readonly err?: Error;
  readonly protocolFilterFn?: (data: T | null) => boolean;
  readonly dispatchedFn?: (data: T | null) => void;
  processed: number;
  pendingFiltered: number;
  steps: number;
  inflight: number;
  time: number;
  yielding: boolean;
  reader: QueueReader<T> | null;
  waiting: QueueReader<T> | null;
  refusal(): Error | null;
  isPlain(): boolean;
  discard(): void;
  stop(): void;
}

/**
 * What a `for await` loop drives. Written by hand rather than as an async generator, because a queued value then costs
 * one resolved promise and no frame to suspend and resume.
 *
 * ```text
 *            next()            queue empty              push(), stop()
 *   ┌─────┐ ───────► ┌─────────┐ ───────► ┌─────────┐ ───────┐
 *   │ new │          │ reading │          │ waiting │        │ one microtask later
 *   └─────┘          └─────────┘ ◄─────── └─────────┘ ◄──────┘
 *      │ return()         │ stopped, failed, return(), throw()
 *      ▼                  ▼
 *   ┌──────────────────────┐
 *   │       finished       │
 *   └──────────────────────┘
 * ```
 */
export class QueueReader<T> implements AsyncIterableIterator<T> {
  private readonly source: QueueSource<T>;
  private readonly onWake = () => this.resume();
  private started = false;
  private finished = false;
  /** Entries left of the present batch. */
  private batch = 0;
  private inBatch = false;
  /** The value that the loop works on, for {@link QueueSource.dispatchedFn}, and when it got it. */
  private current: T | undefined;
  private since = 0;
  /** The `next()` that waits for something to be pushed. */
  private waiter: Waiter<T> | null = null;
  private waking = false;
  /** The last unanswered `next()`; further ones are answered after it. */
  private tail: Promise<IteratorResult<T>> | null = null;
  /** Whether {@link tail} is such a further call. */
  private following = false;

  constructor(source: QueueSource<T>) {
    this.source = source;
  }

  [Symbol.asyncIterator](): AsyncIterableIterator<T> {
    return this;
  }

  next(): Promise<IteratorResult<T>> {
    const { source } = this;
    // Nearly every step. In a page most steps are taken before the code has been optimised, so their calls count.
    if (this.batch > 1 && this.tail === null && source.isPlain()) {
      this.batch--;
      source.processed++;
      return Promise.resolve({ done: false, value: source.queue.shift() as T });
    }
    return this.tail === null ? this.advance() : this.follow(this.tail);
  }

  /** Ends the loop early, and the queue with it. */
  return(): Promise<IteratorResult<T>> {
    this.leave();
    return Promise.resolve(END);
  }

  /** Ends the loop and the queue, and rejects with `err`. */
  throw(err?: unknown): Promise<IteratorResult<T>> {
    this.leave();
    return Promise.reject(err);
  }

  /**
   * Called by the source when there is a value or the end. The reader looks in a microtask, as pushes come in bursts.
   */
  wake(): void {
    if (!this.waking) {
      this.waking = true;
      queueMicrotask(this.onWake);
    }
  }

  /** Called by the source when the oldest entry has gone. */
  shrink(): void {
    if (this.batch > 0) {
      this.batch--;
    }
  }

  private advance(): Promise<IteratorResult<T>> {
    try {
      if (!this.started) {
        this.start();
      } else if (!this.finished) {
        this.settleCurrent();
      }
      const result = this.take();
      return result === null ? this.wait() : Promise.resolve(result);
    } catch (err) {
      return Promise.reject(err);
    }
  }

  private start(): void {
    this.started = true;
    const refusal = this.source.refusal();
    if (refusal !== null) {
      this.finished = true;
      throw refusal;
    }
    this.source.yielding = true;
    this.source.reader = this;
  }

  /** Returns the next value or the end; `null` if it has to be waited for. Throws the error that ends the loop. */
  private take(): IteratorResult<T> | null {
    const { source } = this;
    while (!this.finished) {
      if (this.batch === 0 && !this.startBatch()) {
        return source.done ? this.finish() : null;
      }
      this.batch--;
      const entry = source.queue.shift();
      if (typeof entry === "function") {
        this.step(entry as QueueStep);
      } else if (source.protocolFilterFn === undefined || source.protocolFilterFn(entry)) {
        return this.give(entry);
      } else {
        source.pendingFiltered--;
      }
    }
    return END;
  }

  /**
   * Takes what is queued as the next batch, unless there is nothing, or the queue was stopped during the last batch.
   */
  private startBatch(): boolean {
    const { source } = this;
    if (source.err !== undefined) {
      throw this.fail(source.err);
    }
    const stoppedMeanwhile = this.inBatch && source.done;
    this.batch = stoppedMeanwhile ? 0 : source.queue.length;
    this.inBatch = this.batch > 0;
    return this.inBatch;
  }

  private give(v: T): IteratorResult<T> {
    const { source } = this;
    source.processed++;
    source.inflight = 1;
    if (source.dispatchedFn !== undefined) {
      this.current = v;
      this.since = Date.now();
    }
    return { done: false, value: v };
  }

  /** Notes that the loop asks for more, and so is done with the value it had. */
  private settleCurrent(): void {
    const { current, source } = this;
    source.inflight = 0;
    if (source.dispatchedFn !== undefined && current !== undefined) {
      this.current = undefined;
      source.time = Date.now() - this.since;
      source.dispatchedFn(current);
    }
  }

  private step(fn: QueueStep): void {
    const { source } = this;
    source.steps--;
    try {
      fn();
    } catch (err) {
      throw this.fail(err);
    }
    if (source.err !== undefined) {
      throw this.fail(source.err);
    }
  }

  private wait(): Promise<IteratorResult<T>> {
    const p = new Promise<IteratorResult<T>>((resolve, reject) => {
      this.waiter = { resolve, reject };
    });
    this.source.waiting = this;
    // A call that followed others has set itself as the tail already.
    this.tail ??= p;
    return p;
  }

  private resume(): void {
    this.waking = false;
    const { waiter } = this;
    if (waiter === null) {
      return;
    }
    try {
      const result = this.take();
      if (result !== null) {
        this.unwait();
        waiter.resolve(result);
      }
    } catch (err) {
      this.unwait();
      waiter.reject(err);
    }
  }

  private unwait(): void {
    this.source.waiting = null;
    this.waiter = null;
    if (!this.following) {
      this.tail = null;
    }
  }

  /** Returns a `next()` that is answered after the one behind `before`. */
  private follow(before: Promise<IteratorResult<T>>): Promise<IteratorResult<T>> {
    const advance = () => this.advance();
    const p = before.then(advance, advance);
    const settled = () => {
      if (this.tail === p) {
        this.tail = null;
        this.following = false;
      }
    };
    this.tail = p;
    this.following = true;
    p.then(settled, settled);
    return p;
  }

  private leave(): void {
    if (!this.started) {
      this.started = true;
      this.finished = true;
    } else if (!this.finished) {
      // A loop that is left has not said that it is done with its value.
      this.current = undefined;
      this.finish();
    }
  }

  private fail(err: unknown): unknown {
    this.finish();
    return err;
  }

  /** Ends reading, and with it the queue: nobody else can read the rest. */
  private finish(): IteratorResult<T> {
    const { source } = this;
    this.finished = true;
    this.batch = 0;
    source.stop();
    source.inflight = 0;
    source.discard();
    return END;
  }
}

interface Waiter<T> {
  resolve: (r: IteratorResult<T>) => void;
  reject: (err: unknown) => void;
}

/** Frozen, because every loop gets the same one. */
const END: IteratorReturnResult<undefined> = /* @__PURE__ */ Object.freeze({ done: true, value: undefined } as const);
