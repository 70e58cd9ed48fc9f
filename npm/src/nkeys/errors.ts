/** The errors of nkeys. Source: nkeys.js 1.1.0, which `nats.ws` 1.30.3 exports as `nkeys`. */

/** The value of {@link NKeysError.code}, and its message. The module counts from the first. */
export enum NKeysErrorCode {
  ApiError = "nkeys: api error",
  InvalidEncoding = "nkeys: invalid encoded key",
  InvalidChecksum = "nkeys: invalid checksum",
  InvalidPrefixByte = "nkeys: invalid prefix byte",
  InvalidSeed = "nkeys: invalid seed",
  InvalidPublicKey = "nkeys: invalid public key",
  InvalidSeedLen = "nkeys: invalid seed length",
  InvalidCurveKey = "nkeys: not a valid curve key",
  InvalidCurveOperation = "nkeys: curve key is not valid for sign/verify",
  InvalidEncrypted = "nkeys: encrypted input is not valid",

  InvalidKey = "nkeys: invalid key",
  InvalidCurveSeed = "nkeys: invalid curve seed",
  InvalidNKeyOperation = "keys: only curve key can seal/open",
  InvalidRecipient = "nkeys: not a valid recipient public curve key",
  InvalidSignature = "nkeys: signature verification failed",
  CannotSign = "nkeys: cannot sign, no private key available",
  PublicKeyOnly = "nkeys: no seed or private key available",
  SerializationError = "nkeys: serialization error",
  ClearedPair = "nkeys: pair is cleared",
}

/** An error of a key, or of an operation on it. It never quotes a key. */
export class NKeysError extends Error {
  override name = "NKeysError";
  code: string;
  chainedError?: Error;

  constructor(code: NKeysErrorCode, chainedError?: Error) {
    super(code);
    this.code = code;
    this.chainedError = chainedError;
  }
}

/** Returns the error for a number of the module's; `crates/nkeys-wasm/src/codes.rs` has the other half. */
export function keyError(number: number): NKeysError {
  return number < OTHER_SIDE
    ? new NKeysError(NKeysErrorCode.InvalidRecipient, keyError(number - OTHER_SIDE))
    : new NKeysError(Object.values(NKeysErrorCode)[-number]!);
}

/** A sealed message that does not open: nothing to throw. */
export const DOES_NOT_OPEN = -10;
/** A credentials file lacks something. */
export const BAD_CREDS = -11;

/** From here down, the key of the other side is meant. */
const OTHER_SIDE = -100;
