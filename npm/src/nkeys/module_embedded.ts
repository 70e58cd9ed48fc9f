/**
 * The wasm as part of the bundle: keys are made and used without an `await`.
 *
 * The entry for workerd has {@link nkeysModule} from a file beside this one instead; see `build.mjs`.
 */
import { wasmBytes } from "../wasm_text.js";

/** The compiled module. Compiling it is the caller's to do once. */
export function nkeysModule(): WebAssembly.Module {
  return new WebAssembly.Module(wasmBytes(NKEYS_WASM));
}

/** The same where the engine compiles as much only asynchronously. */
export function nkeysModuleLater(): Promise<WebAssembly.Module> {
  return WebAssembly.compile(wasmBytes(NKEYS_WASM));
}

/** The wasm module as text: the build leaves it at the end of the bundle. */
declare const NKEYS_WASM: string;
