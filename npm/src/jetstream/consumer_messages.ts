/** Messages of a consumer as a loop or a callback takes them. What is asked for, and when, is the core's to decide. */
import type { NatsError } from "../errors.js";
import { QueuedIteratorImpl } from "../queued_iterator.js";
import type { Msg } from "../types/messages.js";
import type { ConsumerDebugEvents, ConsumerEvents } from "./enums.js";
import type { Flow, FlowListener } from "./flow.js";
import { JsMsgImpl, type MessageSource } from "./js_msg.js";
import type { ConsumerCallbackFn, ConsumerMessages, ConsumerStatus } from "./types/consumer_messages.js";
import type { JsMsg } from "./types/messages.js";

export class ConsumerMessagesImpl extends QueuedIteratorImpl<JsMsg> implements ConsumerMessages, FlowListener {
  /** Told of consumers that the flow makes. */
  onCreated: ((name: string) => void) | undefined;
  /** Told of messages that are handed over. */
  onTaken: ((msg: JsMsg) => void) | undefined;
  private readonly listeners: QueuedIteratorImpl<ConsumerStatus>[] = [];
  private flow: Flow | undefined;

  /** @param callback - takes the messages instead of a loop */
  constructor(
    private readonly source: MessageSource,
    private readonly callback: ConsumerCallbackFn | undefined,
  ) {
    super();
    this.noIterator = typeof callback === "function";
    // Asked of each message when the loop gets it.
    this.protocolFilterFn = (msg) => {
      if (msg !== null) {
        this.onTaken?.(msg);
        this.flow?.took((msg as JsMsgImpl).size, this.queue.length > this.steps);
      }
      return true;
    };
    // Leaving the loop, or an error in it, ends the reading.
    this.iterClosed.then(() => this.release());
  }

  /** From now on `flow` brings messages. */
  follow(flow: Flow): void {
    this.flow = flow;
    if (this.done) {
      flow.stop();
    }
  }

  /** Takes a message. */
  take(msg: Msg): void {
    if (this.done) {
      return;
    }
    this.received++;
    const message = new JsMsgImpl(msg, this.source);
    if (this.callback === undefined) {
      this.push(message);
      return;
    }
    try {
      this.callback(message);
    } catch (err) {
      this.stop(err as Error);
    }
    this.onTaken?.(message);
    this.flow?.tookAtOnce(message.size);
  }

  created(_pending: number, _delivered: number, name: string): void {
    this.onCreated?.(name);
  }

  /** What was fetched is over, and with it this reading. */
  fetched(error: NatsError | undefined): void {
    this.finish(error);
  }

  get isWatched(): boolean {
    return this.listeners.length > 0;
  }

  /** Reports what happens. */
  notify(type: ConsumerEvents | ConsumerDebugEvents, data: unknown): void {
    for (const listener of this.listeners) {
      listener.push({ type, data });
    }
  }

  /** Nothing more comes. A loop takes what is there first. */
  finish(error?: Error): void {
    if (this.noIterator || this.getPending() === 0) {
      this.stop(error);
    } else {
      this.push(() => this.stop(error));
    }
  }

  async status(): Promise<AsyncIterable<ConsumerStatus>> {
    const listener = new QueuedIteratorImpl<ConsumerStatus>();
    if (this.done) {
      listener.stop();
    } else {
      this.listeners.push(listener);
      listener.iterClosed.then(() => this.listeners.splice(this.listeners.indexOf(listener), 1));
    }
    return listener;
  }

  close(): Promise<void | Error> {
    this.stop();
    return this.iterClosed;
  }

  closed(): Promise<void | Error> {
    return this.iterClosed;
  }

  private release(): void {
    this.flow?.stop();
    for (const listener of [...this.listeners]) {
      listener.stop();
    }
  }
}
