/**
 * The one wasm instance of the realm, and what happens when it traps.
 *
 * A trap leaves the instance in no known state. Every connection then ends with a typed error, the instance is made
 * anew, and the next `connect()` finds a sound one.
 */
import text from "virtual:wasm";
import { ErrorCode, NatsError } from "../errors.js";
import { decodeBytes } from "./byte_text.js";
import type { Exports } from "./exports.js";

/** The instance's functions; there once {@link ready} has been called. */
export let core: Exports;

/** Views of the instance's memory. A grown memory detaches them: {@link refresh} when `u8.length` is 0. */
export const heap = {
  u8: new Uint8Array(0),
  u32: new Uint32Array(0),
  f64: new Float64Array(0),
};

/** Something that ends when the instance traps. */
export interface Tenant {
  trapped(error: NatsError): void;
}

/**
 * Compiles the core on first use.
 *
 * @throws NatsError if the page's Content-Security-Policy, or the platform, does not allow WebAssembly
 */
export function ready(): void {
  if (module === undefined) {
    start();
  }
}

/** Makes the views of {@link heap} anew. */
export function refresh(): void {
  const { buffer } = core.memory;
  heap.u8 = new Uint8Array(buffer);
  heap.u32 = new Uint32Array(buffer);
  heap.f64 = new Float64Array(buffer);
}

/** Notes who is to be told of a trap; gives the function that takes the note back. */
export function moveIn(tenant: Tenant): () => void {
  tenants.add(tenant);
  return () => tenants.delete(tenant);
}

/**
 * What to tell the user if `error` is a trap of the instance; `null` if it is not. All that lived in the instance has
 * ended then, and the instance is a new one.
 */
export function recover(error: unknown): NatsError | null {
  if (!(error instanceof WebAssembly.RuntimeError)) {
    return null;
  }
  const failure = new NatsError(`the protocol core failed: ${error.message}`, ErrorCode.Unknown, error);
  const ended = [...tenants];
  tenants.clear();
  instantiate();
  for (const tenant of ended) {
    tenant.trapped(failure);
  }
  return failure;
}

let module: WebAssembly.Module | undefined;
const tenants = /* @__PURE__ */ new Set<Tenant>();

function start(): void {
  if (typeof WebAssembly !== "object") {
    throw new NatsError("this platform has no WebAssembly", ErrorCode.Unknown);
  }
  try {
    module = new WebAssembly.Module(decodeBytes(text));
  } catch (err) {
    throw explain(err as Error);
  }
  instantiate();
}

function instantiate(): void {
  core = new WebAssembly.Instance(module!).exports as unknown as Exports;
  refresh();
}

function explain(err: Error): NatsError {
  const refused =
    err.name === "CompileError" && /unsafe-eval|Content Security Policy|blocked by CSP/i.test(err.message);
  const message = refused
    ? "the page's Content-Security-Policy refuses WebAssembly: add 'wasm-unsafe-eval' to its script-src"
    : `the protocol core does not start: ${err.message}`;
  return new NatsError(message, ErrorCode.Unknown, err);
}
