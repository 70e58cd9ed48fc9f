/** What goes out: texts into scratch, payloads into the holes the core leaves, and chunks to the socket. */
import { Empty } from "../empty.js";
import { ErrorCode, NatsError } from "../errors.js";
import { MsgHdrsImpl } from "../headers.js";
import { encoder } from "../text.js";
import type { MsgHdrs, Payload } from "../types.js";
import { misuse } from "./codes.js";
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
import { core, heap, refresh } from "./runtime.js";

/** Writes for one session. */
export class Outbound {
  /** What scratch holds as the subject and reply of a publish that the core has checked. */
  private subject = "";
  private reply = "";
  /** Bytes in scratch. */
  private written = 0;
  /** Whether what is published now leaves at once, through a socket that copies it. */
  direct = false;
  /** Payloads that the core left with us, oldest first. */
  private readonly large: Uint8Array<ArrayBuffer>[] = [];

  constructor(
    private readonly session: number,
    /** Index of the session's status words. */
    private readonly status: number,
  ) {}

  /** Publishes; nothing is sent yet. */
  publish(subject: string, reply: string, headers: MsgHdrs | undefined, payload: Uint8Array): void {
    const block = headers === undefined ? Empty : encode(headers);
    let hole: number;
    if (subject === this.subject && reply === this.reply && subject !== "") {
      this.append(block, this.written);
      hole = core.publish_again(this.session, block.length, payload.length);
    } else {
      this.subject = "";
      const subjectLength = this.write(subject, 0);
      const replyLength = this.write(reply, subjectLength);
      this.append(block, subjectLength + replyLength);
      hole = core.publish(this.session, subjectLength, replyLength, block.length, payload.length);
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
    now: number,
    subject: string,
    reply: string,
    headers: MsgHdrs | undefined,
    payload: Uint8Array,
    inbox: number,
    timeout: number,
  ): number {
    const block = headers === undefined ? Empty : encode(headers);
    this.subject = "";
    const subjectLength = this.write(subject, 0);
    const replyLength = this.write(reply, subjectLength);
    this.append(block, subjectLength + replyLength);
    const slot = core.request(
      this.session,
      now,
      subjectLength,
      replyLength,
      block.length,
      payload.length,
      inbox,
      timeout,
    );
    if (slot < 0) {
      throw misuse(slot);
    }
    if (heap.u32.length === 0) {
      refresh();
    }
    this.fill(heap.u32[this.status + HOLE]!, payload);
    return slot;
  }

  /** Subscribes. Gives the core's slot. */
  subscribe(now: number, subject: string, queue: string, max: number, timeout: number): number {
    this.subject = "";
    const subjectLength = this.write(subject, 0);
    const queueLength = this.write(queue, subjectLength);
    const slot = core.subscribe(this.session, now, subjectLength, queueLength, max, timeout);
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

  /** Sends all that the core lets go. */
  transmit(link: Link | null): void {
    for (;;) {
      const kind = core.transmit(this.session);
      if (heap.u32.length === 0) {
        refresh();
      }
      if (kind === TRANSMIT_BYTES) {
        const start = heap.u32[this.status + TRANSMIT]!;
        const end = start + heap.u32[this.status + TRANSMIT_LEN]!;
        link?.send(link.copies ? heap.u8.subarray(start, end) : heap.u8.slice(start, end));
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

  /** Writes `text` at `at` in scratch as UTF-8; gives the number of bytes. */
  private write(text: string, at: number): number {
    if (typeof text !== "string") {
      throw NatsError.errorForCode(ErrorCode.BadSubject);
    }
    const { length } = text;
    this.reserve(at + length * 3);
    const { u8 } = heap;
    let to = heap.u32[this.status + SCRATCH]! + at;
    for (let i = 0; i < length; i++) {
      const c = text.charCodeAt(i);
      if (c > 127) {
        to = heap.u32[this.status + SCRATCH]! + at;
        return encoder.encodeInto(text, u8.subarray(to)).written;
      }
      u8[to++] = c;
    }
    return length;
  }

  private append(block: Uint8Array, at: number): void {
    if (block.length > 0) {
      this.reserve(at + block.length);
      heap.u8.set(block, heap.u32[this.status + SCRATCH]! + at);
    }
  }

  /** Makes room for `length` bytes in scratch; what is there stays. */
  private reserve(length: number): void {
    if (heap.u32.length === 0) {
      refresh();
    }
    if (length > heap.u32[this.status + SCRATCH_CAPACITY]!) {
      core.reserve_scratch(this.session, 2 * length);
      if (heap.u32.length === 0) {
        refresh();
      }
    }
  }

  private fill(hole: number, payload: Uint8Array): void {
    if (payload.length > LARGE_PAYLOAD) {
      this.large.push(this.direct ? (payload as Uint8Array<ArrayBuffer>) : payload.slice());
      return;
    }
    if (heap.u8.length === 0) {
      refresh();
    }
    heap.u8.set(payload, hole);
  }
}

/** `payload` as bytes. */
export function toBytes(payload: Payload | undefined): Uint8Array {
  if (payload instanceof Uint8Array) {
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

function encode(headers: MsgHdrs): Uint8Array {
  return headers instanceof MsgHdrsImpl
    ? headers.encodeShared()
    : (headers as unknown as { encode(): Uint8Array }).encode();
}
