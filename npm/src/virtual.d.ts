/** What the build puts in the place of an import; see `build.mjs`. */

declare module "virtual:wasm" {
  /** The wasm module, as `encodeBytes` of `core/byte_text.ts` writes it. */
  const text: string;
  export default text;
}

declare module "virtual:nkeys" {
  /** The wasm module for nkeys, in the same way. */
  const text: string;
  export default text;
}

declare module "*.wasm" {
  /** A module that the platform compiles, as workerd does. */
  const module: WebAssembly.Module;
  export default module;
}
