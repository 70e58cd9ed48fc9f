/** The data of an object, as it is read. */
import { invalid } from "../../checks.js";
import { ObjectReading } from "../../core/boundary.js";
import { ErrorCode, NatsError } from "../../errors.js";
import type { Msg } from "../../types/messages.js";
import { type Deferred, deferred } from "../../util.js";
import { AckPolicy, DeliverPolicy } from "../enums.js";
import type { Flow, FlowListener } from "../flow.js";
import { orderedPush } from "../ordered.js";
import type { StoredInfo } from "./info.js";
import type { Extent, Hash } from "./rules.js";
import { find, type Store } from "./store.js";

/** Reads the chunks of an object as the stream `data` is read, and compares the digest at the end. */
export class Download implements FlowListener {
  readonly data: ReadableStream<Uint8Array>;
  /** Resolves once it is over, with what was wrong. */
  readonly error = deferred<Error | null>();
  private readonly hash: Hash;
  private readonly object: Extent;
  private readonly taken: Extent = { chunks: 0, bytes: 0 };
  /** What the reader has not had yet. */
  private readonly queue: Msg[] = [];
  private flow: Flow | undefined;
  private isComplete = false;
  private failure: Error | undefined;
  /** The reader waits. */
  private waiting: Deferred<void> | undefined;
  private timer: ReturnType<typeof setTimeout> | undefined;
  private silences = 0;
  private isCounting = false;

  /** @throws NatsError if the connection is closed */
  constructor(
    private readonly store: Store,
    private readonly info: StoredInfo,
  ) {
    const { rules, js, flows, stream, bucket } = store;
    this.object = { chunks: info.chunks, bytes: info.size };
    const config = {
      filter_subject: rules.chunks(bucket, info.nuid!),
      deliver_policy: DeliverPolicy.All,
      ack_policy: AckPolicy.None,
    };
    this.flow = orderedPush({ js, flows, stream, namePrefix: "", config, inactiveThreshold: INACTIVE }, this);
    this.hash = rules.hash();
    this.data = new ReadableStream(
      { pull: (controller) => this.pull(controller), cancel: () => this.end(null) },
      // Nothing is taken before it is read.
      { highWaterMark: 0 },
    );
  }

  take(msg: Msg): void {
    if (this.isOver) {
      return;
    }
    this.silences = 0;
    this.taken.chunks++;
    this.taken.bytes += msg.data.length;
    this.queue.push(msg);
    this.judge(this.store.js.core.position(msg)?.pending ?? 0);
    this.wake();
  }

  /** All that the consumer has may have been taken, and no more may follow. */
  created(pending: number, delivered: number): void {
    if (!this.isOver) {
      this.judge(pending + delivered);
      this.wake();
    }
  }

  notify(): void {}

  /** The flow is over, before it was to be. */
  finish(error?: NatsError): void {
    if (!this.isOver) {
      this.fail(error ?? NatsError.errorForCode(ErrorCode.ConnectionClosed));
    }
  }

  /** Whether nothing more is taken. */
  private get isOver(): boolean {
    return this.isComplete || this.failure !== undefined;
  }

  private judge(pending: number): void {
    switch (this.store.rules.reading(this.object, this.taken, pending)) {
      case ObjectReading.Complete:
        this.isComplete = true;
        return this.flow?.stop();
      case ObjectReading.Missing:
        void this.count();
        return;
      case ObjectReading.TooMany:
        return this.fail(invalid(`the object has more than its ${this.object.bytes} bytes`));
    }
  }

  /**
   * The consumer has no more chunks. Where it lives they may not have arrived yet: only the stream's leader knows whether they
   * are missing.
   */
  private async count(): Promise<void> {
    if (this.isCounting) {
      return;
    }
    this.isCounting = true;
    const { store, info, object } = this;
    const subject = store.rules.chunks(store.bucket, info.nuid!);
    let stored: number | undefined;
    try {
      const { state } = await store.jsm.streams.info(store.stream, { subjects_filter: subject });
      stored = state.subjects?.[subject] ?? 0;
    } catch (err) {
      // Who may not ask believes the consumer; else whoever waits asks again.
      stored = (err as NatsError).code === ErrorCode.PermissionsViolation ? 0 : undefined;
    }
    this.isCounting = false;
    if (!this.isOver && stored !== undefined && stored < object.chunks) {
      this.fail(invalid(`chunks of the object are missing: ${this.taken.bytes} of ${object.bytes} bytes`));
    }
  }

  private async pull(controller: ReadableStreamDefaultController<Uint8Array>): Promise<void> {
    while (this.queue.length === 0 && !this.isOver) {
      await this.more();
    }
    const msg = this.queue.shift();
    if (msg !== undefined) {
      this.hash.update(msg.data);
      this.flow?.took((msg as Msg & { size(): number }).size(), false);
      if (msg.data.length > 0) {
        controller.enqueue(msg.data);
      }
      if (this.queue.length > 0 || !this.isComplete) {
        return msg.data.length > 0 ? undefined : this.pull(controller);
      }
    }
    if (this.failure === undefined) {
      const { digest, isExpected } = this.hash.finish(this.info.digest);
      this.failure = isExpected
        ? undefined
        : invalid(`received a corrupt object, digests do not match received: ${this.info.digest} calculated ${digest}`);
    }
    this.end(this.failure ?? null);
    this.failure === undefined ? controller.close() : controller.error(this.failure);
  }

  /** Waits for the next chunk, or the end. */
  private async more(): Promise<void> {
    this.waiting = deferred();
    this.timer = setTimeout(() => this.probe(), this.store.js.timeout);
    await this.waiting;
  }

  private wake(): void {
    clearTimeout(this.timer);
    this.waiting?.resolve();
  }

  /**
   * Nothing has come for a while. The server's answer to a question says that the connection is not to blame: if the object
   * is still the same one, and the answer comes before any chunk several times, none will.
   */
  private async probe(): Promise<void> {
    const { silences, store, info } = this;
    let failure: Error | undefined;
    try {
      const now = await find(store, info.name);
      if (now === null || now.info.nuid !== info.nuid) {
        failure = invalid("the object was replaced or deleted while it was read");
      } else if (this.silences === silences) {
        this.silences++;
        await this.count();
      }
    } catch {
      // The connection is lost, or slow.
    }
    if (this.isOver || this.queue.length > 0) {
      return;
    }
    if (failure === undefined && this.silences >= MOST_SILENCES) {
      failure = NatsError.errorForCode(ErrorCode.Timeout);
    }
    if (failure === undefined) {
      this.timer = setTimeout(() => this.probe(), store.js.timeout);
    } else {
      this.fail(failure);
    }
  }

  /** After what has come. */
  private fail(error: Error): void {
    this.failure = error;
    this.flow?.stop();
    this.wake();
  }

  private end(error: Error | null): void {
    clearTimeout(this.timer);
    this.isComplete = true;
    this.queue.length = 0;
    this.flow?.stop();
    this.hash.drop();
    this.error.resolve(error);
  }
}

/** Milliseconds without use after which the server deletes a consumer. */
const INACTIVE = 300_000;
/** How many questions are answered without that a chunk comes, until it is given up. */
const MOST_SILENCES = 4;
