/** Publishing to streams. Source: the `nats.ws` 1.30.3 API; what goes beyond its types says so. */
import type { MsgHdrs } from "../../types/messages.js";

/** What the server says once a message is stored. */
export interface PubAck {
  stream: string;
  /** The JetStream domain, if there is one. */
  domain?: string;
  /** The message's sequence. */
  seq: number;
  /**
   * Whether the same {@link JetStreamPublishOptions.msgID} came before. Then nothing was stored, and {@link seq} is the
   * first one's.
   */
  duplicate: boolean;
}

/** How to publish a message to a stream. */
export interface JetStreamPublishOptions {
  /** What tells the message from others: of two that have the same one, within the stream's window, one is stored. */
  msgID: string;
  /** Milliseconds to wait for the server's word. Default is the timeout of the {@link JetStreamOptions}. */
  timeout: number;
  /** Headers to send along. They are not changed. */
  headers: MsgHdrs;
  /** What the stream has to be like; the message is refused otherwise. */
  expect: Partial<{
    /** The {@link JetStreamPublishOptions.msgID} of the last message. */
    lastMsgID: string;
    /** The stream's name. */
    streamName: string;
    /** The last message's sequence; 0 if there must be none. */
    lastSequence: number;
    /** The sequence of the last message of the same subject; 0 if there must be none. */
    lastSubjectSequence: number;
  }>;
  /**
   * How often to try in all while nobody listens, as when a stream elects its leader. Default 1. Beyond the types of
   * `nats.ws`.
   */
  retries?: number;
  /** Milliseconds between the tries. Default 250. Beyond the types of `nats.ws`. */
  retry_delay?: number;
}
