/** Messages that were read from a stream, and not delivered by a consumer. */
import { JSONCodec } from "../codecs.js";
import { Empty } from "../empty.js";
import { headers, MsgHdrsImpl } from "../headers.js";
import { decoder } from "../text.js";
import type { Msg, MsgHdrs, ReviverFn } from "../types/messages.js";
import { DirectMsgHeaders } from "./enums.js";
import type { DirectMsg, StoredMsg, StreamMsgResponse } from "./types/messages.js";

/** A message that the server sent as JSON. Its payload and headers are decoded when they are asked for. */
export class StoredMsgImpl implements StoredMsg {
  private decoded: Uint8Array | undefined;
  private parsed: MsgHdrs | undefined;

  constructor(private readonly response: StreamMsgResponse) {}

  get subject(): string {
    return this.response.message.subject;
  }

  get seq(): number {
    return this.response.message.seq;
  }

  get timestamp(): string {
    return this.response.message.time;
  }

  get time(): Date {
    return new Date(this.timestamp);
  }

  get data(): Uint8Array {
    this.decoded ??= bytesOf(this.response.message.data);
    return this.decoded;
  }

  get header(): MsgHdrs {
    const { hdrs } = this.response.message;
    this.parsed ??= hdrs ? MsgHdrsImpl.decode(bytesOf(hdrs)) : headers();
    return this.parsed;
  }

  json<T = unknown>(reviver?: ReviverFn): T {
    return JSONCodec<T>(reviver).decode(this.data);
  }

  string(): string {
    return decoder.decode(this.data);
  }
}

/** A message as it came: what it is stands in its headers. */
export class DirectMsgImpl implements DirectMsg {
  readonly data: Uint8Array;
  readonly header: MsgHdrs;

  /** @throws Error if there are no headers, which is no answer of a server */
  constructor(msg: Msg) {
    if (msg.headers === undefined) {
      throw new Error("headers expected");
    }
    this.data = msg.data;
    this.header = msg.headers;
  }

  get subject(): string {
    return this.header.last(DirectMsgHeaders.Subject);
  }

  get seq(): number {
    return Number.parseInt(this.header.last(DirectMsgHeaders.Sequence), 10) || 0;
  }

  get timestamp(): string {
    return this.header.last(DirectMsgHeaders.TimeStamp);
  }

  get time(): Date {
    return new Date(this.timestamp);
  }

  get stream(): string {
    return this.header.last(DirectMsgHeaders.Stream);
  }

  json<T = unknown>(reviver?: ReviverFn): T {
    return JSONCodec<T>(reviver).decode(this.data);
  }

  string(): string {
    return decoder.decode(this.data);
  }
}

function bytesOf(base64: string | undefined): Uint8Array {
  return base64 ? Uint8Array.from(atob(base64), (character) => character.charCodeAt(0)) : Empty;
}
