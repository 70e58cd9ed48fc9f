/** What comes in: frames into wasm memory, and the records that the core leaves walked message by message. */
import { INPUT_CAPACITY, RecordWord, Source, Target } from "./boundary.js";
import type { CoreSession } from "./core_session.js";
import { Batch, MsgImpl, type Responder } from "./msg.js";
import type { Requests } from "./requests.js";
import type { Subscriptions } from "./subscription.js";

/** Reads for one session. */
export class Inbound {
  /** The large message that is being assembled, and how much of it there is. */
  private assembly: Uint8Array<ArrayBuffer> = NOTHING;
  private assembled = 0;
  /** Messages that frames have cut, one after the other, and how many bytes are taken. */
  private pool: Uint8Array<ArrayBuffer> = NOTHING;
  private pooled = 0;

  constructor(
    private readonly core: CoreSession,
    private readonly subs: Subscriptions,
    private readonly requests: Requests,
    private readonly responder: Responder,
  ) {}

  /** Another socket's bytes come next. */
  reset(): void {
    this.assembly = NOTHING;
  }

  /** Reads a frame of the dial's socket. */
  read(frame: Uint8Array, dial: number): void {
    for (let at = 0; at < frame.length && !this.core.wasm.isDead; ) {
      at += this.assemble(at === 0 ? frame : frame.subarray(at), dial);
      if (at < frame.length) {
        const isWhole = at === 0 && frame.length <= INPUT_CAPACITY;
        const part = isWhole ? frame : frame.subarray(at, at + INPUT_CAPACITY);
        this.readPart(part, dial);
        at += part.length;
      }
    }
  }

  private readPart(part: Uint8Array, dial: number): void {
    const { core } = this;
    const count = core.bytes(dial, part);
    if (count > 0) {
      this.walk(core.records, count, part);
    }
    if (!core.wasm.isDead && core.assemblyLength > 0) {
      this.begin(part, dial);
    }
  }

  /** Hands out the messages of a part; the first may lie elsewhere. */
  private walk(first: number, count: number, part: Uint8Array): void {
    const { u32 } = this.core.wasm;
    const end = first + count * RecordWord.Words;
    let batch: Batch | undefined;
    let shift = 0;
    if (u32[first + RecordWord.Source] === Source.Assembled) {
      batch = new Batch(this.responder, this.assembly);
      this.assembly = NOTHING;
    } else if (u32[first + RecordWord.Source] === Source.Carry) {
      shift = this.copyCarry(u32[first + RecordWord.PayloadEnd]!);
      batch = new Batch(this.responder, this.pool);
    }
    let record = first;
    if (batch !== undefined) {
      record += RecordWord.Words;
      this.hand(batch, shift, first, record);
    }
    this.hand(new Batch(this.responder, part), 0, record, end);
  }

  /** Hands out the messages of the records from `record` to `end`, whose spans are off by `-shift` in `batch`. */
  private hand(batch: Batch, shift: number, record: number, end: number): void {
    const { wasm } = this.core;
    for (; record < end; record += RecordWord.Words) {
      // A callback that publishes may have grown the memory.
      const { u32 } = wasm.fresh();
      const sid = u32[record + RecordWord.Sid]!;
      const subject = u32[record + RecordWord.SubjectStart]! + shift;
      const subjectEnd = u32[record + RecordWord.SubjectEnd]! + shift;
      const reply = u32[record + RecordWord.ReplyStart]! + shift;
      const replyEnd = u32[record + RecordWord.ReplyEnd]! + shift;
      const block = u32[record + RecordWord.HeadersStart]! + shift;
      const payload = u32[record + RecordWord.PayloadStart]! + shift;
      const payloadEnd = u32[record + RecordWord.PayloadEnd]! + shift;
      const msg = new MsgImpl(batch, sid, subject, subjectEnd, reply, replyEnd, block, payload, payloadEnd);
      const target = u32[record + RecordWord.Target];
      if (target === Target.Subscription) {
        this.subs.deliver(u32[record + RecordWord.Slot]!, msg);
      } else if (target === Target.Request) {
        this.requests.settle(u32[record + RecordWord.Slot]!, msg);
      }
    }
  }

  /**
   * Copies the message in the carry, which ends at `end`, into the pool, and returns where there. Every frame has such a
   * message as a rule, and a buffer for each would cost more than all else that is done for it.
   */
  private copyCarry(end: number): number {
    if (this.pooled + end > this.pool.length) {
      this.pool = new Uint8Array(Math.max(end, POOL));
      this.pooled = 0;
    }
    const at = this.pooled;
    this.core.copyCarry(end, this.pool, at);
    this.pooled += end;
    return at;
  }

  /** Begins to assemble the large message at the end of a part; what follows of the frame comes as the next part. */
  private begin(part: Uint8Array, dial: number): void {
    const { core } = this;
    const { carried, start } = core.assembly;
    try {
      this.assembly = new Uint8Array(core.assemblyLength);
    } catch {
      return core.noRoom(dial);
    }
    core.copyCarry(carried, this.assembly, 0);
    this.assembly.set(part.subarray(start), carried);
    this.assembled = carried + part.length - start;
  }

  /** Takes what of `frame` belongs to the message under assembly. Returns how many bytes. */
  private assemble(frame: Uint8Array, dial: number): number {
    const taken = this.core.payload(dial, frame.length);
    if (taken > 0) {
      this.assembly.set(taken === frame.length ? frame : frame.subarray(0, taken), this.assembled);
      this.assembled += taken;
    }
    return taken;
  }
}

const NOTHING = /* @__PURE__ */ new Uint8Array(0);
/** Bytes of the pool. */
const POOL = 16 * 1024;
