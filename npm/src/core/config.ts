/** The user's options, as the core takes them. */
import { Config } from "virtual:glue";
import { ErrorCode, NatsError } from "../errors.js";
import type { ResolvedOptions } from "../options.js";
import { addressError } from "./codes.js";

/** What the server's monitoring shows as this client. */
const LANG = "nats-web";
declare const NATS_WEB_VERSION: string;

/**
 * A configuration of the core.
 *
 * @throws NatsError with {@link ErrorCode.InvalidOption} for an address that is none
 */
export function configure(options: ResolvedOptions): Config {
  const seed = crypto.getRandomValues(new Uint32Array(2));
  const config = new Config(seed[0]!, seed[1]!);
  for (const server of options.servers) {
    const problem = config.server(server);
    if (problem !== 0) {
      config.free();
      throw addressError(problem);
    }
  }
  if (!config.inbox_prefix(options.inboxPrefix)) {
    config.free();
    throw new NatsError(`inboxPrefix '${options.inboxPrefix}' is not a subject`, ErrorCode.ApiError);
  }
  config.identity(options.name, LANG, NATS_WEB_VERSION);
  config.times(options.timeout, options.pingInterval, options.reconnectTimeWait, options.reconnectJitter);
  config.limits(options.maxPingOut, options.maxReconnectAttempts, options.maxPendingBytes);
  config.switches(switches(options));
  return config;
}

/** One bit a switch, in the order that `Config.switches` documents. */
function switches(options: ResolvedOptions): number {
  const all = [
    !options.noRandomize,
    options.verbose,
    options.pedantic,
    !options.noEcho,
    true,
    options.reconnect,
    options.reconnectDelayHandler !== undefined,
    options.waitOnFirstConnect,
    options.ignoreClusterUpdates,
    options.ignoreAuthErrorAbort,
  ];
  return all.reduce((bits, on, bit) => bits | (on ? 1 << bit : 0), 0);
}
