/** The subscriptions of a connection. */
import type { NatsError } from "../errors.js";
import type { MsgImpl } from "./msg.js";
import { type SubscriptionImpl, takeMessage } from "./subscription.js";

/** Open subscriptions by the core's slot. */
export class Subscriptions {
  private readonly slots: (SubscriptionImpl | undefined)[] = [];

  at(slot: number): SubscriptionImpl | undefined {
    return this.slots[slot];
  }

  add(sub: SubscriptionImpl): void {
    this.slots[sub.slot] = sub;
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
    if (sub.max !== undefined && sub.received >= sub.max && this.slots[slot] === sub) {
      this.drop(sub);
    }
  }

  /** Ends a subscription on this side: the core is done with it, or about to be. */
  drop(sub: SubscriptionImpl, error?: NatsError): void {
    // As in `nats.ws`, where each of these ends is an `unsubscribe()`. Observed.
    sub.max = undefined;
    this.slots[sub.slot] = undefined;
    sub.finish(error);
  }

  /** All drain from now on. */
  drain(): void {
    for (const sub of this.slots) {
      if (sub !== undefined) {
        sub.draining = true;
      }
    }
  }

  /** Ends all. */
  dropAll(error: NatsError): void {
    for (const sub of this.slots.splice(0)) {
      sub?.finish(error);
    }
  }
}
