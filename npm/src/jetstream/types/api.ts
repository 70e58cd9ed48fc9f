/** What requests to JetStream and their answers have in common. Source: the `nats.ws` 1.30.3 API. */
import type { ApiError } from "../../errors.js";

/** A part of a longer list. */
export interface ApiPaged {
  /** How long the whole list is. */
  total: number;
  /** Where this part begins. */
  offset: number;
  /** How long a part may be. */
  limit: number;
}

/** Asks for a part of a longer list. */
export interface ApiPagedRequest {
  /** Where the part is to begin. */
  offset: number;
}

/** An answer. */
export interface ApiResponse {
  /** Which answer it is, for instance `io.nats.jetstream.api.v1.stream_names_response`. */
  type: string;
  /** Why what was asked for was not done. */
  error?: ApiError;
}

/** The answer to a request that only changes something. */
export interface Success {
  /** Whether it was done. */
  success: boolean;
}

/** A list that comes part by part. */
export interface Lister<T> {
  /** The whole list, one after the other. Each part is asked for when it is needed. */
  [Symbol.asyncIterator](): AsyncIterator<T>;
  /** The next part; an empty one when there is no more. */
  next(): Promise<T[]>;
}
