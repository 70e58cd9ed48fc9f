/** The way in. */
import { parseOptions } from "../options.js";
import type { ConnectionOptions, NatsConnection } from "../types.js";
import { NatsConnectionImpl } from "./connection.js";

/**
 * Connects to a server of a NATS system over WebSocket.
 *
 * Rejects with a NatsError: for options that make no sense, when credentials are refused, and when no server could be
 * reached (unless `waitOnFirstConnect` says to go on).
 *
 * @example
 * ```ts
 * const nc = await connect({ servers: "wss://demo.nats.io:8443" });
 * ```
 */
export async function connect(opts: ConnectionOptions = {}): Promise<NatsConnection> {
  return new NatsConnectionImpl(parseOptions(opts)).open();
}
