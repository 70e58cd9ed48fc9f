/**
 * The wasm modules of the package, out of the text that they are packed as.
 *
 * What unpacks them is a wasm module itself, the small half of `crates/pack`; `pack.mjs` has the other half. It is
 * compiled for each module and forgotten with the three megabytes it works in: programs unpack one or two in their life.
 */
import { encoder } from "../text.js";
import type { UnpackerExports } from "./unpacker_exports.js";

/**
 * The bytes that were packed as `text`.
 *
 * @throws Error if it is damaged
 */
export function unpack(text: string): Uint8Array<ArrayBuffer> {
  const bytes = new Uint8Array(natsWebUnpacker.length / 2);
  for (let i = 0; i < bytes.length; i++) {
    bytes[i] = Number.parseInt(natsWebUnpacker.slice(2 * i, 2 * i + 2), 16);
  }
  const unpacker = new WebAssembly.Instance(new WebAssembly.Module(bytes)).exports as unknown as UnpackerExports;
  const room = new Uint8Array(unpacker.memory.buffer as ArrayBuffer, unpacker.MODULE.value);
  encoder.encodeInto(text, room);
  const length = unpacker.unpack(text.length);
  if (length < 0) {
    throw new Error("damaged text");
  }
  return room.slice(0, length);
}

/** The wasm module that unpacks the others, in hexadecimal: the build leaves it at the end of the bundle. */
declare const natsWebUnpacker: string;
