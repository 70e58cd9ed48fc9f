/** Keys with a seed, which sign. */
import { NKeysError, NKeysErrorCode } from "./errors.js";
import type { KeyPair } from "./key_pair.js";
import { Secret } from "./secret.js";
import { sign, verify } from "./signing.js";

/** A key with its seed, for anything but sealing. */
export class KP extends Secret implements KeyPair {
  sign(input: Uint8Array): Uint8Array {
    return sign(this.mustBeThere(), input).signature;
  }

  verify(input: Uint8Array, sig: Uint8Array): boolean {
    return verify(this.getPublicKey(), input, sig);
  }

  seal(): Uint8Array {
    throw new NKeysError(NKeysErrorCode.InvalidNKeyOperation);
  }

  open(): Uint8Array | null {
    throw new NKeysError(NKeysErrorCode.InvalidNKeyOperation);
  }
}
