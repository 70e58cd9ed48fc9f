/** Signatures: made with a seed or a credentials file, verified with a public key. */
import { decoder, encoder } from "../text.js";
import { mustBeBytes, withMemory } from "./instance.js";

/** Bytes of a signature. */
export const SIGNATURE_LENGTH = 64;
/** Characters of a public key. */
const PUBLIC_LENGTH = 56;

/** A signature, and the public key that verifies it. */
export interface Signed {
  signature: Uint8Array;
  publicKey: string;
}

/**
 * Signs with a seed.
 *
 * @throws NKeysError if `seed` is none
 */
export function sign(seed: Uint8Array, message: Uint8Array): Signed {
  return withMemory([seed, mustBeBytes(message)], (core) => core.sign(seed.length, message.length, false), signed);
}

/** Returns the result that the module leaves in memory. */
export function signed(memory: Uint8Array): Signed {
  return {
    signature: memory.slice(0, SIGNATURE_LENGTH),
    publicKey: decoder.decode(memory.subarray(SIGNATURE_LENGTH, SIGNATURE_LENGTH + PUBLIC_LENGTH)),
  };
}

/** Returns whether the owner of a public key has signed `message`. */
export function verify(publicKey: string, message: Uint8Array, signature: Uint8Array): boolean {
  if (mustBeBytes(signature).length !== SIGNATURE_LENGTH) {
    throw new Error("bad signature size");
  }
  const key = encoder.encode(publicKey);
  return withMemory(
    [key, signature, mustBeBytes(message)],
    (core) => core.verify(key.length, message.length),
    (_, isSound) => isSound === 1,
  );
}
