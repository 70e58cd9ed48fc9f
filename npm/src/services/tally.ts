/** What an endpoint has done. The Rust side of this is `crates/core/src/service`; `vectors.json` there is for both. */
import type { NamedEndpointStats } from "./types.js";

/** Counts. @internal */
export class Tally {
  private requests = 0;
  private errors = 0;
  private lastError: string | undefined;
  /** Nanoseconds that all requests together took. */
  private time = 0;
  /** What the user has to say of its state. */
  data: unknown;

  /** The endpoint has had `requests` more, and has spent `millis` more on requests. */
  count(requests: number, millis: number): void {
    this.requests += requests;
    this.time += Math.round(millis * NANOS);
  }

  /** The endpoint has failed. */
  fail(error: string): void {
    this.errors++;
    this.lastError = error;
  }

  stats(name: string, subject: string, queue_group: string): NamedEndpointStats {
    const { data, errors, lastError, requests, time } = this;
    return {
      name,
      subject,
      queue_group,
      num_requests: requests,
      num_errors: errors,
      last_error: lastError,
      processing_time: time,
      average_processing_time: requests > 0 ? Math.round(time / requests) : 0,
      data,
    };
  }
}

/** In a millisecond. */
const NANOS = 1_000_000;
