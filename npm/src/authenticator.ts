/** Authenticators, and their combination. Source: the `nats.ws` 1.30.3 API. */
import { ErrorCode, NatsError } from "./errors.js";
import { encode } from "./nkeys/base64.js";
import { BAD_CREDS } from "./nkeys/errors.js";
import { mustBeBytes, withMemory, withModule } from "./nkeys/instance.js";
import { type Signed, sign, signed } from "./nkeys/signing.js";
import { decoder, encoder } from "./text.js";
import type { AsyncAuthenticator, Auth, Authenticator } from "./types/auth.js";
import type { ConnectionOptions } from "./types/options.js";

/**
 * Returns an authenticator for a user and a password. Functions are asked at every attempt to connect, and may return
 * promises.
 */
export function usernamePasswordAuthenticator(
  user: string | (() => string),
  pass?: string | (() => string),
): Authenticator;
export function usernamePasswordAuthenticator(user: Later<string>, pass?: Later<string>): AsyncAuthenticator;
export function usernamePasswordAuthenticator(user: Later<string>, pass?: Later<string>): AsyncAuthenticator {
  return () => whenGiven([user, pass], ([user, pass]) => ({ user: user!, pass }));
}

/** Returns an authenticator for a token. A function is asked at every attempt to connect, and may return a promise. */
export function tokenAuthenticator(token: string | (() => string)): Authenticator;
export function tokenAuthenticator(token: Later<string>): AsyncAuthenticator;
export function tokenAuthenticator(token: Later<string>): AsyncAuthenticator {
  return () => whenGiven([token], ([auth_token]) => ({ auth_token: auth_token! }));
}

/**
 * Returns an authenticator that signs the server's challenge with the key that has this seed, `SU…`. A function is
 * asked at every attempt to connect, and may return a promise.
 *
 * If the text is no seed, the authenticator throws an `NKeysError` when it is asked.
 */
export function nkeyAuthenticator(seed?: Uint8Array | (() => Uint8Array)): Authenticator;
export function nkeyAuthenticator(seed?: Later<Uint8Array>): AsyncAuthenticator;
export function nkeyAuthenticator(seed?: Later<Uint8Array>): AsyncAuthenticator {
  return (nonce) => whenGiven([seed], ([seed]) => withModule(() => answer(seed, nonce)));
}

/**
 * Returns an authenticator for a user's JWT. Unless it is a bearer token, the server's challenge is signed with the key
 * that has this seed.
 * Functions are asked at every attempt to connect, and may return promises.
 */
export function jwtAuthenticator(ajwt: string | (() => string), seed?: Uint8Array | (() => Uint8Array)): Authenticator;
export function jwtAuthenticator(ajwt: Later<string>, seed?: Later<Uint8Array>): AsyncAuthenticator;
export function jwtAuthenticator(ajwt: Later<string>, seed?: Later<Uint8Array>): AsyncAuthenticator {
  return (nonce) =>
    whenGiven([ajwt, seed] as [Later<string>, Later<Uint8Array>?], ([jwt, seed]) =>
      withModule(() => ({ jwt: jwt!, ...answer(seed, nonce) })),
    );
}

/**
 * Returns an authenticator as {@link jwtAuthenticator} does, for the JWT and the seed in the content of a credentials
 * file. A function is asked once at every attempt to connect, and may return a promise.
 *
 * If the file lacks one of the two, it throws a NatsError with {@link ErrorCode.BadCreds} when it is asked.
 */
export function credsAuthenticator(creds: Uint8Array | (() => Uint8Array)): Authenticator;
export function credsAuthenticator(creds: Later<Uint8Array>): AsyncAuthenticator;
export function credsAuthenticator(creds: Later<Uint8Array>): AsyncAuthenticator {
  return (nonce) => whenGiven([creds], ([file]) => withModule(() => fromFile(mustBeBytes(file!), nonce)));
}

/**
 * Returns one authenticator for all that `opts` asks for: its authenticators in order, then its token, then its user
 * and password. Later ones win where they have the same field. It returns a promise only if one of them does.
 *
 * @throws NatsError with {@link ErrorCode.NotFunction} if a value in the place of an authenticator is no function
 */
export function buildAuthenticator(opts: ConnectionOptions): Authenticator {
  return composeAuthenticator(opts) as Authenticator;
}

/** The authenticator of connections without credentials: it need not be asked. */
export const noAuthenticator = (): Auth => undefined;

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
  return all.length === 0
    ? noAuthenticator
    : (nonce) =>
        whenThere<Auth, Auth>(
          all.map((a) => a(nonce)),
          (answers) => Object.assign({}, ...answers),
        );
}

/** A value, or a function that returns it, at once or by a promise. */
export type Later<T> = T | (() => T | Promise<T>);

/** Returns the result of `use` for the values of the sources: at once, unless one of them returns a promise. */
function whenGiven<T extends unknown[], R>(
  sources: { [K in keyof T]: Later<T[K]> },
  use: (values: { [K in keyof T]: T[K] | undefined }) => R | Promise<R>,
): R | Promise<R> {
  const values = sources.map((source) => (typeof source === "function" ? source() : source));
  return whenThere(values, use as (values: unknown[]) => R | Promise<R>);
}

/** Returns the result of `use` for `values`: at once, unless one of them is a promise. */
function whenThere<T, R>(values: (T | Promise<T>)[], use: (values: T[]) => R | Promise<R>): R | Promise<R> {
  // Promises of other realms are no instances of this one's.
  return values.some((value) => typeof (value as Promise<T> | undefined)?.then === "function")
    ? Promise.all(values).then(use)
    : use(values as T[]);
}

/** Returns the fields that prove the possession of a key: none without a seed, and no signature without a nonce. */
function answer(seed: Uint8Array | undefined, nonce: string | undefined): { nkey: string; sig: string } {
  return seed ? proof(sign(seed, encoder.encode(nonce || "")), nonce) : { nkey: "", sig: "" };
}

function proof({ publicKey, signature }: Signed, nonce: string | undefined): { nkey: string; sig: string } {
  return { nkey: publicKey, sig: nonce ? encode(signature) : "" };
}

function fromFile(file: Uint8Array, nonce: string | undefined): Auth {
  const message = encoder.encode(nonce || "");
  const jwt = withMemory(
    [file],
    (core) => mustHaveBoth(core.jwt(file.length)),
    (memory, length) => decoder.decode(memory.subarray(0, length)),
  );
  const found = withMemory(
    [file, message],
    (core) => mustHaveBoth(core.sign(file.length, message.length, true)),
    signed,
  );
  return { jwt, ...proof(found, nonce) };
}

function mustHaveBoth(result: number): number {
  if (result === BAD_CREDS) {
    throw NatsError.errorForCode(ErrorCode.BadCreds);
  }
  return result;
}
