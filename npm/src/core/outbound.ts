/** What goes out: payloads where the core wants them, and chunks to the socket. */
import { Empty } from "../empty.js";
import { ErrorCode, NatsError } from "../errors.js";
import { MsgHdrsImpl } from "../headers.js";
import { isBytes, isTrap } from "../platform.js";
import { encoder } from "../text.js";
import type { MsgHdrs, Payload, PublishOptions } from "../types/messages.js";
import { type Inbox, LARGE_PAYLOAD, Transmit, type Until } from "./boundary.js";
import { type CoreId, type CoreSession, MOST } from "./core_session.js";
import type { Link } from "./link.js";

/** Writes for one session. */
export class Outbound {
  /** Payloads that the core left with us, oldest first. */
  private readonly large: Uint8Array<ArrayBuffer>[] = [];

  constructor(private readonly core: CoreSession) {}

  /** Publishes; nothing is sent yet. */
  publish(subject: string, reply: string, headers: MsgHdrs | undefined, payload: Uint8Array): void {
    this.fill(this.core.publish(subject, reply, encode(headers), size(payload)), payload);
  }

  /** As {@link publish}, to the subject that stands in `bytes` from `start` to `end`. */
  publishTo(bytes: Uint8Array, start: number, end: number, options: PublishOptions | undefined, payload: Uint8Array) {
    const headers = encode(options?.headers);
    this.fill(this.core.publishTo(bytes, start, end, options?.reply || "", headers, size(payload)), payload);
  }

  /** Requests; nothing is sent yet. An empty `reply` is none. */
  request(
    subject: string,
    reply: string,
    headers: MsgHdrs | undefined,
    payload: Payload | undefined,
    inbox: Inbox,
    timeout: number,
    until: Until,
    amount: number,
  ): CoreId {
    const data = toBytes(payload);
    const id = this.core.request(subject, reply, encode(headers), size(data), inbox, timeout, until, amount);
    this.fill(this.core.hole, data);
    return id;
  }

  /** Sends all that the core lets go. */
  transmit(link: Link | null): void {
    const { core } = this;
    while (!core.wasm.isDead) {
      const kind = core.transmit();
      if (kind === Transmit.Bytes) {
        link?.send(core.chunk());
      } else if (kind === Transmit.Nothing) {
        return;
      } else {
        const payload = this.large.shift();
        if (kind === Transmit.Payload && payload !== undefined) {
          link?.send(payload);
        }
      }
    }
  }

  /** Puts a payload where the core wants it. */
  private fill(hole: number, payload: Uint8Array): void {
    if (payload.length > LARGE_PAYLOAD) {
      // A copy whatever `payload` is: the slice() of Node's Buffer is none.
      this.large.push(new Uint8Array(payload));
    } else {
      this.core.wasm.fresh().u8.set(payload, hole);
    }
  }
}

/** How many bytes, as the core is to judge it. */
function size(payload: Uint8Array): number {
  return Math.min(payload.length, MOST);
}

/** `payload` as bytes. */
export function toBytes(payload: Payload | undefined): Uint8Array {
  if (isBytes(payload)) {
    return payload;
  }
  if (payload === undefined) {
    return Empty;
  }
  if (typeof payload === "string") {
    return encoder.encode(payload);
  }
  throw NatsError.errorForCode(ErrorCode.BadPayload);
}

function encode(headers: MsgHdrs | null | undefined): Uint8Array {
  if (!headers) {
    return Empty;
  }
  if (headers instanceof MsgHdrsImpl) {
    return headers.encodeShared();
  }
  // Those of another copy of this package, or of `nats.ws`.
  const others = headers as { encode?(): Uint8Array };
  if (typeof others.encode !== "function") {
    throw new NatsError("headers are what headers() makes", ErrorCode.BadHeader);
  }
  try {
    return others.encode();
  } catch (err) {
    // That of another module is no trap of this core.
    throw isTrap(err) ? new NatsError(err.message, ErrorCode.BadHeader, err) : err;
  }
}
