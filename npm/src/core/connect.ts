/** How a connection is made, whichever module of the core it runs on. */
import { NatsError } from "../errors.js";
import { parseOptions, type ResolvedOptions } from "../options.js";
import type { ConnectionOptions } from "../types/options.js";
import { abortable, checkSignal } from "./abort.js";
import { Driver } from "./driver.js";
import { headStart } from "./head_start.js";
import type { Runtime } from "./runtime.js";

/**
 * Connects with a module of `runtime`, and returns what `wrap` makes of the driver.
 *
 * Rejects as the `connect` of the entries says.
 */
export async function connectBy<T>(runtime: Runtime, opts: ConnectionOptions, wrap: (driver: Driver) => T): Promise<T> {
  const options = parseOptions(opts);
  checkSignal(options.signal);
  let driver: Driver | undefined;
  try {
    await abortable(async () => {
      driver = await prepare(runtime, options);
      await driver.open();
    }, options.signal);
    return wrap(driver!);
  } catch (err) {
    void driver?.close();
    if (err instanceof NatsError && err !== driver?.credentialsError) {
      nameCaller(err);
    }
    throw err;
  }
}

/** Has the core compiled and, meanwhile, the socket made that it will most likely ask for. */
async function prepare(runtime: Runtime, options: ResolvedOptions): Promise<Driver> {
  const core = runtime.instance();
  // Engines note where a socket is made. Were the caller's module on the stack, Chromium would parse all of it again.
  await undefined;
  const ahead = headStart(options);
  try {
    const wasm = await core;
    checkSignal(options.signal);
    return new Driver(options, wasm, ahead);
  } catch (err) {
    void ahead?.close(0);
    throw err;
  }
}

/** Has the stack of `err` say who called `connect`, and not which event of the socket brought the bad news. */
function nameCaller(err: NatsError): void {
  // Not in every browser, nor in every TypeScript's library.
  (Error as { captureStackTrace?: (err: Error) => void }).captureStackTrace?.(err);
}
