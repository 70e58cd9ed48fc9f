/** The connection. Source: the `nats.ws` 1.30.3 API; what goes beyond it says so. */
import type { JetStreamClient, JetStreamManager } from "../jetstream/types/client.js";
import type { JetStreamManagerOptions, JetStreamOptions } from "../jetstream/types/options.js";
import type { ServicesAPI } from "../services/types.js";
import type { Msg, Payload, PublishOptions } from "./messages.js";
import type { AbortOptions, RequestManyOptions, RequestOptions } from "./requests.js";
import type { ServerInfo, Stats, Status } from "./status.js";
import type { BoundedSubscription, Subscription, SubscriptionOptions } from "./subscriptions.js";

/** A connection to a cluster of servers; it outlives the links it uses. */
export interface NatsConnection {
  /** What the server at the other end says of itself; `undefined` once closed. */
  info?: ServerInfo;
  /** Resolves when the connection has ended, with the error that ended it if there was one. Never rejects. */
  closed(): Promise<void | Error>;
  /** Ends the connection, its requests and its subscriptions. */
  close(): Promise<void>;
  /**
   * Publishes `payload` to `subject`.
   *
   * @throws NatsError at once, and nothing is sent, if the connection is closed or drained, or a subject, the headers or
   * the payload's type or size are not fit to be sent
   */
  publish(subject: string, payload?: Payload, options?: PublishOptions): void;
  /**
   * Publishes `msg` again: its subject, reply, headers and payload.
   *
   * @throws NatsError as {@link publish} does
   */
  publishMessage(msg: Msg): void;
  /**
   * Publishes the payload and headers of `msg` to its reply subject.
   *
   * @returns whether there was one
   * @throws NatsError as {@link publish} does
   */
  respondMessage(msg: Msg): boolean;
  /**
   * Subscribes to `subject`, which may have wildcards.
   *
   * @throws NatsError if the connection is closed or draining, the subject is malformed, or an option senseless. What the
   * server denies, the loop fails with, or the callback is given
   */
  subscribe(subject: string, opts?: SubscriptionOptions): Subscription;
  /**
   * Publishes `payload` to `subject` and waits for the first answer.
   *
   * Rejects with {@link ErrorCode.NoResponders} if nobody listens and {@link ErrorCode.Timeout} if nobody answers; with what
   * {@link publish} throws, where the message is not fit to be sent; and with the reason of a signal that is aborted.
   */
  request(subject: string, payload?: Payload, opts?: RequestOptions): Promise<Msg>;
  /**
   * Publishes `payload` to `subject` and gathers what comes as an answer, until the {@link RequestStrategy} says that it is
   * enough. Leaving the loop early ends it too. That no answer came in time is no error.
   *
   * Rejects if nothing can be asked now: the connection is closed or draining, the subject malformed, an option senseless.
   * What is wrong with the message, {@link ErrorCode.NoResponders}, and the reason of a signal that is aborted meanwhile, the
   * loop fails with.
   *
   * @example
   * ```ts
   * for await (const m of await nc.requestMany("who.is.there", "", { maxWait: 500 })) {
   *   console.log(m.string());
   * }
   * ```
   */
  requestMany(subject: string, payload?: Payload, opts?: Partial<RequestManyOptions>): Promise<AsyncIterable<Msg>>;
  /**
   * Resolves once the server has handled everything that was sent to it before. Rejects if the link is lost meanwhile, or
   * the connection ends.
   */
  flush(opts?: AbortOptions): Promise<void>;
  /**
   * Drains all subscriptions, sends what is left to be sent, and closes. Without a link it closes at once if nothing waits to
   * be sent, else it waits for one, five seconds in all.
   *
   * Rejects if the connection is closed or draining, and in the end, as {@link closed} then says, too, if it ended without
   * sending what was published.
   *
   * A signal ends the waiting only: a drain that has begun goes on, unless {@link close} cuts it short.
   */
  drain(opts?: AbortOptions): Promise<void>;
  /** Whether the connection has ended. */
  isClosed(): boolean;
  /** Whether {@link drain} was called. */
  isDraining(): boolean;
  /** Host and port of the server at the other end. */
  getServer(): string;
  /** What happens to the connection from now on. */
  status(): AsyncIterable<Status>;
  /** What has gone through the connection. */
  stats(): Stats;
  /** Services on this connection, and finding those on others. */
  services: ServicesAPI;
  /**
   * Returns what publishes to streams and reads them.
   *
   * @throws NatsError if the connection is closed, or an option is not fit
   */
  jetstream(opts?: JetStreamManagerOptions | JetStreamOptions): JetStreamClient;
  /**
   * Returns what looks after streams and consumers, once the server has said that the account has JetStream. Rejects with
   * {@link ErrorCode.JetStreamNotEnabled} if it has not.
   */
  jetstreamManager(opts?: JetStreamManagerOptions): Promise<JetStreamManager>;
  /** Milliseconds that a {@link flush} takes. */
  rtt(): Promise<number>;
  /** Gives the link up for a new one, as when it is lost. Nothing happens if there is none. */
  reconnect(): Promise<void>;
}

/** A {@link NatsConnection} with what goes beyond `nats.ws`. */
export interface Connection extends NatsConnection {
  subscribe(subject: string, opts?: SubscriptionOptions): BoundedSubscription;
  /**
   * Resolves once no more than {@link ConnectionOptions.highWaterMark} bytes are left to be sent, here and in the socket. A
   * publisher that awaits it before each message needs no more memory than that, however slow the link is. Rejects when
   * the connection ends.
   *
   * @example
   * ```ts
   * for await (const chunk of file.stream()) {
   *   await nc.writable();
   *   nc.publish("upload", chunk);
   * }
   * ```
   */
  writable(opts?: AbortOptions): Promise<void>;
}

/** A {@link Connection} of `nats-web/core`: core NATS alone. */
export type CoreConnection = Omit<Connection, "jetstream" | "jetstreamManager" | "services">;
