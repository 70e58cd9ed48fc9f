/** Reading a stream in order: what buckets and object stores ask for. */
import { ApiVerb } from "../core/boundary.js";
import type { FlowHost } from "../core/flows.js";
import type { NatsError } from "../errors.js";
import type { Msg } from "../types/messages.js";
import { deferred } from "../util.js";
import type { JetStreamContext } from "./context.js";
import { ConsumerDebugEvents, type ConsumerEvents } from "./enums.js";
import type { Flow, FlowListener } from "./flow.js";
import { JsMsgImpl, type MessageSource } from "./js_msg.js";
import { orderedPush } from "./ordered.js";
import type { ConsumerConfig, ConsumerInfo } from "./types/consumers.js";

/** What takes the messages of a stream. */
export interface OrderedHandler {
  /** Takes the next message: each once, in their order, whatever becomes of links and consumers. */
  message(msg: JsMsgImpl): void;
  /**
   * Everything that was there when the reading began has been handed over. Called once, also if there was nothing; then
   * it may be before {@link ReadOrdered} has resolved, as messages may.
   */
  caughtUp(): void;
}

/** A reading that goes on. */
export interface OrderedMessages {
  /** Ends it: nothing is handed over any more. */
  stop(): void;
  /** Resolves once it has ended, with why, if that is an error. */
  closed: Promise<void | Error>;
}

/**
 * Reads a stream in order, by consumers that are made anew where something was missed.
 *
 * @param config - which messages, and from where on: filters, `deliver_policy` with its start, `headers_only`
 * @returns once the first consumer is made; rejects if it cannot be
 */
export type ReadOrdered = (
  js: JetStreamContext,
  stream: string,
  config: Partial<ConsumerConfig>,
  handler: OrderedHandler,
) => Promise<OrderedMessages>;

/** Returns how streams are read over a connection. */
export function readerOf(flows: FlowHost): ReadOrdered {
  return async (js, stream, config, handler) => {
    const reading = new Reading(js, stream, handler);
    const source = { js, flows, stream, namePrefix: "", config, inactiveThreshold: INACTIVE };
    reading.follow(orderedPush(source, reading));
    await reading.begun;
    return reading;
  };
}

class Reading implements FlowListener, OrderedMessages {
  readonly begun = deferred<void>();
  readonly closed = deferred<void | Error>();
  private readonly source: MessageSource;
  private flow: Flow | undefined;
  private isCaughtUp = false;
  /** How many messages there will have been once the beginning is over, as the consumer made last tells. */
  private expected = Number.POSITIVE_INFINITY;
  /** How many were handed over, and how many of those by consumers before the present one. */
  private handed = 0;
  private before = 0;
  /** How many were still to come when the last one was sent. */
  private pending = Number.POSITIVE_INFINITY;
  private name = "";

  constructor(
    private readonly js: JetStreamContext,
    private readonly stream: string,
    private readonly handler: OrderedHandler,
  ) {
    this.source = { nc: js.nc, core: js.core, timeout: js.timeout, isAckNone: true };
  }

  follow(flow: Flow): void {
    this.flow = flow;
  }

  take(msg: Msg): void {
    const message = new JsMsgImpl(msg, this.source);
    this.handler.message(message);
    this.handed++;
    this.flow?.tookAtOnce(message.size);
    if (!this.isCaughtUp) {
      this.pending = message.position.pending;
      this.look();
    }
  }

  /** One that is made anew goes on where the last one was lost: `delivered` of its messages may have come by now. */
  created(pending: number, delivered: number, name: string): void {
    this.name = name;
    if (!this.isCaughtUp) {
      this.expected = this.before + pending + delivered;
      // Of messages that came before this the last one knows better.
      if (this.handed === this.before) {
        this.pending = pending;
      }
      this.look();
    }
    this.begun.resolve();
  }

  notify(type: ConsumerEvents | ConsumerDebugEvents): void {
    if (type === ConsumerDebugEvents.Reset) {
      this.before = this.handed;
      this.expected = Number.POSITIVE_INFINITY;
    }
  }

  /** Messages that were there and have not come have expired. */
  idle(): void {
    if (!this.isCaughtUp && this.expected !== Number.POSITIVE_INFINITY) {
      this.catchUp();
    }
  }

  stop(): void {
    this.flow?.stop();
    this.closed.resolve();
  }

  finish(error?: NatsError): void {
    if (error === undefined) {
      this.begun.resolve();
    } else {
      this.begun.reject(error);
    }
    this.closed.resolve(error);
  }

  /** While others write, messages come that were not there before, and those that were may be gone. */
  private look(): void {
    if (this.pending > 0) {
      return;
    }
    if (this.handed >= this.expected) {
      this.catchUp();
    } else {
      void this.ask(this.handed);
    }
  }

  /** Asks whether the messages that are missed are gone. */
  private async ask(handed: number): Promise<void> {
    try {
      const info = await this.js.request<ConsumerInfo>(ApiVerb.ConsumerInfo, [this.stream, this.name]);
      if (info.num_pending === 0 && this.handed === handed && !this.isCaughtUp) {
        this.catchUp();
      }
    } catch {
      // The flow notices by itself that its consumer is gone.
    }
  }

  private catchUp(): void {
    this.isCaughtUp = true;
    this.handler.caughtUp();
  }
}

/** Milliseconds without use after which the server deletes a consumer. */
const INACTIVE = 300_000;
