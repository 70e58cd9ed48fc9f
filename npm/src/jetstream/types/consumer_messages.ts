/** Reading a consumer's messages. Source: the `nats.ws` 1.30.3 API. */
import type { QueuedIterator } from "../../types/subscriptions.js";
import type { ConsumerDebugEvents, ConsumerEvents, DeliverPolicy, ReplayPolicy } from "../enums.js";
import type { ConsumerInfo } from "./consumers.js";
import type { JsMsg } from "./messages.js";

/** How many messages. */
export type MaxMessages = {
  /** How many messages to ask for at once. Default 100. */
  max_messages: number;
};

/** How many bytes. */
export type MaxBytes = {
  /** How many bytes to ask for at once: subjects, headers and payloads. A message comes whole or not at all. */
  max_bytes: number;
};

/** When to ask for more messages. */
export type ThresholdMessages = {
  /**
   * How many messages are still to come when more are asked for. Default three quarters of
   * {@link MaxMessages.max_messages}.
   */
  threshold_messages: number;
};

/** When to ask for more bytes. */
export type ThresholdBytes = {
  /** How many bytes are still to come when more are asked for. Default three quarters of {@link MaxBytes.max_bytes}. */
  threshold_bytes: number;
};

/** For how long. */
export type Expires = {
  /** Milliseconds that the server waits for messages before it is asked again. At least 1000; default 30000. */
  expires?: number;
};

/** Whether to ask for the consumer. */
export type Bind = {
  /**
   * Whether nothing is asked of the consumer but messages. That it is gone shows in missed heartbeats only then. Not
   * for ordered consumers, and not together with {@link AbortOnMissingResource.abort_on_missing_resource}.
   */
  bind?: boolean;
};

/** What a missing consumer means. */
export type AbortOnMissingResource = {
  /** Whether reading ends when stream or consumer are gone. By default it goes on once they are back. */
  abort_on_missing_resource?: boolean;
};

/** Signs of life. */
export type IdleHeartbeat = {
  /** Milliseconds without a message after which the server sends a sign of life. Two of them missed are reported. */
  idle_heartbeat?: number;
};

/** Takes messages. */
export type ConsumerCallbackFn = (r: JsMsg) => void;

/** A function instead of a loop. */
export type ConsumeCallback = {
  /** Takes the messages. It is not waited for; where that is needed, a loop is the way. */
  callback?: ConsumerCallbackFn;
};

/** How to wait for one message. */
export type NextOptions = Expires & Bind;

/** How to read on, counted in bytes. */
export type ConsumeBytes = MaxBytes &
  Partial<MaxMessages> &
  Partial<ThresholdBytes> &
  Expires &
  IdleHeartbeat &
  ConsumeCallback &
  AbortOnMissingResource &
  Bind;

/** How to read on, counted in messages. */
export type ConsumeMessages = Partial<MaxMessages> &
  Partial<ThresholdMessages> &
  Expires &
  IdleHeartbeat &
  ConsumeCallback &
  AbortOnMissingResource &
  Bind;

/** How to read on. */
export type ConsumeOptions = ConsumeBytes | ConsumeMessages;

/** How to read a batch, counted in bytes. */
export type FetchBytes = MaxBytes & Partial<MaxMessages> & Expires & IdleHeartbeat & Bind;

/** How to read a batch, counted in messages. */
export type FetchMessages = Partial<MaxMessages> & Expires & IdleHeartbeat & Bind;

/** How to read a batch. */
export type FetchOptions = FetchBytes | FetchMessages;

/** How to read a batch or on. */
export type PullConsumerOptions = FetchOptions | ConsumeOptions;

/** What happens to {@link ConsumerMessages}. */
export interface ConsumerStatus {
  type: ConsumerEvents | ConsumerDebugEvents;
  /** {@link ConsumerEvents} and {@link ConsumerDebugEvents} say what it is. */
  data: unknown;
}

/** Something that messages can be read from. */
export interface ExportedConsumer {
  /** Waits for one message; null if none came in time. */
  next(opts?: NextOptions): Promise<JsMsg | null>;
  /** Reads a batch: it ends when it is full, or the time is up. */
  fetch(opts?: FetchOptions): Promise<ConsumerMessages>;
  /** Reads on, until the loop is left or {@link Close.close} is called. */
  consume(opts?: ConsumeOptions): Promise<ConsumerMessages>;
}

/** A consumer. */
export interface Consumer extends ExportedConsumer {
  /** What the consumer says of itself; with `cached`, what it said last. */
  info(cached?: boolean): Promise<ConsumerInfo>;
  /** Has the server delete the consumer. */
  delete(): Promise<boolean>;
}

/** Something that can be ended. */
export interface Close {
  /** Ends it. Resolves once it has. */
  close(): Promise<void | Error>;
  /** Resolves once it has ended, with the error that ended it if there was one. */
  closed(): Promise<void | Error>;
}

/** Messages of a consumer, as they come. */
export interface ConsumerMessages extends QueuedIterator<JsMsg>, Close {
  /** What happens, from now on. */
  status(): Promise<AsyncIterable<ConsumerStatus>>;
}

/** What an ordered consumer is to deliver. */
export type OrderedConsumerOptions = {
  /** What the names of its consumers begin with. */
  name_prefix: string;
  /** Which subjects, with wildcards. */
  filterSubjects: string[] | string;
  /** Which message comes first. */
  deliver_policy: DeliverPolicy;
  /** The first message's sequence, with {@link DeliverPolicy.StartSequence}. */
  opt_start_seq: number;
  /** The first message's time, in ISO form, with {@link DeliverPolicy.StartTime}. */
  opt_start_time: string;
  /** How fast what is stored is delivered. */
  replay_policy: ReplayPolicy;
  /** Milliseconds without use after which the server deletes the consumer. */
  inactive_threshold: number;
  /** Whether payloads are left out. */
  headers_only: boolean;
};
