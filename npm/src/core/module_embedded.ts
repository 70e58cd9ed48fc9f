/**
 * The wasm as part of the bundle: what needs no init step, no second request, and nothing of any bundler or server.
 *
 * The other entries have {@link coreModule} from a file beside this one instead; see `build.mjs`.
 */
import { unpack } from "./unpack.js";

/** The compiled core. Compiling it is the caller's to do once. */
export function coreModule(): WebAssembly.Module {
  return new WebAssembly.Module(unpack(natsWebCore));
}

/** The wasm module, packed: the build leaves it at the end of the bundle. */
declare const natsWebCore: string;
