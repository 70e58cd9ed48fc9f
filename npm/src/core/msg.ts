/** A received message. */
import { JSONCodec } from "../codecs.js";
import { Empty } from "../empty.js";
import { MsgHdrsImpl } from "../headers.js";
import { decoder } from "../text.js";
import type { Msg, MsgHdrs, Payload, Publisher, PublishOptions, ReviverFn } from "../types.js";

/** A subject as bytes, and as a string once somebody has asked for it. Messages with the same subject share one. */
export class SubjectText {
  private text: string | null = null;
  private bytes: Uint8Array | null;

  constructor(
    bytes: Uint8Array,
    private readonly start: number,
    private readonly end: number,
  ) {
    this.bytes = bytes;
  }

  toString(): string {
    if (this.text === null) {
      this.text = decoder.decode(this.bytes!.subarray(this.start, this.end));
      this.bytes = null;
    }
    return this.text;
  }
}

/**
 * A message holds the bytes it came in and where its parts lie; subject, headers and payload are made when asked for.
 * The bytes are a frame's own memory or a copy, never wasm memory, so they stay as they are.
 */
export class MsgImpl implements Msg {
  private _data: Uint8Array | undefined;
  private _headers: MsgHdrsImpl | undefined;

  constructor(
    private readonly publisher: Publisher,
    /** The number of the subscription that it came for. */
    readonly sid: number,
    private readonly _subject: SubjectText,
    private readonly bytes: Uint8Array,
    private readonly replyStart: number,
    private readonly replyEnd: number,
    private readonly headersStart: number,
    private readonly payloadStart: number,
    private readonly payloadEnd: number,
  ) {
    this._data = undefined;
    this._headers = undefined;
  }

  get subject(): string {
    return this._subject.toString();
  }

  /** Where an answer is wanted; an empty string if none is. */
  get reply(): string {
    return this.replyEnd === this.replyStart ? "" : decoder.decode(this.bytes.subarray(this.replyStart, this.replyEnd));
  }

  get data(): Uint8Array {
    if (this._data === undefined) {
      const { buffer, byteOffset } = this.bytes;
      this._data = new Uint8Array(buffer, byteOffset + this.payloadStart, this.payloadEnd - this.payloadStart);
    }
    return this._data;
  }

  get headers(): MsgHdrs | undefined {
    if (this._headers === undefined && this.payloadStart > this.headersStart) {
      this._headers = MsgHdrsImpl.fromBytes(this.bytes, this.headersStart, this.payloadStart);
    }
    return this._headers;
  }

  respond(payload: Payload = Empty, opts?: PublishOptions): boolean {
    const { reply } = this;
    if (reply === "") {
      return false;
    }
    this.publisher.publish(reply, payload, opts);
    return true;
  }

  /** Bytes of subject, reply, headers and payload. */
  size(): number {
    return this.subject.length + (this.replyEnd - this.replyStart) + (this.payloadEnd - this.headersStart);
  }

  json<T = unknown>(reviver?: ReviverFn): T {
    return JSONCodec<T>(reviver).decode(this.data);
  }

  string(): string {
    return decoder.decode(this.data);
  }
}
