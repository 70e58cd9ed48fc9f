/** What waits for a loop that is slower than what comes, and what is done about it. */
import { NatsError } from "../errors.js";
import type { Events } from "../events.js";
import { RingQueue } from "../ring_queue.js";
import type { PendingLimits, SlowConsumer } from "../types/subscriptions.js";
import type { MsgImpl } from "./msg.js";
import type { Statuses } from "./statuses.js";

/** What of a subscription its limits are about. */
export interface LimitedQueue {
  readonly subject: string;
  readonly sid: number;
  readonly queue: { readonly length: number };
  push(msg: MsgImpl): void;
  dropOldest(): void;
}

/** The limits of one subscription's queue. */
export class Pending {
  /** Messages that the loop has not got and will not get. */
  dropped = 0;
  private readonly messages: number;
  private readonly bytes: number;
  private readonly policy: PendingLimits["policy"];
  /** The sizes of what was queued, as of the last message, and their sum. */
  private readonly sizes = new RingQueue<number>();
  private held = 0;
  /** Whether a limit was passed, and the loop has not caught up since. */
  private lagging = false;

  constructor(
    private readonly sub: LimitedQueue,
    { messages, bytes, policy }: PendingLimits,
    private readonly statuses: Statuses,
    /** Ends the subscription. */
    private readonly end: (err: NatsError) => void,
  ) {
    this.messages = Number(messages ?? Infinity);
    this.bytes = Number(bytes ?? Infinity);
    this.policy = policy ?? "drop-new";
  }

  /** Queues `msg`, as far as the limits and the policy allow. */
  take(msg: MsgImpl): void {
    const { policy, sizes, sub } = this;
    const { queue } = sub;
    while (sizes.length > queue.length) {
      this.held -= sizes.shift();
    }
    this.lagging &&= this.passes(2 * queue.length, 2 * this.held);
    const size = msg.size();
    if (this.isFull(size)) {
      const found = { pending: queue.length, bytes: this.held };
      if (policy === "drop-old") {
        do {
          sub.dropOldest();
          this.held -= sizes.shift();
          this.dropped++;
        } while (this.isFull(size));
      } else if (policy !== "report") {
        this.dropped++;
      }
      this.report(found);
      if (policy === "end") {
        return this.end(new NatsError("slow consumer", "SLOW_CONSUMER"));
      }
      if (policy === "drop-new") {
        return;
      }
    }
    sizes.push(size);
    this.held += size;
    sub.push(msg);
  }

  /** Whether a message of `size` is too much. The only one never is. */
  private isFull(size: number): boolean {
    const { length } = this.sub.queue;
    return length > 0 && this.passes(length + 1, this.held + size);
  }

  private passes(messages: number, bytes: number): boolean {
    return messages > this.messages || bytes > this.bytes;
  }

  /** Tells of it, once until the loop has caught up. */
  private report(found: Pick<SlowConsumer, "pending" | "bytes">): void {
    const { dropped, lagging, sub } = this;
    this.lagging = true;
    if (!lagging) {
      const { subject, sid } = sub;
      const slowConsumer = { subject, sid, ...found, dropped };
      // Not among the enum's values, which are those of nats.ws.
      this.statuses.tell({ type: "slowConsumer" as Events, data: subject, slowConsumer });
    }
  }
}
