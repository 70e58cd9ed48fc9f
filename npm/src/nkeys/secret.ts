/** The common part of keys with a seed. */
import { decoder } from "../text.js";
import { NKeysError, NKeysErrorCode } from "./errors.js";
import { withMemory } from "./instance.js";

/** A key with its seed. */
export abstract class Secret {
  /** The text of the seed; none once cleared. No enumerable property, so that logging a key does not show it. */
  declare protected seed?: Uint8Array;
  private publicKey?: string;

  constructor(seed: Uint8Array) {
    Object.defineProperty(this, "seed", { value: seed, writable: true });
  }

  getPublicKey(): string {
    const seed = this.mustBeThere();
    this.publicKey ??= decoder.decode(derive(seed, false));
    return this.publicKey;
  }

  getPrivateKey(): Uint8Array {
    return derive(this.mustBeThere(), true);
  }

  getSeed(): Uint8Array {
    return this.mustBeThere();
  }

  clear(): void {
    this.seed?.fill(0);
    this.seed = undefined;
  }

  /** The seed. @internal */
  protected mustBeThere(): Uint8Array {
    if (this.seed === undefined) {
      throw new NKeysError(NKeysErrorCode.ClearedPair);
    }
    return this.seed;
  }
}

function derive(seed: Uint8Array, isPrivate: boolean): Uint8Array {
  return withMemory(
    [seed],
    (core) => core.derive(seed.length, isPrivate),
    (memory, length) => memory.slice(0, length),
  );
}
