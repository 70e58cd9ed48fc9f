/**
 * The wasm as part of the bundle. It is a module of its own, so that only programs that use nkeys compile it.
 *
 * The entry for workerd has {@link nkeysModule} from a file beside this one instead; see `build.mjs`.
 */
import text from "virtual:nkeys";
import { decodeBytes } from "../core/byte_text.js";

/** The compiled module. Compiling it is the caller's to do once. */
export function nkeysModule(): WebAssembly.Module {
  return new WebAssembly.Module(decodeBytes(text));
}
