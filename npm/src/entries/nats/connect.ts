/** The way in with everything: a module of the core with all that stands above it. */
import { connectBy } from "../../core/connect.js";
import { Runtime } from "../../core/runtime.js";
import type { Connection } from "../../types/connection.js";
import type { ConnectionOptions } from "../../types/options.js";
import { NatsConnectionImpl } from "./connection.js";
import { coreModule } from "./module_embedded.js";

/**
 * Connects to a server of a NATS system over WebSocket.
 *
 * Rejects with a NatsError: for options that make no sense, when credentials are refused, and when no server could be
 * reached (unless `waitOnFirstConnect` says to go on). Rejects with the reason of the `signal` once that is aborted; no
 * socket is left then.
 *
 * @example
 * ```ts
 * const nc = await connect({ servers: "wss://demo.nats.io:8443" });
 * ```
 */
export function connect(opts: ConnectionOptions = {}): Promise<Connection> {
  return connectBy(runtime, opts, (driver) => new NatsConnectionImpl(driver));
}

const runtime = /* @__PURE__ */ new Runtime(coreModule);
