/** What the build puts in the place of an import; see `build.mjs`. */

declare module "*.wasm" {
  /** A module that the platform compiles, as workerd does. */
  const module: WebAssembly.Module;
  export default module;
}
