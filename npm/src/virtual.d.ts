/** What the build puts in the place of an import; see `build.mjs`. */

declare module "virtual:wasm" {
  /** The wasm module in hexadecimal. */
  const hex: string;
  export default hex;
}
