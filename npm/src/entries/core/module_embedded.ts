/**
 * The wasm as part of the bundle: what needs no init step, no second request, and nothing of any bundler or server.
 *
 * The other entries have {@link coreModule} from a file beside this one instead; see `build.mjs`.
 */
import { wasmBytes } from "../../wasm_text.js";

/** Compiles the core. On a page the engine does that beside the main thread. */
export function coreModule(): Promise<WebAssembly.Module> {
  return WebAssembly.compile(wasmBytes(CORE_WASM));
}

/** The wasm module as text: the build leaves it at the end of the bundle. */
declare const CORE_WASM: string;
