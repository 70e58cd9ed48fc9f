// @ts-check
/** The live plots over the last two minutes: messages and bytes per second, in and out, and the round trip. */
import { byId } from "../lib/dom.js";
import { formatBytes, formatDuration, formatRate } from "../lib/format.js";
import { LinePlot } from "./line-plot.js";

/**
 * @param {import("./traffic.js").Traffic} traffic
 * @param {import("../connection/round-trip.js").RoundTrip} roundTrip
 */
export function startPlots(traffic, roundTrip) {
  const lines = (/** @type {string} */ id) => [
    { colour: "--in", label: byId(`${id}-in`, HTMLElement) },
    { colour: "--out", label: byId(`${id}-out`, HTMLElement), dashed: true },
  ];
  const messages = new LinePlot("plot-messages", lines("plot-messages"), formatRate, { least: 10 });
  const bytes = new LinePlot("plot-bytes", lines("plot-bytes"), (value) => formatBytes(Math.round(value)), {
    least: 1024,
    steps: BINARY_STEPS,
  });
  const trips = new LinePlot(
    "plot-rtt",
    [{ colour: "--in", label: byId("plot-rtt-now", HTMLElement) }],
    (value) => (value === 0 ? "0 ms" : formatDuration(value)),
    { least: 1 },
  );
  traffic.addEventListener("sample", () => {
    const { time, rates } = traffic;
    messages.add(time / 1000, [rates?.inMsgs ?? null, rates?.outMsgs ?? null]);
    bytes.add(time / 1000, [rates?.inBytes ?? null, rates?.outBytes ?? null]);
    trips.add(time / 1000, [roundTrip.latest]);
  });
}

/** Powers of two up to 1 TiB, so that a grid of bytes has round labels. */
const BINARY_STEPS = Array.from({ length: 41 }, (_, power) => 2 ** power);
