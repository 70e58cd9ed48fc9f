/** How a consumer is asked for messages. Source: the `nats.ws` 1.30.3 API. */
import { invalid } from "../checks.js";
import type { PullConsumerOptions } from "./types/consumer_messages.js";

/** What the core is told. Times are in milliseconds; 0 bytes are no limit. */
export interface PullSettings {
  /** Whether to read on, or a batch. */
  isEndless: boolean;
  /** Whether what is not there yet is not waited for. */
  noWait: boolean;
  maxMessages: number;
  maxBytes: number;
  expires: number;
  idleHeartbeat: number;
  thresholdMessages: number;
  thresholdBytes: number;
}

/** @throws NatsError for options that make no sense */
export function pullSettings(opts: PullConsumerOptions, isEndless: boolean): PullSettings {
  const given = opts as Record<string, unknown>;
  for (const name of COUNTS) {
    const value = given[name];
    if (value !== undefined && value !== null && !(typeof value === "number" && value >= 0)) {
      throw invalid(`${name} should be a number of at least 0`);
    }
  }
  const count = (name: (typeof COUNTS)[number]) => (given[name] as number | undefined) || 0;
  const maxBytes = count("max_bytes");
  if (count("max_messages") > 0 && maxBytes > 0) {
    throw invalid("only specify one of max_messages or max_bytes");
  }
  // With bytes alone the server would end the request after one message.
  const maxMessages = count("max_messages") || DEFAULT_MESSAGES;
  const expires = count("expires") || DEFAULT_EXPIRES;
  if (expires < SHORTEST_EXPIRES) {
    throw invalid(`expires should be at least ${SHORTEST_EXPIRES}ms`);
  }
  return {
    isEndless,
    noWait: false,
    maxMessages: maxMessages,
    maxBytes,
    expires,
    // Servers refuse a sign of life that would come no more than once.
    idleHeartbeat: Math.min(count("idle_heartbeat") || expires / 2, expires / 2, LONGEST_HEARTBEAT),
    thresholdMessages: count("threshold_messages") || Math.round(maxMessages * REFILL) || 1,
    thresholdBytes: count("threshold_bytes") || Math.round(maxBytes * REFILL),
  };
}

const COUNTS = [
  "max_messages",
  "max_bytes",
  "expires",
  "idle_heartbeat",
  "threshold_messages",
  "threshold_bytes",
] as const;
const DEFAULT_MESSAGES = 100;
const DEFAULT_EXPIRES = 30_000;
const SHORTEST_EXPIRES = 1000;
const LONGEST_HEARTBEAT = 30_000;
/** Which part of what was asked for is still to come when more is asked for. */
const REFILL = 0.75;
