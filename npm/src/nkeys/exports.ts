/**
 * The exports of the wasm module for nkeys. The Rust side, with the meaning of each, is
 * `crates/nkeys-wasm/src/exports.rs`.
 */

/** The functions take and return numbers: lengths and, below zero, errors. */
export interface NkeysExports {
  readonly memory: WebAssembly.Memory;
  reserve(length: number): number;
  wipe(length: number): void;
  seed(prefix: number): number;
  seed_role(text: number): number;
  public_role(text: number): number;
  derive(text: number, isPrivate: boolean): number;
  sign(seed: number, message: number, isCreds: boolean): number;
  jwt(creds: number): number;
  verify(key: number, message: number): number;
  seal(seed: number, recipient: number, sealed: number): number;
  open(seed: number, sender: number, sealed: number): number;
}
