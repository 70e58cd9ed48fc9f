/** Codecs between application values and payload bytes. Source: the `nats.ws` 1.30.3 API. */
import { ErrorCode, NatsError } from "./errors.js";
import { decoder, encoder } from "./text.js";

/** A codec: turns values of type `T` into payloads and back. */
export interface Codec<T> {
  /** Returns the payload that stands for `d`. */
  encode(d: T): Uint8Array;
  /** Returns the value that the payload `a` stands for. */
  decode(a: Uint8Array): T;
}

/** Returns a codec for strings as UTF-8. Bytes that are not UTF-8 decode to U+FFFD rather than fail. */
export function StringCodec(): Codec<string> {
  return {
    encode: (d) => encoder.encode(d),
    decode: (a) => decoder.decode(a),
  };
}

/**
 * Returns a codec for JSON. `undefined` is sent as `null`.
 *
 * Both directions fail with {@link ErrorCode.BadJson}, the cause in {@link NatsError.chainedError}: data with cycles
 * has no JSON, and a payload may not be JSON.
 *
 * @param reviver - as for `JSON.parse`
 */
export function JSONCodec<T = unknown>(reviver?: (this: unknown, key: string, value: unknown) => unknown): Codec<T> {
  return {
    encode(d) {
      try {
        return encoder.encode(JSON.stringify(d === undefined ? null : d));
      } catch (err) {
        throw NatsError.errorForCode(ErrorCode.BadJson, err as Error);
      }
    },
    decode(a) {
      try {
        return JSON.parse(decoder.decode(a), reviver) as T;
      } catch (err) {
        throw NatsError.errorForCode(ErrorCode.BadJson, err as Error);
      }
    },
  };
}
