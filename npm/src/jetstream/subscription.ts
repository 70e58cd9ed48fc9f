/** The older way to read streams: a subscription to what a consumer delivers. Source: the `nats.ws` 1.30.3 API. */
import { invalid } from "../checks.js";
import { ApiVerb } from "../core/boundary.js";
import type { FlowHost } from "../core/flows.js";
import { ErrorCode, NatsError } from "../errors.js";
import { QueuedIteratorImpl } from "../queued_iterator.js";
import type { Msg } from "../types/messages.js";
import { type Deferred, deferred, millis, nanos } from "../util.js";
import type { JetStreamContext } from "./context.js";
import { AckPolicy, type ConsumerDebugEvents, ConsumerEvents } from "./enums.js";
import { Flow, type FlowListener } from "./flow.js";
import { JsMsgImpl, type MessageSource } from "./js_msg.js";
import { orderedPush } from "./ordered.js";
import type { ConsumerInfo } from "./types/consumers.js";
import type { ConsumerAPI } from "./types/manager.js";
import type { JsMsg } from "./types/messages.js";
import type { PullOptions } from "./types/requests.js";
import type { ConsumerOpts, JetStreamPullSubscription } from "./types/subscriptions.js";

/** What subscriptions are made with. */
export interface SubscribingHost {
  js: JetStreamContext;
  flows: FlowHost;
  consumers: ConsumerAPI;
}

/** What a subscription is to. */
export interface Subscribed extends ConsumerOpts {
  /** The subject that its messages come to. */
  deliver: string;
}

