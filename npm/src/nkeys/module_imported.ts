/** The wasm as a module that the platform has compiled: the only way in where compiling from bytes is forbidden. */
import module from "./nkeys.wasm";

/** The compiled module. */
export function nkeysModule(): WebAssembly.Module {
  return module;
}
