/** Curve keys, which seal messages for one another. */
import { encoder } from "../text.js";
import { DOES_NOT_OPEN, NKeysError, NKeysErrorCode } from "./errors.js";
import { mustBeBytes, withMemory } from "./instance.js";
import type { KeyPair } from "./key_pair.js";
import { Secret } from "./secret.js";

/** A curve key with its seed. */
export class CurveKP extends Secret implements KeyPair {
  override getSeed(): Uint8Array {
    return super.getSeed().slice();
  }

  sign(): Uint8Array {
    throw new NKeysError(NKeysErrorCode.InvalidCurveOperation);
  }

  verify(): boolean {
    throw new NKeysError(NKeysErrorCode.InvalidCurveOperation);
  }

  seal(
    input: Uint8Array,
    recipient: string,
    nonce: Uint8Array = crypto.getRandomValues(new Uint8Array(NONCE_LENGTH)),
  ): Uint8Array {
    const seed = this.mustBeThere();
    if (mustBeBytes(nonce).length !== NONCE_LENGTH) {
      throw new Error("bad nonce size");
    }
    const other = encoder.encode(recipient);
    const sealed = new Uint8Array(OVERHEAD + mustBeBytes(input).length);
    sealed.set(nonce, VERSION_LENGTH);
    sealed.set(input, OVERHEAD);
    const start = seed.length + other.length;
    return withMemory(
      [seed, other, sealed],
      (core) => core.seal(seed.length, other.length, sealed.length),
      (memory) => memory.slice(start, start + sealed.length),
    );
  }

  open(message: Uint8Array, sender: string): Uint8Array | null {
    const seed = this.mustBeThere();
    const other = encoder.encode(sender);
    const start = seed.length + other.length;
    let opens = true;
    return withMemory(
      [seed, other, mustBeBytes(message)],
      (core) => {
        const result = core.open(seed.length, other.length, message.length);
        opens = result !== DOES_NOT_OPEN;
        return opens ? result : 0;
      },
      (memory) => (opens ? memory.slice(start + OVERHEAD, start + message.length) : null),
    );
  }
}

const NONCE_LENGTH = 24;
/** Bytes before the nonce of a sealed message. */
const VERSION_LENGTH = 4;
/** Bytes before what was sealed: the version, the nonce, an authenticator. */
const OVERHEAD = VERSION_LENGTH + NONCE_LENGTH + 16;
