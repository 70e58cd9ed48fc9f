/** The interface of keys. */

/**
 * A key, or a public key by itself. What it cannot do throws a {@link NKeysError}; so does everything after {@link
 * clear}.
 */
export interface KeyPair {
  /** Returns the public key: text that begins with a letter for what the key is for. */
  getPublicKey(): string;
  /** Returns the private key, `P…`, as ASCII. */
  getPrivateKey(): Uint8Array;
  /** Returns the seed, `S…`, as ASCII. */
  getSeed(): Uint8Array;
  /** Returns the signature of `input`: 64 bytes. Not for curve keys. */
  sign(input: Uint8Array): Uint8Array;
  /** Returns whether `sig` is this key's signature of `input`. Not for curve keys. */
  verify(input: Uint8Array, sig: Uint8Array): boolean;
  /** Wipes the key. */
  clear(): void;
  /**
   * Encrypts and authenticates `input` for the curve key `recipient`. Only for curve keys.
   *
   * @param nonce - 24 bytes that are used once; random ones by default
   */
  seal(input: Uint8Array, recipient: string, nonce?: Uint8Array): Uint8Array;
  /** Returns the message that the curve key `sender` sealed for this one; `null` if it did not. Only for curve keys. */
  open(message: Uint8Array, sender: string): Uint8Array | null;
}
