/**
 * A session of the core, called by names: the wasm instance, the session's address in it, and what the two share.
 *
 * Texts and headers go in through *scratch*, frames through the *input* buffer; what comes back is read from the status
 * words. `boundary.ts` says where all of that lies.
 */
import { ErrorCode, NatsError } from "../errors.js";
import { decoder, encoder } from "../text.js";
import {
  type ConnectionError,
  ConnectionErrorCode,
  type DeniedCode,
  dispatch,
  type EventHandler,
  type EventReader,
  type Exports,
  type Inbox,
  MisuseCode,
  PARSE_ERROR_WORDS,
  SETTINGS,
  type ServerError,
  type ServerErrorCode,
  type Settings,
  type Stat,
  type Transmit,
  type Until,
  Word,
} from "./boundary.js";
import { misuse } from "./codes.js";
import type { Instance } from "./runtime.js";

/** The name of a subscription or a request in the core. */
export interface CoreId {
  /** Its index in the core's table, by which it is found here too. */
  readonly slot: number;
  /** Tells it apart from others that have had the slot; of a subscription, the server's number for it. */
  readonly generation: number;
}

export class CoreSession implements EventReader {
  /** The functions of the module, and the session's address, with which they are called. */
  readonly calls: Exports;
  readonly address: number;
  /** Index of the status words. */
  private readonly status: number;
  /** The subject and reply, or the one text, that scratch begins with. */
  private first = "";
  private second = "";
  private firstLength = 0;
  private secondLength = 0;
  /** Where the fields of the event are read on. */
  private nextNumber = 0;
  private nextText = 0;

  constructor(readonly wasm: Instance) {
    this.calls = wasm.core;
    const seed = crypto.getRandomValues(new Uint32Array(2));
    this.address = this.calls.session(seed[0]!, seed[1]!);
    this.status = this.calls.status(this.address) >>> 2;
  }

  // Its beginning and its end.

  configure(settings: Settings): void {
    SETTINGS.forEach((name, key) => {
      this.calls.configure(this.address, key, +settings[name]);
    });
  }

  /** Sets a text of the configuration. Returns 0, or what is wrong with it. */
  configureText(key: number, text: string): number {
    return this.calls.configure_text(this.address, key, this.write(text));
  }

  start(): void {
    this.calls.start(this.address, Date.now());
  }

  /** Frees it; nothing may be called any more. */
  release(): void {
    this.calls.release(this.address);
  }

  // What happens.

  opened(dial: number): void {
    this.calls.handle_opened(this.address, Date.now(), dial);
  }

  closed(dial: number, why: string): void {
    this.calls.handle_closed(this.address, Date.now(), dial, this.write(why));
  }

  /** Returns how many of a frame's first bytes belong to the large message that is being assembled. */
  payload(dial: number, available: number): number {
    return this.word(Word.Missing) === 0 ? 0 : this.calls.handle_payload(this.address, dial, available);
  }

  /** Reads a part of a frame, no longer than the input buffer. Returns the number of records that it leaves. */
  bytes(dial: number, frame: Uint8Array): number {
    this.wasm.fresh().u8.set(frame, this.word(Word.Input));
    return this.calls.handle_bytes(this.address, Date.now(), dial, frame.length);
  }

  /** There is no memory for the large message. */
  noRoom(dial: number): void {
    this.calls.handle_no_room(this.address, Date.now(), dial);
  }

  timerFired(due: number): void {
    this.calls.handle_timer(this.address, Date.now(), due);
  }

  /** Keeps one of the credentials that were asked for. */
  credential(key: number, text: string): void {
    this.calls.credential(this.address, key, this.write(text));
    this.first = "";
  }

  /** The credentials are complete, or there are none to be had. */
  credentials(dial: number, ok: boolean): void {
    this.calls.handle_credentials(this.address, Date.now(), dial, +ok);
  }

  /** The delay that was asked for; a negative one is the configuration's. */
  reconnectDelay(wait: number): void {
    this.calls.handle_reconnect_delay(this.address, Date.now(), wait);
  }

  probe(buffered: number): void {
    this.calls.probe(this.address, Date.now(), buffered);
  }

  // Commands. Those that are refused throw the NatsError of the refusal.

  /** Returns the address for the payload, or 0 for one that stays here. */
  publish(subject: string, reply: string, headers: Uint8Array, size: number): number {
    this.writePair(subject, reply, headers);
    const { firstLength, secondLength } = this;
    return this.accepted(this.calls.publish(this.address, firstLength, secondLength, headers.length, size));
  }

