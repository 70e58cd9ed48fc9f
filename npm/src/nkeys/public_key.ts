/** Public keys, which verify. */
import { decoder } from "../text.js";
import { NKeysError, NKeysErrorCode } from "./errors.js";
import type { KeyPair } from "./key_pair.js";
import { verify } from "./signing.js";

/** A public key without its seed. */
export class PublicKey implements KeyPair {
  constructor(private publicKey: Uint8Array | undefined) {}

  getPublicKey(): string {
    if (this.publicKey === undefined) {
      throw new NKeysError(NKeysErrorCode.ClearedPair);
    }
    return decoder.decode(this.publicKey);
  }

  getPrivateKey(): Uint8Array {
    return this.refuse(NKeysErrorCode.PublicKeyOnly);
  }

  getSeed(): Uint8Array {
    return this.refuse(NKeysErrorCode.PublicKeyOnly);
  }

  sign(): Uint8Array {
    return this.refuse(NKeysErrorCode.CannotSign);
  }

  verify(input: Uint8Array, sig: Uint8Array): boolean {
    return verify(this.getPublicKey(), input, sig);
  }

  clear(): void {
    this.publicKey?.fill(0);
    this.publicKey = undefined;
  }

  seal(): Uint8Array {
    throw new NKeysError(NKeysErrorCode.InvalidNKeyOperation);
  }

  open(): Uint8Array | null {
    throw new NKeysError(NKeysErrorCode.InvalidNKeyOperation);
  }

  /** Throws the error of a cleared key or, for another key, that with `code`. */
  private refuse(code: NKeysErrorCode): never {
    this.getPublicKey();
    throw new NKeysError(code);
  }
}
