// Wasm modules as text for the bundles, by the wasm module that packs them: `crates/pack`. No part of the package.
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";

/** Where `cargo xtask wasm` leaves the modules. */
export const wasmDir = process.env.NATS_WEB_WASM_DIR ?? fileURLToPath(new URL("../target/wasm", import.meta.url));

/**
 * `bytes` as text that `unpack` makes the same bytes of. Any bytes will do; those of a wasm module get small.
 *
 * @throws RangeError if there are more than can be packed
 */
export function pack(bytes) {
  packer ??= new WebAssembly.Module(readFileSync(join(wasmDir, "nats_web_pack.wasm")));
  const core = new WebAssembly.Instance(packer).exports;
  const room = core.room(bytes.length);
  new Uint8Array(core.memory.buffer, room).set(bytes);
  const length = core.pack();
  if (length < 0) {
    throw new RangeError(`${bytes.length} bytes are too many to be packed`);
  }
  return Buffer.from(core.memory.buffer, core.text(), length).toString("latin1");
}

/** The module that unpacks, as the package has it inside: two hexadecimal digits a byte, of which gzip makes most. */
export function unpackerText() {
  return readFileSync(join(wasmDir, "nats_web_unpack.wasm"), "hex");
}

let packer;
