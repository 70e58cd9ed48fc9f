/** A subscription, as the user holds it. Its rules are the core's; here are its queue, its callback and its promises. */
import { ErrorCode, NatsError } from "../errors.js";
import { QueuedIteratorImpl } from "../queued_iterator.js";
import type { BoundedSubscription, Msg, SubscriptionOptions } from "../types.js";
import { type Deferred, deferred } from "../util.js";
import type { MsgImpl } from "./msg.js";
import { Pending, type PendingOwner } from "./pending.js";

/** What a subscription asks of its connection. */
export interface SubscriptionOwner extends PendingOwner {
  /** Whether there is something to be drained. @internal */
  drainSubscription(sub: SubscriptionImpl): boolean;
  /** Whether the connection has closed. */
  readonly isClosed: boolean;
}

export class SubscriptionImpl extends QueuedIteratorImpl<Msg> implements BoundedSubscription {
  /** Resolves once the subscription has ended. */
  readonly closed: Deferred<void> = deferred();
  max: number | undefined;
  draining = false;
  /** Settles when the drain is over. */
  drained: Deferred<void> | undefined;
  /** @internal */
  timeoutError: NatsError | undefined;
  private readonly limits: Pending | undefined;

  constructor(
    private readonly owner: SubscriptionOwner,
    /** The core's slot for it. @internal */
    readonly slot: number,
    /** The server's number for it. */
    readonly sid: number,
    readonly subject: string,
    opts: SubscriptionOptions,
  ) {
    super();
    this.max = Number(opts.max) || undefined;
    this.noIterator = typeof opts.callback === "function";
    if (this.noIterator) {
      this.callback = opts.callback!;
    } else {
      // Leaving the loop, or an error in it, ends the subscription. If that had ended, its end may have been left unread.
      this.iterClosed.then(() => {
        this.closed.resolve();
        this.unsubscribe();
      });
    }
    if (opts.pendingLimits) {
      const limits = new Pending(owner, this, opts.pendingLimits);
      this.limits = limits;
      this.callback = (err, msg) => (err === null ? limits.take(msg as MsgImpl) : this.stop(err));
    }
    if (opts.timeout) {
      this.timeoutError = NatsError.errorForCode(ErrorCode.Timeout);
    }
  }

  /** Takes a message, or the error that ends the subscription. */
  callback(err: NatsError | null, msg: Msg): void {
    if (err !== null) {
      this.stop(err);
    } else {
      this.push(msg);
    }
  }

  /** {@link callback}, whatever the user's does. @internal */
  hand(err: NatsError | null, msg: Msg): void {
    try {
      this.callback(err, msg);
    } catch (thrown) {
      console.error("nats-web: a subscription's callback threw", thrown);
    }
  }

  unsubscribe(max?: number): void {
    this.owner.unsubscribe(this, Number(max) || 0);
  }

  drain(): Promise<void> {
    if (this.owner.isClosed) {
      return Promise.reject(NatsError.errorForCode(ErrorCode.ConnectionClosed));
    }
    if (this.isClosed()) {
      return Promise.reject(NatsError.errorForCode(ErrorCode.SubClosed));
    }
    if (this.drained === undefined) {
      this.draining = true;
      this.drained = deferred();
      if (!this.owner.drainSubscription(this)) {
        // Nothing comes any more, though the loop may still have something to read.
        this.drained.resolve();
      }
    }
    return this.drained;
  }

  /** The end: nothing more will be received. An iterator gives out what it has, then `err` if there is one. @internal */
  finish(err?: NatsError): void {
    if (err !== undefined) {
      this.hand(err, {} as Msg);
    }
    // Also a drain that was begun from within the callback.
    this.drained?.resolve();
    const end = () => {
      this.stop();
      this.closed.resolve();
    };
    if (this.noIterator || this.done) {
      end();
    } else {
      this.push(end);
    }
  }

  isDraining(): boolean {
    return this.draining;
  }

  isClosed(): boolean {
    return this.done;
  }

  getSubject(): string {
    return this.subject;
  }

  getMax(): number | undefined {
    return this.max;
  }

  getDropped(): number {
    return this.limits?.dropped ?? 0;
  }

  getID(): number {
    return this.sid;
  }
}

/** What a subscription does without a callback of the user's. */
export const takeMessage = SubscriptionImpl.prototype.callback;
