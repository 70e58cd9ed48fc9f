/** What `crates/unpack-wasm` exports. */
export interface UnpackerExports {
  readonly memory: WebAssembly.Memory;
  /** The address where the text goes, and the module is then. */
  readonly MODULE: WebAssembly.Global<"i32">;
  /** The length of the module that is there now, or -1 if the text of this length is damaged. To be called once. */
  unpack(length: number): number;
}
