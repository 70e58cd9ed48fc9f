// Wasm modules as text for the bundles. `src/wasm_text.ts` has the other half: it makes the bytes of the text.
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";

/** Where `cargo xtask wasm` leaves the modules. */
export const wasmDir = process.env.NATS_WEB_WASM_DIR ?? fileURLToPath(new URL("../target/wasm", import.meta.url));

/** The bytes of a module, `nats` or `nkeys`; with the names of its functions if the build is told `--names`. */
export function wasm(name) {
  return readFileSync(join(wasmDir, process.argv.includes("--names") ? `${name}.names.wasm` : `${name}.wasm`));
}

/** What compiled the modules. */
export function builtWith() {
  return readFileSync(join(wasmDir, "built_with.txt"), "utf8");
}

/** A module as text: two hexadecimal digits a byte. */
export function wasmText(bytes) {
  return bytes.toString("hex");
}