  /** As {@link publish}, to the subject that stands in `bytes` from `start` to `end`. */
  publishTo(bytes: Uint8Array, start: number, end: number, reply: string, headers: Uint8Array, size: number): number {
    this.writeBytes(bytes, start, end);
    const subject = end - start;
    const replyLength = reply === "" ? 0 : this.writeAt(reply, subject);
    this.writeBlock(headers, subject + replyLength);
    return this.accepted(this.calls.publish(this.address, subject, replyLength, headers.length, size));
  }

  /** Returns its name; {@link hole} is where its payload goes. */
  request(
    subject: string,
    reply: string,
    headers: Uint8Array,
    size: number,
    inbox: Inbox,
    timeout: number,
    until: Until,
    amount: number,
  ): CoreId {
    this.writePair(subject, reply, headers);
    const { calls, address, firstLength, secondLength } = this;
    const slot = this.accepted(
      calls.request(
        address,
        Date.now(),
        firstLength,
        secondLength,
        headers.length,
        size,
        inbox,
        timeout,
        until,
        amount,
      ),
    );
    return { slot, generation: this.word(Word.Generation) };
  }

  /** Where the payload of the last request goes. */
  get hole(): number {
    return this.word(Word.Hole);
  }

  /** Returns whether the request was in flight. */
  cancelRequest({ slot, generation }: CoreId): boolean {
    return this.calls.cancel_request(this.address, slot, generation) === 1;
  }

  subscribe(subject: string, queue: string, max: number, timeout: number): CoreId {
    this.writePair(subject, queue, NOTHING);
    const { calls, address, firstLength, secondLength } = this;
    const slot = this.accepted(calls.subscribe(address, Date.now(), firstLength, secondLength, max, timeout));
    return { slot, generation: this.word(Word.Generation) };
  }

  /** Returns whether the subscription, which has been handed so many messages, has ended. */
  unsubscribe({ slot, generation }: CoreId, max: number, handed: number): boolean {
    return this.calls.unsubscribe(this.address, slot, generation, max, handed) === 1;
  }

  drainSubscription({ slot, generation }: CoreId): void {
    this.accepted(this.calls.drain_subscription(this.address, slot, generation));
  }

  /** Returns the flush's number. */
  flush(): number {
    return this.accepted(this.calls.flush(this.address));
  }

  drain(): void {
    this.accepted(this.calls.drain(this.address, Date.now()));
  }

  reconnect(): void {
    this.accepted(this.calls.reconnect(this.address, Date.now()));
  }

  close(): void {
    this.calls.close(this.address);
  }

  // What it wants done.

  /** The bits {@link HAS_EVENT} and so on. */
  get flags(): number {
    return this.word(Word.Flags);
  }

  /** When the timer is to fire, by `Date.now()`; infinite for never. */
  get timeout(): number {
    return this.wasm.fresh().f64[(this.status >>> 1) + Word.Timeout]!;
  }

  /** Has `handler` carry out the next event. Returns whether there was one. */
  nextEvent(handler: EventHandler): boolean {
    const kind = this.calls.poll_event(this.address);
    this.rewind();
    dispatch(kind, this, handler);
    return kind !== 0;
  }

  /** Returns what is to be transmitted next; of bytes, {@link chunk} is a copy. */
  transmit(): Transmit {
    return this.calls.transmit(this.address) as Transmit;
  }

  /** The bytes that {@link transmit} has found. A copy: a socket may be wrapped, and read them later. */
  chunk(): Uint8Array<ArrayBuffer> {
    const start = this.word(Word.Transmit);
    return this.wasm.u8.slice(start, start + this.word(Word.TransmitLen));
  }

  hasRoom(buffered: number): boolean {
    return this.calls.has_room(this.address, buffered) === 1;
  }

  stat(which: Stat): number {
    return this.calls.stat(this.address, which);
  }

  // What a frame has left.

  /** Index of the first record. */
  get records(): number {
    return this.word(Word.Records) >>> 2;
  }

  /** A copy of the first `end` bytes of the carry goes to `to` at `at`. */
  copyCarry(end: number, to: Uint8Array, at: number): void {
    const carry = this.word(Word.Carry);
    to.set(this.wasm.u8.subarray(carry, carry + end), at);
  }

  /** Length of the large message that the frame's end has cut; 0 if it has not. */
  get assemblyLength(): number {
    return this.word(Word.AssemblyLen);
  }

  /** How many bytes of the carry it begins with, and where in the frame it goes on. */
  get assembly(): { carried: number; start: number } {
    return { carried: this.word(Word.AssemblyCarried), start: this.word(Word.AssemblyStart) };
  }

  // The fields of an event, or of an answer.

  /** They are read from the first one on. */
  rewind(): void {
    this.nextNumber = 0;
    this.nextText = 0;
  }

  number(): number {
    return this.numberAt(this.nextNumber++);
  }

  numberAt(place: number): number {
    return this.wasm.fresh().f64[(this.status >>> 1) + Word.Numbers + place]!;
  }

