/** A message that a consumer delivered. */

import { Answer } from "../core/boundary.js";
import type { NatsConnection } from "../types/connection.js";
import type { Msg, MsgHdrs } from "../types/messages.js";
import { nanos } from "../util.js";
import type { JetStreamCore, Position } from "./core.js";
import type { DeliveryInfo, JsMsg } from "./types/messages.js";
import type { PullOptions } from "./types/requests.js";

/** What the messages of a consumer share. */
export interface MessageSource {
  readonly nc: NatsConnection;
  readonly core: JetStreamCore;
  /** Milliseconds that {@link JsMsg.ackAck} waits if it is not said how long. */
  readonly timeout: number;
  /** Whether the consumer expects nothing for its messages. */
  readonly isAckNone: boolean;
}

/** What the server says of the delivery is read when it is asked for: most programs only acknowledge. */
export class JsMsgImpl implements JsMsg {
  /** Whether an answer was given that counts. */
  didAck = false;
  private place: Position | undefined;
  private delivery: DeliveryInfo | undefined;

  constructor(
    /** The message as it came. */
    readonly msg: Msg,
    private readonly source: MessageSource,
  ) {
    this.place = undefined;
    this.delivery = undefined;
  }

  get subject(): string {
    return this.msg.subject;
  }

  get sid(): number {
    return this.msg.sid;
  }

  get data(): Uint8Array {
    return this.msg.data;
  }

  get headers(): MsgHdrs | undefined {
    return this.msg.headers;
  }

  /** Bytes, as servers count them: subject, reply, headers and payload. */
  get size(): number {
    return (this.msg as Msg & { size(): number }).size();
  }

  /** Where answers go. */
  get reply(): string {
    return this.msg.reply ?? "";
  }

  /** @throws Error if the message does not come from a consumer */
  get info(): DeliveryInfo {
    this.delivery ??= this.source.core.delivery(this.reply) ?? notDelivered();
    return this.delivery;
  }

  /** The numbers of {@link info}, which cost less than all of it. @throws Error as {@link info} */
  get position(): Position {
    this.place ??= this.source.core.position(this.msg) ?? notDelivered();
    return this.place;
  }

  get redelivered(): boolean {
    return this.position.deliveryCount > 1;
  }

  get seq(): number {
    return this.position.streamSequence;
  }

  get timestampNanos(): bigint {
    return this.source.core.deliveryTime(this.reply);
  }

  ack(): void {
    this.answer(Answer.Ack, 0, "");
  }

  nak(millis?: number): void {
    this.answer(Answer.Nak, millis ? nanos(millis) : 0, "");
  }

  working(): void {
    if (!this.didAck && !this.source.isAckNone) {
      this.msg.respond(this.source.core.answer(Answer.Working, 0, ""));
    }
  }

  term(reason = ""): void {
    this.answer(Answer.Term, 0, reason);
  }

  next(subj: string, opts: Partial<PullOptions> = {}): void {
    const { batch, expires = 0, no_wait = false } = opts;
    const payload = this.source.core.answerNext(batch || 1, no_wait, expires > 0 ? nanos(expires) : 0);
    this.msg.respond(payload, subj ? { reply: subj } : undefined);
  }

  async ackAck(opts: Partial<{ timeout: number }> = {}): Promise<boolean> {
    const { core, isAckNone, nc, timeout } = this.source;
    if (this.didAck || isAckNone || !this.msg.reply) {
      return false;
    }
    this.didAck = true;
    try {
      const payload = core.answer(Answer.Ack, 0, "");
      await nc.request(this.msg.reply, payload, { timeout: opts.timeout || timeout });
      return true;
    } catch (err) {
      // Whether the server has noted it nobody knows: to say it again does no harm.
      this.didAck = false;
      throw err;
    }
  }

  json<T = unknown>(): T {
    return this.msg.json<T>();
  }

  string(): string {
    return this.msg.string();
  }

  /** The first answer counts. */
  private answer(kind: Answer, delay: number, reason: string): void {
    if (!this.didAck && !this.source.isAckNone) {
      this.didAck = true;
      this.msg.respond(this.source.core.answer(kind, delay, reason));
    }
  }
}

function notDelivered(): never {
  throw new Error("not js message");
}
