/** Requests that wait for their reply. */
import type { NatsError } from "../errors.js";
import type { Msg } from "../types.js";
import type { MsgImpl } from "./msg.js";

/** Makes the error of a failed request. */
export type Failure = () => NatsError;

/** Pending requests by the core's slot. */
export class Requests {
  private readonly pending: (((outcome: MsgImpl | Failure) => void) | undefined)[] = [];

  /**
   * The outcome of the request in `slot`.
   *
   * The error is made here, in a function that the caller awaits, because only then does its stack name the caller: an
   * error made where the outcome arrives knows nothing of who asked, and one made beforehand costs more than the request.
   */
  async outcome(slot: number): Promise<Msg> {
    const outcome = await new Promise<MsgImpl | Failure>((resolve) => {
      this.pending[slot] = resolve;
    });
    if (typeof outcome === "function") {
      throw outcome();
    }
    return outcome;
  }

  settle(slot: number, outcome: MsgImpl | Failure): void {
    const resolve = this.pending[slot];
    if (resolve !== undefined) {
      this.pending[slot] = undefined;
      resolve(outcome);
    }
  }

  /** Settles all that wait. */
  settleAll(failure: Failure): void {
    for (let slot = 0; slot < this.pending.length; slot++) {
      this.settle(slot, failure);
    }
  }
}
