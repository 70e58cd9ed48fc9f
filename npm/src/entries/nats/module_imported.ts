/** The wasm as a module that the platform has compiled: the only way in where compiling from bytes is forbidden. */
import module from "./nats.wasm";

/** The compiled core. */
export async function coreModule(): Promise<WebAssembly.Module> {
  return module;
}
