/** What comes in: frames into wasm memory, and the records that the core leaves walked message by message. */
import type { Driver } from "./driver.js";
import {
  ASSEMBLED,
  ASSEMBLY_LEN,
  ASSEMBLY_START,
  HEADERS_START,
  INPUT,
  INPUT_CAPACITY,
  INPUT_HELD,
  INPUT_LEFT,
  MISSING,
  NEW_SUBJECT,
  PAYLOAD_END,
  PAYLOAD_START,
  RECORD_FLAGS,
  RECORD_SID,
  RECORD_WORDS,
  RECORDS,
  REPLY_END,
  REPLY_START,
  REQUEST,
  SLOT,
  SUBJECT_END,
  SUBJECT_SHIFT,
  SUBJECT_START,
} from "./layout.js";
import { MsgImpl, SubjectText } from "./msg.js";
import type { Instance } from "./runtime.js";
import type { Subscriptions } from "./subscriptions.js";

/** Reads for one session. */
export class Inbound {
  private readonly driver: Driver;
  private readonly wasm: Instance;
  private readonly session: number;
  private readonly status: number;
  private readonly subs: Subscriptions;
  /** The large message that is being assembled, and how much of it there is. */
  private assembly: Uint8Array<ArrayBuffer> = NOTHING;
  private assembled = 0;
  /** Messages cut by the edges of frames, one after the other, and how many bytes are taken. */
  private pool: Uint8Array<ArrayBuffer> = NOTHING;
  private pooled = 0;
  /** Subjects by the number the core gives them. */
  private readonly subjects: SubjectText[] = [];
  /** What messages refer to: the frame, or a region of it if the frame is large. */
  private region: Uint8Array = NOTHING;
  /** What to add to an offset of the input for one of {@link region}. */
  private shift = 0;

  constructor(driver: Driver) {
    this.driver = driver;
    this.wasm = driver.wasm;
    this.session = driver.session;
    this.status = driver.status;
    this.subs = driver.subs;
  }

  /** Another socket's bytes come next. */
  reset(): void {
    this.wasm.core.reset_input(this.session);
    this.assembly = NOTHING;
  }

  /** Reads a frame of the dial's socket. */
  read(frame: Uint8Array, dial: number): void {
    for (let at = 0; at < frame.length; at += STEP) {
      this.readPart(at === 0 && frame.length <= STEP ? frame : frame.subarray(at, at + STEP), dial);
    }
  }

  private readPart(frame: Uint8Array, dial: number): void {
    const { wasm, session, status } = this;
    const taken = wasm.fresh().u32[status + MISSING] === 0 ? 0 : this.assemble(frame, dial);
    if (taken === frame.length) {
      return;
    }
    const length = frame.length - taken;
    const held = wasm.u32[status + INPUT_HELD]!;
    if (held + length > wasm.u32[status + INPUT_CAPACITY]!) {
      wasm.core.reserve_input(session, length);
      wasm.fresh();
    }
    wasm.u8.set(taken === 0 ? frame : frame.subarray(taken), wasm.u32[status + INPUT]! + held);
    const count = wasm.core.bytes(session, Date.now(), dial, length);
    if (count > 0) {
      this.walk(count, frame, taken - held, held);
      if (wasm.isDead) {
        return;
      }
    }
    const { u32 } = wasm.fresh();
    if (u32[status + ASSEMBLY_LEN]! > 0) {
      this.begin(held + length);
    }
    if (u32[status + INPUT_LEFT]! > 0) {
      wasm.core.keep(session, length);
    }
  }

