/**
 * The one instance of the module for nkeys, compiled when it is first needed, and how it is called.
 *
 * It keeps nothing. A call puts what it needs into the module's memory, takes the result, and has the memory wiped.
 */
import { explain } from "../core/runtime.js";
import { isBytes, isTrap } from "../platform.js";
import { keyError, NKeysError, NKeysErrorCode } from "./errors.js";
import type { NkeysExports } from "./exports.js";
import { nkeysModule, nkeysModuleLater } from "./module_embedded.js";

/**
 * Calls the module with `parts` one behind the other in its memory. Returns what `result` makes of that memory and of
 * the number that the call returned.
 *
 * @throws NKeysError for a number below zero, and with {@link NKeysErrorCode.ApiError} if there is not enough memory
 * @throws NatsError where WebAssembly is not allowed
 */
export function withMemory<T>(
  parts: Uint8Array[],
  call: (core: NkeysExports) => number,
  result: (memory: Uint8Array<ArrayBuffer>, number: number) => T,
): T {
  const core = instance();
  const length = parts.reduce((sum, part) => sum + part.length, LONGEST_RESULT);
  const start = length < LIMIT ? core.reserve(length) : 0;
  if (start === 0) {
    throw new NKeysError(NKeysErrorCode.ApiError, new Error("out of memory"));
  }
  const memory = new Uint8Array(core.memory.buffer as ArrayBuffer, start, length);
  let offset = 0;
  for (const part of parts) {
    memory.set(part, offset);
    offset += part.length;
  }
  try {
    const number = call(core);
    if (number < 0) {
      throw keyError(number);
    }
    return result(memory, number);
  } catch (err) {
    if (isTrap(err)) {
      // A trap: the instance is in no known state, and the next call gets a new one.
      current = undefined;
      new Uint8Array(core.memory.buffer).fill(0);
      throw new NKeysError(NKeysErrorCode.ApiError, err);
    }
    throw err;
  } finally {
    if (current === core) {
      core.wipe(length);
    }
  }
}

/** Returns `bytes`, if they are bytes. */
export function mustBeBytes(bytes: Uint8Array): Uint8Array {
  if (!isBytes(bytes)) {
    throw new TypeError("unexpected type, use Uint8Array");
  }
  return bytes;
}

/**
 * Returns the result of `use`, which needs the module; a promise of it in engines of before mid-2023, which compile no
 * more than 4 KB on a page's main thread unless they may do it asynchronously.
 */
export function withModule<T>(use: () => T): T | Promise<T> {
  try {
    return use();
  } catch (err) {
    if (current === undefined && isLate) {
      return prepare().then(use);
    }
    throw err;
  }
}

/** Makes the instance asynchronously. */
async function prepare(): Promise<void> {
  const { exports } = await WebAssembly.instantiate(await nkeysModuleLater());
  current ??= exports as unknown as NkeysExports;
}

function instance(): NkeysExports {
  if (current === undefined) {
    try {
      current = new WebAssembly.Instance(nkeysModule()).exports as unknown as NkeysExports;
    } catch (err) {
      isLate = (err as Error).name === "RangeError";
      throw isLate ? new NKeysError(NKeysErrorCode.ApiError, new Error(LATE, { cause: err })) : explain(err as Error);
    }
  }
  return current;
}

let current: NkeysExports | undefined;
/** Returns whether the engine compiles the module only asynchronously. */
let isLate = false;
const LATE =
  "this engine compiles nkeys only asynchronously: connect with an authenticator first, or use them in a worker";
/** The length of the longest result: a signature with a public key. */
const LONGEST_RESULT = 128;
/** More than is ever signed, and less than lengths that the module does not count on. */
const LIMIT = 1 << 28;