export class JetStreamSubscriptionImpl
  extends QueuedIteratorImpl<JsMsg>
  implements JetStreamPullSubscription, FlowListener
{
  /** Resolves once the subscription has ended. */
  readonly closed: Deferred<void> = deferred();
  /** Settles once the core has made the first consumer of an ordered one. */
  readonly begun: Deferred<void> = deferred();
  private readonly flow: Flow;
  private readonly source: MessageSource;
  private max: number | undefined;
  private isEnding = false;

  /** @throws NatsError if the connection is closed or draining, or a subject is not fit */
  constructor(
    private readonly host: SubscribingHost,
    readonly info: Subscribed,
  ) {
    super();
    const { js } = host;
    const isAckNone = info.config.ack_policy === AckPolicy.None;
    this.source = { nc: js.nc, core: js.core, timeout: js.timeout, isAckNone };
    this.max = info.max || undefined;
    this.noIterator = typeof info.callbackFn === "function";
    this.begun.catch(() => {});
    this.protocolFilterFn = (msg) => {
      this.flow.took((msg as JsMsgImpl | null)?.size ?? 0, this.queue.length > this.steps);
      return true;
    };
    if (!info.mack && !isAckNone) {
      this.dispatchedFn = (msg) => msg?.ack();
    }
    this.iterClosed.then(() => this.end());
    this.flow = this.begin();
  }

  // What the flow brings.

  take(msg: Msg): void {
    if (this.done || this.isEnding) {
      return;
    }
    this.received++;
    const message = new JsMsgImpl(msg, this.source);
    if (this.info.callbackFn === undefined) {
      this.push(message);
    } else {
      const isDone = this.hand(null, message);
      if (isDone && !this.info.mack) {
        message.ack();
      }
      this.flow.tookAtOnce(message.size);
    }
    if (this.max !== undefined && this.received >= this.max) {
      this.unsubscribe();
    }
  }

  created(_pending: number, _delivered: number, name: string): void {
    this.info.name = name;
    this.begun.resolve();
  }

  notify(type: ConsumerEvents | ConsumerDebugEvents, data: unknown): void {
    // An ordered consumer is made anew by the core.
    if (type === ConsumerEvents.HeartbeatsMissed && !this.info.ordered) {
      this.fail(new NatsError(`idle heartbeats missed: ${data}`, ErrorCode.JetStreamIdleHeartBeat));
    } else if (type === ConsumerEvents.ConsumerDeleted && !this.info.ordered) {
      this.fail(new NatsError("consumer deleted", ErrorCode.JetStream409));
    }
  }

  finish(error?: NatsError): void {
    this.begun.reject(error ?? NatsError.errorForCode(ErrorCode.ConnectionClosed));
    if (error !== undefined) {
      this.fail(error);
    }
    this.finishLater();
  }

  // What the user asks for.

  callback(err: NatsError | null, msg: Msg): void {
    if (err === null) {
      this.take(msg);
    } else {
      this.fail(err);
    }
  }

  unsubscribe(max?: number): void {
    if (max !== undefined && max > this.received) {
      this.max = max;
      return;
    }
    this.finishLater();
  }

  async drain(): Promise<void> {
    this.isEnding = this.done;
    await this.host.js.nc.flush();
    this.unsubscribe();
    return this.closed;
  }

  isDraining(): boolean {
    return this.isEnding;
  }

  isClosed(): boolean {
    return this.done || this.isEnding;
  }

  getSubject(): string {
    return this.info.deliver;
  }

  getID(): number {
    return 0;
  }

  getMax(): number | undefined {
    return this.max;
  }

  async destroy(): Promise<void> {
    if (!this.isClosed()) {
      await this.drain();
    }
    // That of an ordered one goes with its flow.
    if (!this.info.ordered) {
      await this.host.consumers.delete(this.info.stream, this.consumer);
    }
  }

  consumerInfo(): Promise<ConsumerInfo> {
    return this.host.consumers.info(this.info.stream, this.consumer);
  }

  pull(opts: Partial<PullOptions> = {}): void {
    const { batch = 1, expires = 0, idle_heartbeat = 0, max_bytes = 0, no_wait = false } = opts;
    if (idle_heartbeat > 0 && expires === 0) {
      throw invalid("idle_heartbeat requires expires");
    }
    if (idle_heartbeat > expires) {
      throw invalid("expires must be greater than idle_heartbeat");
    }
    const { js } = this.host;
    const body = {
      batch: batch || 1,
      no_wait,
      max_bytes: max_bytes || undefined,
      expires: expires > 0 ? nanos(expires) : undefined,
      idle_heartbeat: idle_heartbeat > 0 ? nanos(idle_heartbeat) : undefined,
    };
    const subject = js.core.subject(ApiVerb.MsgNext, js.prefix, this.info.stream, this.consumer);
    js.nc.publish(subject, JSON.stringify(body), { reply: this.info.deliver });
  }

  private get consumer(): string {
    return this.info.config.durable_name || this.info.name || "";
  }

  private begin(): Flow {
    const { js, flows } = this.host;
    const { config, deliver, ordered, queue, stream } = this.info;
    const heartbeat = config.idle_heartbeat ? millis(config.idle_heartbeat) : 0;
    if (ordered) {
      const source = { js, flows, stream, namePrefix: "", config, inactiveThreshold: INACTIVE };
      return orderedPush(source, this, heartbeat || undefined);
    }
    const now = Date.now();
    const group = queue ?? config.deliver_group ?? "";
    return new Flow(flows, this, [deliver, group], (calls, session, [a, b]) =>
      calls.js_push(session, now, a!, b!, heartbeat),
    );
  }

  /** Calls the user's function. Returns whether it did not throw: a message that it could not handle comes again. */
  private hand(err: NatsError | null, msg: JsMsg | null): boolean {
    try {
      this.info.callbackFn!(err, msg);
      return true;
    } catch (thrown) {
      console.error("nats-web: a subscription's callback threw", thrown);
      return false;
    }
  }

  /** Tells of an error: it ends a loop, and a callback goes on. */
  private fail(err: NatsError): void {
    if (this.info.callbackFn !== undefined) {
      this.hand(err, null);
    } else {
      this.stop(err);
    }
  }

  /** Ends it; a loop takes what is there first. */
  private finishLater(): void {
    if (this.done) {
      return;
    }
    this.isEnding = true;
    this.flow.stop();
    if (this.noIterator || this.getPending() === 0) {
      this.stop();
    } else {
      this.push(() => this.stop());
      this.closed.resolve();
    }
  }

  private end(): void {
    this.flow.stop();
    this.closed.resolve();
  }
}

/** Milliseconds without use after which the server deletes an ordered consumer. */
const INACTIVE = 300_000;
