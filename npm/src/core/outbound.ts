/** What goes out: texts into scratch, payloads into the holes the core leaves, and chunks to the socket. */
import { Empty } from "../empty.js";
import { ErrorCode, NatsError } from "../errors.js";
import { MsgHdrsImpl } from "../headers.js";
import { isBytes } from "../platform.js";
import { encoder } from "../text.js";
import type { MsgHdrs, Payload } from "../types.js";
import { misuse } from "./codes.js";
import type { Driver } from "./driver.js";
import {
  HOLE,
  LARGE_PAYLOAD,
  SCRATCH,
  SCRATCH_CAPACITY,
  TRANSMIT,
  TRANSMIT_BYTES,
  TRANSMIT_LEN,
  TRANSMIT_PAYLOAD,
} from "./layout.js";
import type { Link } from "./link.js";
import type { Instance } from "./runtime.js";

/** Writes for one session. */
export class Outbound {
  private readonly wasm: Instance;
  private readonly session: number;
  private readonly status: number;
  /** What scratch holds as the subject and reply of a publish that the core has checked. */
  private subject = "";
  private reply = "";
  /** Bytes in scratch. */
  private written = 0;
  /** Payloads that the core left with us, oldest first. */
  private readonly large: Uint8Array<ArrayBuffer>[] = [];

  constructor({ session, status, wasm }: Driver) {
    this.wasm = wasm;
    this.session = session;
    this.status = status;
  }

  /** Publishes; nothing is sent yet. */
  publish(subject: string, reply: string, headers: MsgHdrs | undefined, payload: Uint8Array): void {
    const block = encode(headers);
    let hole: number;
    if (subject === this.subject && reply === this.reply && subject !== "") {
      this.append(block, this.written);
      hole = this.wasm.core.publish_again(this.session, block.length, size(payload));
    } else {
      this.subject = "";
      const subjectLength = this.write(subject, 0);
      const replyLength = this.write(reply, subjectLength);
      this.append(block, subjectLength + replyLength);
      hole = this.wasm.core.publish(this.session, subjectLength, replyLength, block.length, size(payload));
      if (hole >= 0) {
        this.subject = subject;
        this.reply = reply;
        this.written = subjectLength + replyLength;
      }
    }
    if (hole < 0) {
      throw misuse(hole);
    }
    this.fill(hole, payload);
  }

  /** Requests; nothing is sent yet. Gives the core's slot. An empty `reply` is none. */
  request(
    subject: string,
    reply: string,
    headers: MsgHdrs | undefined,
    payload: Payload | undefined,
    inbox: number,
    timeout: number,
    until: number,
    amount: number,
  ): number {
    const data = toBytes(payload);
    const block = encode(headers);
    this.subject = "";
    const subjectLength = this.write(subject, 0);
    const replyLength = this.write(reply, subjectLength);
    this.append(block, subjectLength + replyLength);
    const slot = this.wasm.core.request(
      this.session,
      Date.now(),
      subjectLength,
      replyLength,
      block.length,
      size(data),
      inbox,
      timeout,
      until,
      amount,
    );
    if (slot < 0) {
      throw misuse(slot);
    }
    this.fill(this.wasm.fresh().u32[this.status + HOLE]!, data);
    return slot;
  }

  /** Subscribes. Gives the core's slot. */
  subscribe(now: number, subject: string, queue: string, max: number, timeout: number): number {
    this.subject = "";
    const subjectLength = this.write(subject, 0);
    const queueLength = this.write(queue, subjectLength);
    const slot = this.wasm.core.subscribe(this.session, now, subjectLength, queueLength, max, timeout);
    if (slot < 0) {
      throw misuse(slot);
    }
    return slot;
  }

  /** Puts `text` into scratch for the next call; gives its length in bytes. */
  text(text: string): number {
    this.subject = "";
    return this.write(text, 0);
  }

  /** Puts texts into scratch, one after the other; gives their lengths in bytes. */
  texts(all: string[]): number[] {
    this.subject = "";
    let at = 0;
    return all.map((text) => {
      const length = this.write(text, at);
      at += length;
      return length;
    });
  }

  /** Sends all that the core lets go. */
  transmit(link: Link | null): void {
    const { wasm } = this;
    while (!wasm.isDead) {
      const kind = wasm.core.transmit(this.session);
      const { u8, u32 } = wasm.fresh();
      if (kind === TRANSMIT_BYTES) {
        const start = u32[this.status + TRANSMIT]!;
        const end = start + u32[this.status + TRANSMIT_LEN]!;
        // A copy: what looks like a browser's own socket may be wrapped, and read it later.
        link?.send(u8.slice(start, end));
      } else if (kind === 0) {
        return;
      } else {
        const payload = this.large.shift();
        if (kind === TRANSMIT_PAYLOAD && payload !== undefined) {
          link?.send(payload);
        }
      }
    }
  }

  /** Writes `text` at `at` in scratch as UTF-8; gives the number of bytes. One that is far too long is a bad subject. */
  private write(text: string, at: number): number {
    if (typeof text !== "string") {
      throw NatsError.errorForCode(ErrorCode.BadSubject);
    }
    const { length } = text;
    this.reserve(at + length, BAD_SUBJECT);
    const { u8, u32 } = this.wasm;
    const start = u32[this.status + SCRATCH]! + at;
    for (let i = 0; i < length; i++) {
      const c = text.charCodeAt(i);
      if (c > 127) {
        this.reserve(at + length * 3, BAD_SUBJECT);
        return encoder.encodeInto(text, this.wasm.u8.subarray(this.wasm.u32[this.status + SCRATCH]! + at)).written;
      }
      u8[start + i] = c;
    }
    return length;
  }

  private append(block: Uint8Array, at: number): void {
    if (block.length > 0) {
      this.reserve(at + block.length, TOO_LARGE);
      this.wasm.u8.set(block, this.wasm.u32[this.status + SCRATCH]! + at);
    }
  }

  /** Makes room for `length` bytes in scratch; what is there stays. Throws `refusal` if the core has no use for so many. */
  private reserve(length: number, refusal: number): void {
    const { wasm } = this;
    if (length > wasm.fresh().u32[this.status + SCRATCH_CAPACITY]!) {
      if (!wasm.core.reserve_scratch(this.session, Math.min(length, MOST))) {
        throw misuse(refusal);
      }
      wasm.fresh();
    }
  }

  private fill(hole: number, payload: Uint8Array): void {
    if (payload.length > LARGE_PAYLOAD) {
      // A copy whatever `payload` is: the slice() of Node's Buffer is none.
      this.large.push(new Uint8Array(payload));
    } else {
      this.wasm.fresh().u8.set(payload, hole);
    }
  }
}

/** The core's numbers for a malformed subject, and for a message larger than the server takes. */
const BAD_SUBJECT = -4;
const TOO_LARGE = -9;
/** The largest size that can be said to the core: far too large. */
const MOST = 2 ** 31;

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
  return others.encode();
}
