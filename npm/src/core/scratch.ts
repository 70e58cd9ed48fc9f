/** What rules of the core are asked: texts and bytes that its functions take, and what they answer. */
import { type Exports, INPUT_CAPACITY, Word } from "./boundary.js";
import type { CoreSession } from "./core_session.js";

/** What takes a text of scratch: the functions of the module, the session, and the text's length in bytes. */
export type WithText<T> = (calls: Exports, session: number, length: number) => T;

/** Hands texts to `call`, with their lengths in bytes. Returns what it returns. */
export function withTexts<T>(
  core: CoreSession,
  texts: string[],
  call: (calls: Exports, session: number, lengths: number[]) => T,
): T {
  core.forgetPair();
  let at = 0;
  const lengths = texts.map((text) => {
    const length = core.writeAt(text, at);
    at += length;
    return length;
  });
  return call(core.calls, core.address, lengths);
}

/** Hands the text that stands in `bytes` from `start` to `end` to `call`. Returns what it returns. */
export function withText<T>(core: CoreSession, bytes: Uint8Array, start: number, end: number, call: WithText<T>): T {
  core.writeBytes(bytes, start, end);
  return call(core.calls, core.address, end - start);
}

/** Hands bytes to `call`, as many at a time as the input buffer has room for, which is what it is told. */
export function withBytes(
  core: CoreSession,
  bytes: Uint8Array,
  call: (calls: Exports, session: number, length: number) => void,
): void {
  for (let at = 0; at < bytes.length; at += INPUT_CAPACITY) {
    const part = bytes.subarray(at, at + INPUT_CAPACITY);
    core.wasm.fresh().u8.set(part, core.word(Word.Input));
    call(core.calls, core.address, part.length);
  }
}

/** Returns the first `count` numbers that an answer or a refusal leaves. */
export function numbersOf(core: CoreSession, count: number): number[] {
  return Array.from({ length: count }, (_, place) => core.numberAt(place));
}

/** Returns the texts that an answer leaves. */
export function textsOf(core: CoreSession): string[] {
  core.rewind();
  return Array.from({ length: core.word(Word.TextCount) }, () => core.text());
}
