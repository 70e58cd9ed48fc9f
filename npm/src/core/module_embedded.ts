/**
 * The wasm as part of the bundle: what needs no init step, no second request, and nothing of any bundler or server.
 *
 * The other entries have {@link coreModule} from a file beside this one instead; see `build.mjs`.
 */
import text from "virtual:wasm";
import { decodeBytes } from "./byte_text.js";

/** The compiled core. Compiling it is the caller's to do once. */
export function coreModule(): WebAssembly.Module {
  return new WebAssembly.Module(decodeBytes(text));
}
