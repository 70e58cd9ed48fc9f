/** Messages, and what is published. Source: the `nats.ws` 1.30.3 API; what goes beyond it says so. */
import type { Match } from "../events.js";

/** What can be published: bytes, or a string that is sent as UTF-8. */
export type Payload = Uint8Array | string;

/** As for `JSON.parse`. */
// biome-ignore lint/suspicious/noExplicitAny: JSON has no narrower type, and programs rely on this one
export type ReviverFn = (key: string, value: any) => any;

/** The headers of a message. Names are compared byte for byte unless a {@link Match} says otherwise. */
export interface MsgHdrs extends Iterable<[string, string[]]> {
  /** Whether the status is an error: 300 and above. */
  hasError: boolean;
  /** Status code and description as one text. */
  status: string;
  /** The status code; 0 if there is none. */
  code: number;
  /** The words that go with the status. */
  description: string;
  /** The first value of `k`, or an empty string. */
  get(k: string, match?: Match): string;
  /** Makes `v` the only value of `k`. */
  set(k: string, v: string, match?: Match): void;
  /** Adds `v` to the values of `k`. */
  append(k: string, v: string, match?: Match): void;
  /** Whether there is a header `k`. */
  has(k: string, match?: Match): boolean;
  /** The names, in the order in which they were first set. */
  keys(): string[];
  /** All values of all names that match `k`. */
  values(k: string, match?: Match): string[];
  /** Removes all names that match `k`. */
  delete(k: string, match?: Match): void;
  /** The last value of `k`, or an empty string. */
  last(k: string, match?: Match): string;
}

/** A received message. All of it stays valid for as long as it is held. */
export interface Msg {
  /** The subject it was published to. */
  subject: string;
  /** The number of the subscription that it came for. */
  sid: number;
  /** Where an answer is wanted, if one is. */
  reply?: string;
  /** The payload. */
  data: Uint8Array;
  /** Headers of the publisher or the server, if there are any. */
  headers?: MsgHdrs;
  /**
   * Publishes an answer to {@link reply}.
   *
   * @returns whether there was a subject to answer to
   * @throws NatsError as {@link NatsConnection.publish} does
   */
  respond(payload?: Payload, opts?: PublishOptions): boolean;
  /**
   * The payload read as JSON.
   *
   * @throws NatsError with {@link ErrorCode.BadJson} if it is not JSON
   */
  json<T>(reviver?: ReviverFn): T;
  /** The payload read as UTF-8. */
  string(): string;
}

/** How to publish a message. */
export interface PublishOptions {
  /** Where an answer is wanted. Subscribe there first. */
  reply?: string;
  /** Headers to send along; the server must support them. */
  headers?: MsgHdrs;
}

/** Something that publishes. */
export interface Publisher {
  /** Publishes `data` to `subject`. */
  publish(subject: string, data: Payload, options?: { reply?: string; headers?: MsgHdrs }): void;
}
