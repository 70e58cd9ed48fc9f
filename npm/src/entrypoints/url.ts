/**
 * The package with its wasm in a file of its own, `nats.wasm` beside the script: fetched and compiled at the first
 * `connect()`. For pages that serve both files, or have a bundler that knows `new URL(…, import.meta.url)`.
 *
 * @packageDocumentation
 */
import { connect as connectAtOnce } from "../core/connect.js";
import { fetchCore } from "../core/module_fetched.js";
import { explain } from "../core/runtime.js";
import type { ConnectionOptions, NatsConnection } from "../types.js";

export * from "../mod.js";

/**
 * Fetches the core unless it is here, then connects as the `connect` of the package's main entry does.
 *
 * Rejects with a NatsError, also where the file cannot be had.
 */
export async function connect(opts?: ConnectionOptions): Promise<NatsConnection> {
  try {
    await fetchCore(new URL("./nats.wasm", import.meta.url));
  } catch (err) {
    throw explain(err as Error);
  }
  return connectAtOnce(opts);
}
