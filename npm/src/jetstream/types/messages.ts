/** Messages of streams. Source: the `nats.ws` 1.30.3 API; what goes beyond it says so. */
import type { MsgHdrs, ReviverFn } from "../../types/messages.js";
import type { PullOptions, SeqMsgRequest } from "./requests.js";

/** What the server says of a delivery. Numbers beyond 2^53 are not exact. */
export interface DeliveryInfo {
  /** The JetStream domain; an empty text if there is none. */
  domain: string;
  /** The hash of the account, if the server names it. */
  account_hash?: string;
  stream: string;
  consumer: string;
  /** How often the message has been delivered with this; 1 for the first time. */
  deliveryCount: number;
  /** @deprecated use {@link deliveryCount} */
  redeliveryCount: number;
  /** The message's sequence in the stream. */
  streamSequence: number;
  /** The delivery's number, counted by the consumer. */
  deliverySequence: number;
  /** When the message was stored, in nanoseconds since 1970. */
  timestampNanos: number;
  /** How many messages the consumer had still to deliver then. */
  pending: number;
  /** Whether it was delivered before. */
  redelivered: boolean;
}

/** A message that a consumer delivered. The first of its acknowledgements counts, later ones do nothing. */
export interface JsMsg {
  /** Whether it was delivered before. */
  redelivered: boolean;
  /** What the server says of the delivery. */
  info: DeliveryInfo;
  /** The message's sequence in the stream. */
  seq: number;
  /**
   * When the message was stored, in nanoseconds since 1970: all digits of {@link DeliveryInfo.timestampNanos}. Beyond
   * `nats.ws`.
   */
  timestampNanos?: bigint;
  headers: MsgHdrs | undefined;
  data: Uint8Array;
  /** The subject that it was published to. */
  subject: string;
  /** @ignore */
  sid: number;
  /** Says that the message is dealt with. */
  ack(): void;
  /** Says that the message is to be delivered again: at once, or in `millis` milliseconds. */
  nak(millis?: number): void;
  /** Says that work on the message goes on, so that it is not delivered again yet. May be said several times. */
  working(): void;
  /**
   * Says that the message is dealt with, and asks for more messages, which are sent to `subj`.
   *
   * Experimental: it may go.
   */
  next(subj: string, ro?: Partial<PullOptions>): void;
  /** Says that the message is not to be delivered again, and why. Servers from 2.11 pass `reason` on. */
  term(reason?: string): void;
  /**
   * Says that the message is dealt with, and waits until the server has noted it.
   *
   * @param opts - how many milliseconds; default is the timeout of the {@link JetStreamOptions}
   * @returns whether anything was said: not if the message is acknowledged already, or needs no acknowledgement
   */
  ackAck(opts?: Partial<{ timeout: number }>): Promise<boolean>;
  /** The value that the payload holds as JSON. */
  json<T>(): T;
  /** The payload as text. */
  string(): string;
}

/** A message as it is stored. */
export interface StoredMsg {
  /** The subject under which it is stored. */
  subject: string;
  /** Its sequence. */
  seq: number;
  /** Its headers; empty if it has none. */
  header: MsgHdrs;
  data: Uint8Array;
  /** When it was stored. */
  time: Date;
  /** When it was stored, in the server's own words. */
  timestamp: string;
  /** The value that the payload holds as JSON. */
  json<T>(reviver?: ReviverFn): T;
  /** The payload as text. */
  string(): string;
}

/** A message that was read directly. */
export interface DirectMsg extends StoredMsg {
  /** The stream that has it. */
  stream: string;
}

/** The answer to a request for a stored message. */
export interface StreamMsgResponse {
  message: {
    subject: string;
    seq: number;
    /** The payload in base64. */
    data: string;
    /** The headers in base64. */
    hdrs: string;
    time: string;
  };
}

/** Which message to delete. */
export interface MsgDeleteRequest extends SeqMsgRequest {
  /** Whether its bytes are left where they are, and not overwritten. */
  no_erase?: boolean;
}
