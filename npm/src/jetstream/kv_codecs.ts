/** How keys and values of buckets are stored. Source: the `nats.ws` 1.30.3 API. */
import type { KvCodec, KvCodecs } from "./types/kv.js";

/** Returns codecs that store keys and values as they are. */
export function NoopKvCodecs(): KvCodecs {
  return {
    key: asItIs<string>(),
    value: asItIs<Uint8Array>(),
  };
}

function asItIs<T>(): KvCodec<T> {
  return { encode: same, decode: same };
}

/** What a codec does that changes nothing. */
export function same<T>(value: T): T {
  return value;
}
