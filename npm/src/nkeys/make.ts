/** Functions that make keys, at random or from text. */
import { encoder } from "../text.js";
import { CurveKP } from "./curve_kp.js";
import { NKeysError, NKeysErrorCode } from "./errors.js";
import { mustBeBytes, withMemory } from "./instance.js";
import type { KeyPair } from "./key_pair.js";
import { KP } from "./kp.js";
import { Prefix } from "./prefix.js";
import { PublicKey } from "./public_key.js";

/**
 * Returns a new key.
 *
 * @throws NKeysError with `NKeysErrorCode.InvalidPrefixByte` for a prefix that no key has
 */
export function createPair(prefix: Prefix): KeyPair {
  const random = crypto.getRandomValues(new Uint8Array(32));
  const seed = withMemory(
    [random],
    // What is no number would become 0 on its way.
    (core) => core.seed(Number.isInteger(prefix) ? prefix : Prefix.Unknown),
    (memory, length) => memory.slice(0, length),
  );
  random.fill(0);
  return prefix === Prefix.Curve ? new CurveKP(seed) : new KP(seed);
}

/** Returns a new operator key. */
export function createOperator(): KeyPair {
  return createPair(Prefix.Operator);
}

/** Returns a new account key. */
export function createAccount(): KeyPair {
  return createPair(Prefix.Account);
}

/** Returns a new user key. */
export function createUser(): KeyPair {
  return createPair(Prefix.User);
}

/** Returns a new cluster key. */
export function createCluster(): KeyPair {
  return createPair(Prefix.Cluster);
}

/** Returns a new server key. */
export function createServer(): KeyPair {
  return createPair(Prefix.Server);
}

/** Returns a new curve key. */
export function createCurve(): KeyPair {
  return createPair(Prefix.Curve);
}

/**
 * Returns the key with this public key.
 *
 * @throws NKeysError if it is none
 */
export function fromPublic(src: string): KeyPair {
  const text = encoder.encode(src);
  withMemory(
    [text],
    (core) => core.public_role(text.length),
    () => {},
  );
  return new PublicKey(text);
}

/**
 * Returns the key with this seed. It uses `src` itself: `clear` wipes it.
 *
 * @throws NKeysError if it is none
 */
export function fromSeed(src: Uint8Array): KeyPair {
  return seedRole(src) === Prefix.Curve ? new CurveKP(new Uint8Array(src)) : new KP(src);
}

/**
 * Returns the curve key with this seed.
 *
 * @throws NKeysError if it is none
 */
export function fromCurveSeed(src: Uint8Array): KeyPair {
  if (seedRole(src) !== Prefix.Curve) {
    throw new NKeysError(NKeysErrorCode.InvalidCurveSeed);
  }
  return new CurveKP(new Uint8Array(src));
}

/** Returns the prefix of the role that the seed is for. */
function seedRole(seed: Uint8Array): Prefix {
  return withMemory(
    [mustBeBytes(seed)],
    (core) => core.seed_role(seed.length),
    (_, role) => role,
  );
}
