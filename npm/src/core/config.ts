/** The user's options, as the core takes them. */
import { noAuthenticator } from "../authenticator.js";
import { ErrorCode, NatsError } from "../errors.js";
import { hasDelayHandler, type ResolvedOptions } from "../options.js";
import { encoder } from "../text.js";
import { addressError } from "./codes.js";
import type { Instance } from "./runtime.js";

/**
 * Makes a session in `instance`; gives its address.
 *
 * @throws NatsError with {@link ErrorCode.InvalidOption} for an address that is none
 */
export function newSession(instance: Instance, options: ResolvedOptions): number {
  const { core } = instance;
  const seed = crypto.getRandomValues(new Uint32Array(2));
  const draft = core.draft(seed[0]!, seed[1]!);
  /** Puts `text` where the core reads texts of the draft; gives its length in bytes. */
  const write = (text: string): number => {
    const bytes = encoder.encode(text);
    const address = core.draft_text(draft, bytes.length);
    if (address === 0) {
      refuse(new NatsError("a server, the inboxPrefix or the name is too long", ErrorCode.InvalidOption));
    }
    instance.fresh().u8.set(bytes, address);
    return bytes.length;
  };
  const refuse = (error: NatsError): never => {
    core.draft_release(draft);
    throw error;
  };
  for (const server of options.servers) {
    const problem = core.draft_server(draft, write(server));
    if (problem !== 0) {
      refuse(addressError(problem));
    }
  }
  if (!core.draft_inbox(draft, write(options.inboxPrefix))) {
    refuse(new NatsError(`inboxPrefix '${options.inboxPrefix}' is not a subject`, ErrorCode.ApiError));
  }
  if (options.name) {
    core.draft_name(draft, write(options.name));
  }
  core.draft_times(
    draft,
    options.timeout,
    options.pingInterval,
    options.reconnectTimeWait,
    options.reconnectJitter,
    options.jwtRenewalLead,
  );
  core.draft_limits(draft, options.maxPingOut, options.maxReconnectAttempts, options.maxPendingBytes);
  core.draft_switches(draft, switches(options));
  return core.session(draft);
}

/** One bit a switch, in the order of `draft_switches` in `crates/wasm/src/exports.rs`. */
function switches(options: ResolvedOptions): number {
  const all = [
    !options.noRandomize,
    options.verbose,
    options.pedantic,
    !options.noEcho,
    options.authenticator !== noAuthenticator,
    options.reconnect,
    hasDelayHandler(options),
    options.waitOnFirstConnect,
    options.ignoreClusterUpdates,
    options.ignoreAuthErrorAbort,
  ];
  return all.reduce((bits, on, bit) => bits | (on ? 1 << bit : 0), 0);
}