  flag(): boolean {
    return this.number() !== 0;
  }

  text(): string {
    return this.optionalText() ?? "";
  }

  optionalText(): string | undefined {
    if (this.nextText === this.word(Word.TextCount)) {
      return undefined;
    }
    const { u8, u32 } = this.wasm;
    const place = (this.word(Word.Texts) >>> 2) + 2 * this.nextText++;
    const start = u32[place]!;
    return start === 0 ? undefined : decoder.decode(u8.subarray(start, start + u32[place + 1]!));
  }

  list(): string[] {
    return Array.from({ length: this.number() }, () => this.text());
  }

  serverError(): ServerError {
    return {
      code: this.number() as ServerErrorCode,
      denied: this.number() as DeniedCode | 0,
      words: this.text(),
      subject: this.optionalText(),
      queue: this.optionalText(),
    };
  }

  optionalServerError(): ServerError | undefined {
    return this.flag() ? this.serverError() : undefined;
  }

  connectionError(): ConnectionError {
    const code = this.number() as ConnectionErrorCode;
    switch (code) {
      case ConnectionErrorCode.Server:
        return { code, words: "", server: this.serverError() };
      case ConnectionErrorCode.Protocol:
        return { code, words: PARSE_ERROR_WORDS[this.number()]!, server: undefined };
      case ConnectionErrorCode.Refused:
      case ConnectionErrorCode.Lost:
      case ConnectionErrorCode.OptionUnavailable:
        return { code, words: this.text(), server: undefined };
      default:
        return { code, words: "", server: undefined };
    }
  }

  optionalConnectionError(): ConnectionError | undefined {
    const error = this.connectionError();
    return error.code === (0 as number) ? undefined : error;
  }

  // Scratch.

  /** Other texts will stand there than the pair that was written last. */
  forgetPair(): void {
    this.first = "";
  }

  /** Writes two texts and a header block. Texts that stand there are not written again. */
  private writePair(first: string, second: string, block: Uint8Array): void {
    if (first !== this.first || second !== this.second || first === "") {
      this.first = "";
      this.firstLength = this.writeAt(first, 0);
      this.secondLength = this.writeAt(second, this.firstLength);
      this.first = first;
      this.second = second;
    }
    this.writeBlock(block, this.firstLength + this.secondLength);
  }

  /** Writes a header block at `at`. */
  private writeBlock(block: Uint8Array, at: number): void {
    if (block.length > 0) {
      this.reserve(at + block.length, MisuseCode.PayloadTooLarge);
      this.wasm.u8.set(block, this.word(Word.Scratch) + at);
    }
  }

  /** Writes the text that stands in `bytes` from `start` to `end`: a subject, which is short. */
  writeBytes(bytes: Uint8Array, start: number, end: number): void {
    this.first = "";
    this.reserve(end - start, MisuseCode.Subject);
    const { u8 } = this.wasm;
    const shift = this.word(Word.Scratch) - start;
    for (let i = start; i < end; i++) {
      u8[i + shift] = bytes[i]!;
    }
  }

  /** Writes one text. Returns its length in bytes. */
  private write(text: string): number {
    this.first = "";
    return this.writeAt(text, 0);
  }

  /** Writes `text` at `at` as UTF-8. Returns the number of bytes. One that is far too long is a bad subject. */
  writeAt(text: string, at: number): number {
    if (typeof text !== "string") {
      throw NatsError.errorForCode(ErrorCode.BadSubject);
    }
    const { length } = text;
    this.reserve(at + length, MisuseCode.Subject);
    const { u8 } = this.wasm;
    const start = this.word(Word.Scratch) + at;
    for (let i = 0; i < length; i++) {
      const c = text.charCodeAt(i);
      if (c > 127) {
        this.reserve(at + length * 3, MisuseCode.Subject);
        return encoder.encodeInto(text, this.wasm.u8.subarray(this.word(Word.Scratch) + at)).written;
      }
      u8[start + i] = c;
    }
    return length;
  }

  /** Makes room for `length` bytes; what is there stays. Throws `refusal` if the core has no use for so many. */
  private reserve(length: number, refusal: number): void {
    if (length > this.word(Word.ScratchCapacity)) {
      if (!this.calls.reserve_scratch(this.address, Math.min(length, MOST))) {
        throw misuse(refusal, 0);
      }
      this.wasm.fresh();
    }
  }

  accepted(result: number): number {
    if (result < 0) {
      throw misuse(-result, this.word(Word.Detail));
    }
    return result;
  }

  word(offset: number): number {
    return this.wasm.fresh().u32[this.status + offset]!;
  }
}

/** The largest size that can be said to the core: far too large. */
export const MOST = 2 ** 31;
const NOTHING = /* @__PURE__ */ new Uint8Array(0);
