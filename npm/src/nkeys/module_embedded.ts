/**
 * The wasm as part of the bundle. It is a module of its own, so that only programs that use nkeys compile it.
 *
 * The entry for workerd has {@link nkeysModule} from a file beside this one instead; see `build.mjs`.
 */
import { unpack } from "../core/unpack.js";

/** The compiled module. Compiling it is the caller's to do once. */
export function nkeysModule(): WebAssembly.Module {
  return new WebAssembly.Module(unpack(natsWebNkeys));
}

/** The wasm module for nkeys, packed: the build leaves it at the end of the bundle. */
declare const natsWebNkeys: string;
