/** The functions and types that `nats.ws` exports as `nkeys`. */
import { decode, encode } from "./base64.js";
import { NKeysError, NKeysErrorCode } from "./errors.js";
import type { KeyPair as KeyPairType } from "./key_pair.js";
import {
  createAccount,
  createCluster,
  createCurve,
  createOperator,
  createPair,
  createServer,
  createUser,
  fromCurveSeed,
  fromPublic,
  fromSeed,
} from "./make.js";
import { Prefix } from "./prefix.js";

/**
 * Nkeys: Ed25519 keys that sign, and curve keys that seal messages for one another. The first letter of a public key's
 * text is that of its role.
 *
 * They need no `await`: a WebAssembly module of their own is compiled when the first of them is used.
 *
 * @example
 * ```ts
 * const user = nkeys.createUser();
 * const signature = user.sign(new TextEncoder().encode("hello"));
 * nkeys.fromPublic(user.getPublicKey()).verify(new TextEncoder().encode("hello"), signature); // true
 * ```
 */
// A plain object, and not a namespace: bundlers leave it out of programs that do not use it.
export const nkeys = {
  createAccount,
  createCluster,
  createCurve,
  createOperator,
  createPair,
  createServer,
  createUser,
  decode,
  encode,
  fromCurveSeed,
  fromPublic,
  fromSeed,
  NKeysError,
  NKeysErrorCode,
  Prefix,
};

/** The types that go with {@link nkeys}. */
export declare namespace nkeys {
  /** A key: public only, or with its seed. */
  type KeyPair = KeyPairType;
}
