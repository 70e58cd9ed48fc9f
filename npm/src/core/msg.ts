/** A received message. */
import { JSONCodec } from "../codecs.js";
import { Empty } from "../empty.js";
import { ErrorCode, type NatsError } from "../errors.js";
import { MsgHdrsImpl } from "../headers.js";
import { decoder } from "../text.js";
import type { Msg, MsgHdrs, Payload, PublishOptions, ReviverFn } from "../types/messages.js";
import { subjectText } from "./subject_text.js";

/** Publishes the responses to messages. */
export interface Responder {
  /** Publishes to the subject that stands in `bytes` from `start` to `end`. */
  respond(bytes: Uint8Array, start: number, end: number, payload: Payload, options?: PublishOptions): void;
}

/** What the messages of a stretch of input share: the bytes they came in, and who answers them. */
export class Batch {
  constructor(
    readonly responder: Responder,
    /** A frame, or a copy, never wasm memory: they stay as they are. */
    readonly bytes: Uint8Array,
  ) {}
}

/**
 * A message holds where its parts lie in its batch's bytes. Subject, headers and payload are made when asked for, so that
 * a message which is only counted costs next to nothing.
 */
export class MsgImpl implements Msg {
  private _data: Uint8Array | undefined;
  private _headers: MsgHdrsImpl | undefined;

  constructor(
    readonly batch: Batch,
    /** The number of the subscription that it came for. */
    readonly sid: number,
    private readonly subjectStart: number,
    private readonly subjectEnd: number,
    readonly replyStart: number,
    readonly replyEnd: number,
    private readonly headersStart: number,
    private readonly payloadStart: number,
    private readonly payloadEnd: number,
  ) {
    this._data = undefined;
    this._headers = undefined;
  }

  get subject(): string {
    return subjectText(this.batch.bytes, this.subjectStart, this.subjectEnd);
  }

  /** Where an answer is wanted; an empty string if none is. */
  get reply(): string {
    const start = this.replyStart;
    const end = this.replyEnd;
    return start === end ? "" : decoder.decode(this.batch.bytes.subarray(start, end));
  }

  get data(): Uint8Array {
    if (this._data === undefined) {
      const { buffer, byteOffset } = this.batch.bytes;
      const start = byteOffset + this.payloadStart;
      const end = byteOffset + this.payloadEnd;
      // Small data that is kept would keep all of a large frame.
      this._data =
        buffer.byteLength > LARGE_FRAME && (end - start) * PINNED < buffer.byteLength
          ? new Uint8Array(buffer.slice(start, end))
          : new Uint8Array(buffer, start, end - start);
    }
    return this._data;
  }

  get headers(): MsgHdrs | undefined {
    if (this._headers === undefined) {
      const start = this.headersStart;
      const end = this.payloadStart;
      if (start < end) {
        this._headers = MsgHdrsImpl.fromBytes(this.batch.bytes, start, end);
      }
    }
    return this._headers;
  }

  respond(payload: Payload = Empty, opts?: PublishOptions): boolean {
    const { batch, replyStart, replyEnd } = this;
    if (replyStart === replyEnd) {
      return false;
    }
    try {
      batch.responder.respond(batch.bytes, replyStart, replyEnd, payload, opts);
    } catch (err) {
      // Who answers late need not know that the connection has ended meanwhile: observed.
      if (!ENDED.includes((err as NatsError).code)) {
        throw err;
      }
    }
    return true;
  }

  /** Bytes of subject, reply, headers and payload. */
  size(): number {
    return this.subject.length + this.replyEnd - this.replyStart + this.payloadEnd - this.headersStart;
  }

  json<T = unknown>(reviver?: ReviverFn): T {
    return JSONCodec<T>(reviver).decode(this.data);
  }

  string(): string {
    return decoder.decode(this.data);
  }
}

/** What a connection that has ended, or is about to, says to who publishes. */
const ENDED: string[] = [ErrorCode.ConnectionClosed, ErrorCode.ConnectionDraining];
/** Bytes above which a frame is large. */
const LARGE_FRAME = 64 * 1024;
/** Data may keep a large frame alive that is up to as many times its size. */
const PINNED = 16;
