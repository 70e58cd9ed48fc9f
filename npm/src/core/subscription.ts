/** A subscription, as the user holds it. Its rules are the core's; here are its queue, its callback and its promises. */
import { ErrorCode, NatsError } from "../errors.js";
import { QueuedIteratorImpl } from "../queued_iterator.js";
import type { Msg } from "../types/messages.js";
import type { BoundedSubscription, SubscriptionOptions } from "../types/subscriptions.js";
import { type Deferred, deferred } from "../util.js";
import type { CoreId } from "./core_session.js";
import type { MsgImpl } from "./msg.js";
import { Pending } from "./pending.js";
import type { Statuses } from "./statuses.js";

/** What a subscription asks of its connection. */
export interface SubscriptionOwner {
  readonly statuses: Statuses;
  /** Whether the connection has closed. */
  readonly isClosed: boolean;
  unsubscribe(sub: SubscriptionImpl, max?: number, error?: NatsError): void;
  /** Whether there is something to be drained. @internal */
  drainSubscription(sub: SubscriptionImpl): boolean;
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
  /** Why it ends, where that is this side's decision. @internal */
  endError: NatsError | undefined;
  /** Whether the core has ended it, though that has yet to be carried out. @internal */
  isLeft = false;
  private readonly limits: Pending | undefined;

  constructor(
    private readonly owner: SubscriptionOwner,
    /** The core's name for it. @internal */
    readonly id: CoreId,
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
      const limits = new Pending(this, opts.pendingLimits, owner.statuses, (err) => owner.unsubscribe(this, 0, err));
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
    return this.done || (this.noIterator && this.isLeft);
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

  /** The server's number for it. */
  get sid(): number {
    return this.id.generation;
  }
}

/** What a subscription does without a callback of the user's. */
const takeMessage = SubscriptionImpl.prototype.callback;

/** Open subscriptions by the core's slot. */
export class Subscriptions {
  private readonly slots: (SubscriptionImpl | undefined)[] = [];

  at(slot: number): SubscriptionImpl | undefined {
    return this.slots[slot];
  }

  add(sub: SubscriptionImpl): void {
    this.slots[sub.id.slot] = sub;
  }

  /** Hands a message to the subscription in `slot`; one that has ended meanwhile gets nothing. */
  deliver(slot: number, msg: MsgImpl): void {
    const sub = this.slots[slot];
    if (sub === undefined) {
      return;
    }
    sub.received++;
    if (sub.callback === takeMessage && sub.ingestionFilterFn === undefined) {
      // Nothing of the user's runs.
      sub.push(msg);
    } else {
      sub.hand(null, msg);
    }
  }

  /** Ends a subscription on this side: the core is done with it, or about to be. */
  drop(sub: SubscriptionImpl, error?: NatsError): void {
    // As in `nats.ws`, where each of these ends is an `unsubscribe()`. Observed.
    sub.max = undefined;
    this.slots[sub.id.slot] = undefined;
    sub.finish(error);
  }

  /** Marks all as draining. */
  drain(): void {
    for (const sub of this.slots) {
      if (sub !== undefined) {
        sub.draining = true;
      }
    }
  }

  /** Ends all subscriptions. */
  dropAll(error: NatsError): void {
    for (const sub of this.slots.splice(0)) {
      sub?.finish(error);
    }
  }
}
