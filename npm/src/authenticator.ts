/** Authenticators for simple credentials, and their combination. Source: the `nats.ws` 1.30.3 API. */
import { ErrorCode, NatsError } from "./errors.js";
import type { AsyncAuthenticator, Auth, Authenticator, ConnectionOptions } from "./types.js";

/** Gives a user and a password; functions are asked at every attempt. */
export function usernamePasswordAuthenticator(
  user: string | (() => string),
  pass?: string | (() => string),
): Authenticator {
  return () => ({ user: resolveValue(user), pass: resolveValue(pass) });
}

/** Gives a token; a function is asked at every attempt. */
export function tokenAuthenticator(token: string | (() => string)): Authenticator {
  return () => ({ auth_token: resolveValue(token) });
}

/**
 * One authenticator for all that `opts` asks for: its authenticators in order, then its token, then its user and
 * password. Later ones win where they give the same field. It gives a promise only if one of them does.
 *
 * @throws NatsError with {@link ErrorCode.NotFunction} if something given as an authenticator is none
 */
export function buildAuthenticator(opts: ConnectionOptions): Authenticator {
  return composeAuthenticator(opts) as Authenticator;
}

/** {@link buildAuthenticator} with the type that says that credentials may come late. */
export function composeAuthenticator(opts: ConnectionOptions): AsyncAuthenticator {
  const given = opts.authenticator ?? [];
  const all: AsyncAuthenticator[] = Array.isArray(given) ? [...given] : [given];
  if (all.some((a) => typeof a !== "function")) {
    throw new NatsError("authenticator option should be a function", ErrorCode.NotFunction);
  }
  if (opts.token) {
    all.push(tokenAuthenticator(opts.token));
  }
  if (opts.user) {
    all.push(usernamePasswordAuthenticator(opts.user, opts.pass));
  }
  return all.length === 0 ? () => undefined : (nonce) => merge(all.map((a) => a(nonce)));
}

function merge(answers: (Auth | Promise<Auth>)[]): Auth | Promise<Auth> {
  if (answers.some((a) => a instanceof Promise)) {
    return Promise.all(answers).then((settled) => Object.assign({}, ...settled) as Auth);
  }
  return Object.assign({}, ...answers) as Auth;
}

function resolveValue<T extends string | undefined>(v: T | (() => T)): T {
  return typeof v === "function" ? v() : v;
}