  /** Hands out the messages of `frame`, whose byte 0 stands at offset `-shift` of the input. */
  private walk(count: number, frame: Uint8Array, shift: number, held: number): void {
    this.region = frame.length > REGION_LIMIT ? NOTHING : frame;
    this.shift = shift;
    const { wasm } = this;
    let record = wasm.fresh().u32[this.status + RECORDS]! >>> 2;
    for (let i = 0; i < count; i++, record += RECORD_WORDS) {
      // A callback that publishes may have grown the memory.
      const { u32 } = wasm.fresh();
      const flags = u32[record + RECORD_FLAGS]!;
      let bytes = this.region;
      let by = this.shift;
      if ((flags & ASSEMBLED) !== 0) {
        bytes = this.assembly;
        by = 0;
        this.assembly = NOTHING;
      } else if (u32[record + SUBJECT_START]! < held) {
        by = this.copyInput(u32[record + SUBJECT_START]!, u32[record + PAYLOAD_END]!);
        bytes = this.pool;
      } else if (u32[record + PAYLOAD_END]! + by > bytes.length) {
        bytes = this.nextRegion(frame, u32[record + SUBJECT_START]! + shift, u32[record + PAYLOAD_END]! + shift, shift);
        by = this.shift;
      }
      const msg = new MsgImpl(
        this.driver,
        u32[record + RECORD_SID]!,
        this.subject(flags, bytes, u32[record + SUBJECT_START]! + by, u32[record + SUBJECT_END]! + by),
        bytes,
        u32[record + REPLY_START]! + by,
        u32[record + REPLY_END]! + by,
        u32[record + HEADERS_START]! + by,
        u32[record + PAYLOAD_START]! + by,
        u32[record + PAYLOAD_END]! + by,
      );
      if ((flags & REQUEST) !== 0) {
        this.driver.requests.settle(u32[record + SLOT]!, msg);
      } else {
        this.subs.deliver(u32[record + SLOT]!, msg);
      }
    }
    this.region = NOTHING;
  }

  private subject(flags: number, bytes: Uint8Array, start: number, end: number): SubjectText {
    if ((flags & (REQUEST | ASSEMBLED)) !== 0) {
      return new SubjectText(bytes, start, end);
    }
    const number = flags >>> SUBJECT_SHIFT;
    if ((flags & NEW_SUBJECT) !== 0) {
      this.subjects[number] = new SubjectText(bytes, start, end);
    }
    return this.subjects[number]!;
  }

  /**
   * Copies the part of wasm memory in which a message that began in an earlier frame was put together into the pool.
   * Every frame has such a message as a rule, and a buffer for each would cost more than all else that is done for it.
   *
   * @returns what to add to an offset of the input for one of the pool
   */
  private copyInput(start: number, end: number): number {
    const { u8, u32 } = this.wasm;
    if (this.pooled + end - start > this.pool.length) {
      this.pool = new Uint8Array(Math.max(end - start, POOL));
      this.pooled = 0;
    }
    const input = u32[this.status + INPUT]!;
    const by = this.pooled - start;
    this.pool.set(u8.subarray(input + start, input + end), this.pooled);
    this.pooled += end - start;
    return by;
  }

  /**
   * Copies the next stretch of a large frame, from the message at `start` on: a small message that is kept then pins
   * a region and not the frame. A message that is itself large refers to the frame.
   */
  private nextRegion(frame: Uint8Array, start: number, end: number, shift: number): Uint8Array {
    if (end - start > REGION / 2) {
      this.region = NOTHING;
      this.shift = shift;
      return frame;
    }
    this.region = frame.slice(start, start + REGION);
    this.shift = shift - start;
    return this.region;
  }

  /** Begins to assemble the large message at the end of the input. */
  private begin(inputEnd: number): void {
    const { u8, u32 } = this.wasm;
    const start = u32[this.status + ASSEMBLY_START]!;
    const input = u32[this.status + INPUT]!;
    this.assembly = new Uint8Array(u32[this.status + ASSEMBLY_LEN]!);
    this.assembly.set(u8.subarray(input + start, input + inputEnd));
    this.assembled = inputEnd - start;
  }

  /** Takes what of `frame` belongs to the message under assembly; says how many bytes. */
  private assemble(frame: Uint8Array, dial: number): number {
    const taken = this.wasm.core.payload(this.session, dial, frame.length);
    this.assembly.set(taken === frame.length ? frame : frame.subarray(0, taken), this.assembled);
    this.assembled += taken;
    return taken;
  }
}

const NOTHING = /* @__PURE__ */ new Uint8Array(0);
/** Frames are read in parts of at most this many bytes, so that wasm memory stays small. */
const STEP = 256 * 1024;
/** Messages of frames of more bytes than this refer to regions instead. */
const REGION_LIMIT = 64 * 1024;
/** Bytes of a region. */
const REGION = 32 * 1024;
/** Bytes of the pool. */
const POOL = 16 * 1024;
