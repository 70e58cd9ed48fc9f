/**
 * Tests for the type of a value of the platform, whichever realm made it. Frames, `vm` contexts and the environments of
 * test runners each have an `ArrayBuffer`, a `Uint8Array` and a `Promise` of their own, and `instanceof` knows only
 * those of this realm.
 */

/** Returns whether `value` is a Uint8Array, Node's Buffer among them. */
export function isBytes(value: unknown): value is Uint8Array {
  return ArrayBuffer.isView(value) && (value as Uint8Array)[Symbol.toStringTag] === "Uint8Array";
}

/** Returns whether `value` is memory that views can look into, shared or not. */
export function isMemory(value: unknown): value is ArrayBufferLike {
  return tagOf(value) === "ArrayBuffer" || isShared(value);
}

/** Returns whether `value` is memory that others may write to meanwhile. */
export function isShared(value: unknown): value is SharedArrayBuffer {
  return tagOf(value) === "SharedArrayBuffer";
}

/** Returns whether `value` can be waited for. */
export function isThenable(value: unknown): value is PromiseLike<unknown> {
  return typeof (value as { then?: unknown } | null | undefined)?.then === "function";
}

/** Returns whether `error`, thrown by a call into wasm, is a trap. */
export function isTrap(error: unknown): error is Error {
  return (error as { name?: unknown } | null | undefined)?.name === "RuntimeError";
}

/** Returns the kind of `value` in a word. */
export function kindOf(value: unknown): string {
  const tag = tagOf(value);
  const { name } = (tag === "Object" && (value as { constructor?: unknown }).constructor) as { name?: unknown };
  return typeof name === "string" && name !== "" ? name : tag;
}

/** Returns the language's tag of `value`: `ArrayBuffer`, `Blob`, `Null`. */
function tagOf(value: unknown): string {
  return Object.prototype.toString.call(value).slice(8, -1);
}
