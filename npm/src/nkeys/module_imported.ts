/** The wasm as a module that the platform has compiled: the only way in where compiling from bytes is forbidden. */
import module from "./nkeys.wasm";

/** The compiled module. */
export function nkeysModule(): WebAssembly.Module {
  return module;
}

/** The same; there is nothing to wait for. */
export async function nkeysModuleLater(): Promise<WebAssembly.Module> {
  return module;
}
