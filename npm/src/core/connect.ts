/** The way in. */
import { NatsError } from "../errors.js";
import { parseOptions } from "../options.js";
import type { Connection, ConnectionOptions } from "../types.js";
import { abortable, checkSignal } from "./abort.js";
import { NatsConnectionImpl } from "./connection.js";
import { Driver } from "./driver.js";

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
export async function connect(opts: ConnectionOptions = {}): Promise<Connection> {
  const options = parseOptions(opts);
  checkSignal(options.signal);
  const driver = new Driver(options);
  try {
    await abortable(() => driver.open(), options.signal);
  } catch (err) {
    void driver.close();
    if (err instanceof NatsError && err !== driver.credentialsError) {
      nameCaller(err);
    }
    throw err;
  }
  return new NatsConnectionImpl(driver);
}

/** Has the stack of `err` say who called {@link connect}, and not which event of the socket brought the bad news. */
function nameCaller(err: NatsError): void {
  // Not in every browser, nor in every TypeScript's library.
  (Error as { captureStackTrace?: (err: Error) => void }).captureStackTrace?.(err);
}
