/** The way in. */
import { NatsError } from "../errors.js";
import { parseOptions, type ResolvedOptions } from "../options.js";
import type { Connection, ConnectionOptions } from "../types.js";
import { abortable, checkSignal } from "./abort.js";
import { NatsConnectionImpl } from "./connection.js";
import { Driver } from "./driver.js";
import { headStart } from "./head_start.js";
import { instance } from "./runtime.js";

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
  let driver: Driver | undefined;
  try {
    await abortable(async () => {
      driver = await prepare(options);
      await driver.open();
    }, options.signal);
    return new NatsConnectionImpl(driver!);
  } catch (err) {
    void driver?.close();
    if (err instanceof NatsError && err !== driver?.credentialsError) {
      nameCaller(err);
    }
    throw err;
  }
}

/** Has the core compiled and, meanwhile, the socket made that it will most likely ask for. */
async function prepare(options: ResolvedOptions): Promise<Driver> {
  const core = instance();
  // Engines note where a socket is made. Were the caller's module on the stack, Chromium would parse all of it again.
  await undefined;
  const ahead = headStart(options);
  try {
    const wasm = await core;
    checkSignal(options.signal);
    return new Driver(options, wasm, ahead);
  } catch (err) {
    void ahead?.close();
    throw err;
  }
}

/** Has the stack of `err` say who called {@link connect}, and not which event of the socket brought the bad news. */
function nameCaller(err: NatsError): void {
  // Not in every browser, nor in every TypeScript's library.
  (Error as { captureStackTrace?: (err: Error) => void }).captureStackTrace?.(err);
}
