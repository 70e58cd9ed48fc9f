/** What comes in: frames into wasm memory, and the records that the core leaves walked message by message. */
import type { Driver } from "./driver.js";
import {
  ASSEMBLY_LEN,
  ASSEMBLY_START,
  HEADERS_START,
  INPUT,
  INPUT_CAPACITY,
  INPUT_HELD,
  INPUT_LEFT,
  MISSING,
  PAYLOAD_END,
  PAYLOAD_START,
  RECORD_ASSEMBLED,
  RECORD_SID,
  RECORD_TARGET,
  RECORD_WORDS,
  RECORDS,
  REPLY_END,
  REPLY_START,
  REQUEST,
  SLOT,
  SUBJECT_END,
  SUBJECT_START,
} from "./layout.js";
import { Batch, MsgImpl } from "./msg.js";
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
      this.begin(held + length, dial);
    }
    if (u32[status + INPUT_LEFT]! > 0) {
      wasm.core.keep(session, length);
    }
  }

  /** Hands out the messages of `frame`, whose byte 0 stands at offset `-shift` of the input. */
  private walk(count: number, frame: Uint8Array, shift: number, held: number): void {
    const { driver } = this;
    const { u32 } = this.wasm.fresh();
    const first = u32[this.status + RECORDS]! >>> 2;
    let whole = first;
    // The first message may have begun in an earlier frame.
    if ((u32[first + RECORD_ASSEMBLED]! & 1) !== 0) {
      const batch = new Batch(driver, this.assembly);
      this.assembly = NOTHING;
      whole += RECORD_WORDS;
      this.hand(batch, 0, first, whole);
    } else if (u32[first + SUBJECT_START]! < held) {
      const by = this.copyInput(u32[first + SUBJECT_START]!, u32[first + PAYLOAD_END]!);
      whole += RECORD_WORDS;
      this.hand(new Batch(driver, this.pool), by, first, whole);
    }
    this.hand(new Batch(driver, frame), shift, whole, first + count * RECORD_WORDS);
  }

  /** Hands out the messages of the records from `record` to `end`, whose spans are off by `-shift` in `batch`. */
  private hand(batch: Batch, shift: number, record: number, end: number): void {
    const { driver, subs, wasm } = this;
    for (; record < end; record += RECORD_WORDS) {
      // A callback that publishes may have grown the memory.
      const { u32 } = wasm.fresh();
      const msg = new MsgImpl(
        batch,
        u32[record + RECORD_SID]!,
        u32[record + SUBJECT_START]! + shift,
        u32[record + SUBJECT_END]! + shift,
        u32[record + REPLY_START]! + shift,
        u32[record + REPLY_END]! + shift,
        u32[record + HEADERS_START]! + shift,
        u32[record + PAYLOAD_START]! + shift,
        u32[record + PAYLOAD_END]! + shift,
      );
      const slot = u32[record + SLOT]!;
      if (u32[record + RECORD_TARGET] === REQUEST) {
        driver.requests.settle(slot, msg);
      } else {
        subs.deliver(slot, msg);
      }
    }
  }

  /**
   * Copies the part of wasm memory in which a message that began in an earlier frame was put together into the pool.
   * Every frame has such a message as a rule, and a buffer for each would cost more than all else that is done for it.
   */
  private copyInput(start: number, end: number): number {
    const { u8, u32 } = this.wasm.fresh();
    if (this.pooled + end - start > this.pool.length) {
      this.pool = new Uint8Array(Math.max(end - start, POOL));
      this.pooled = 0;
    }
    const input = u32[this.status + INPUT]!;
    const shift = this.pooled - start;
    this.pool.set(u8.subarray(input + start, input + end), this.pooled);
    this.pooled += end - start;
    return shift;
  }

  /** Begins to assemble the large message at the end of the input. */
  private begin(inputEnd: number, dial: number): void {
    const { core, u8, u32 } = this.wasm;
    const start = u32[this.status + ASSEMBLY_START]!;
    const input = u32[this.status + INPUT]!;
    try {
      this.assembly = new Uint8Array(u32[this.status + ASSEMBLY_LEN]!);
    } catch {
      return core.no_room(this.session, Date.now(), dial);
    }
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
/** Frames are read in parts of at most this many bytes: what is written and read again shortly then stays in the cache. */
const STEP = 32 * 1024;
/** Bytes of the pool. */
const POOL = 16 * 1024;
