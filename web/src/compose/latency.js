// @ts-check
/** Latencies, summed up. */
import { formatCount, formatDuration } from "../lib/format.js";

/**
 * @param {number[]} samples milliseconds; at least one
 * @returns {{ least: number, median: number, p99: number, most: number }}
 */
export function latencies(samples) {
  const sorted = [...samples].sort((a, b) => a - b);
  const at = (/** @type {number} */ share) => sorted[Math.min(sorted.length - 1, Math.ceil(share * sorted.length) - 1)];
  return { least: sorted[0], median: at(0.5), p99: at(0.99), most: sorted[sorted.length - 1] };
}

/**
 * A sentence about how long answers took.
 *
 * @param {number[]} samples milliseconds; at least one
 */
export function describeLatencies(samples) {
  if (samples.length === 1) return `Answered in ${formatDuration(samples[0])}`;
  const { least, median, p99, most } = latencies(samples);
  const parts = [
    `median ${formatDuration(median)}`,
    `least ${formatDuration(least)}`,
    `99 % within ${formatDuration(p99)}`,
    `most ${formatDuration(most)}`,
  ];
  return `${formatCount(samples.length)} answers: ${parts.join(", ")}`;
}
