// @ts-check
/** The live plots: messages and bytes per second, in and out, over the last two minutes. */
import uPlot from "uplot";
import { byId, setText } from "../lib/dom.js";
import { formatBytes, formatRate, formatTime } from "../lib/format.js";

/** @typedef {{ time: number, inMsgs: number, outMsgs: number, inBytes: number, outBytes: number }} Sample `time` in milliseconds */

/** @param {import("../connection/connection.js").Connection} connection */
export function startPlots(connection) {
  const messages = new RatePlot("plot-messages", (value) => formatRate(value));
  const bytes = new RatePlot("plot-bytes", (value) => `${formatBytes(Math.round(value))}`, BINARY_STEPS);
  /** @type {import("../connection/connection.js").NatsConnection | null} */
  let client = null;
  /** @type {Sample | null} */
  let last = null;

  setInterval(() => {
    if (connection.client !== client) {
      client = connection.client;
      last = null;
    }
    const time = performance.timeOrigin + performance.now();
    const stats = client?.stats();
    const sample = stats
      ? { time, inMsgs: stats.inMsgs, outMsgs: stats.outMsgs, inBytes: stats.inBytes, outBytes: stats.outBytes }
      : null;
    const rates = ratesBetween(last, sample);
    messages.add(time / 1000, rates?.inMsgs ?? null, rates?.outMsgs ?? null);
    bytes.add(time / 1000, rates?.inBytes ?? null, rates?.outBytes ?? null);
    last = sample;
  }, SAMPLE_PERIOD);
}

/**
 * @param {Sample | null} from
 * @param {Sample | null} to
 * @returns {Sample | null} per second; `null` where there was no connection
 */
function ratesBetween(from, to) {
  if (!from || !to) return null;
  const seconds = (to.time - from.time) / 1000;
  const rate = (/** @type {keyof Sample} */ key) => Math.max(0, to[key] - from[key]) / seconds;
  return {
    time: to.time,
    inMsgs: rate("inMsgs"),
    outMsgs: rate("outMsgs"),
    inBytes: rate("inBytes"),
    outBytes: rate("outBytes"),
  };
}

/** One chart with a line for what came in and one for what went out. */
class RatePlot {
  /** @type {[number[], (number | null)[], (number | null)[]]} */
  #data = [[], [], []];
  #chart;
  #format;
  #inLabel;
  #outLabel;
  #when;

  /**
   * @param {string} id of the element to draw in; `-in`, `-out` and `-when` are its labels
   * @param {(value: number) => string} format
   * @param {number[]} [steps] the distances that lines of the grid may have
   */
  constructor(id, format, steps) {
    const box = byId(id, HTMLElement);
    this.#format = format;
    this.#inLabel = byId(`${id}-in`, HTMLElement);
    this.#outLabel = byId(`${id}-out`, HTMLElement);
    this.#when = byId(`${id}-when`, HTMLElement);
    this.#chart = new uPlot(this.#options(box, steps), this.#data, box);
    new ResizeObserver(() => this.#chart.setSize({ width: box.clientWidth, height: box.clientHeight })).observe(box);
    matchMedia("(prefers-color-scheme: dark)").addEventListener("change", () => this.#chart.redraw());
  }

  /**
   * @param {number} seconds since the Unix epoch
   * @param {number | null} incoming
   * @param {number | null} outgoing
   */
  add(seconds, incoming, outgoing) {
    const [times, ins, outs] = this.#data;
    times.push(seconds);
    ins.push(incoming);
    outs.push(outgoing);
    while (times.length > 0 && times[0] < seconds - WINDOW) {
      times.shift();
      ins.shift();
      outs.shift();
    }
    this.#chart.setData(this.#data);
    this.#label();
  }

  /** Writes the values under the pointer, or the newest ones. */
  #label() {
    const [times, ins, outs] = this.#data;
    const pointed = this.#chart.cursor.idx ?? null;
    const at = pointed ?? times.length - 1;
    setText(this.#inLabel, this.#value(ins[at]));
    setText(this.#outLabel, this.#value(outs[at]));
    setText(this.#when, pointed === null || times[at] === undefined ? "" : `at ${formatTime(times[at] * 1000)}`);
  }

  /** @param {number | null | undefined} value */
  #value(value) {
    return value === null || value === undefined ? "–" : this.#format(value);
  }

  /**
   * @param {HTMLElement} box
   * @param {number[] | undefined} steps
   * @returns {uPlot.Options}
   */
  #options(box, steps) {
    const axis = { stroke: colour("--muted"), ticks: { show: false }, font: "11px system-ui, sans-serif" };
    const line = (/** @type {string} */ name) => ({
      stroke: colour(name),
      fill: colour(`${name}-fill`),
      width: 1.5,
      points: { show: false },
    });
    return {
      width: Math.max(box.clientWidth, 100),
      height: Math.max(box.clientHeight, 80),
      padding: [12, 6, 0, 0],
      legend: { show: false },
      cursor: {
        y: false,
        drag: { x: false, y: false, setScale: false },
        sync: { key: "throughput" },
        points: { size: 7 },
      },
      scales: {
        x: {
          time: true,
          range: (_chart, _min, max) => [(max ?? Date.now() / 1000) - WINDOW, max ?? Date.now() / 1000],
        },
        y: { range: (_chart, _min, max) => [0, Math.max(10, (max ?? 0) * 1.1)] },
      },
      series: [{}, line("--in"), { ...line("--out"), dash: [5, 3] }],
      axes: [
        { ...axis, grid: { show: false }, space: 90, size: 24, values: timeLabels },
        {
          ...axis,
          grid: { stroke: colour("--grid"), width: 1 },
          space: 34,
          size: 62,
          ...(steps ? { incrs: steps } : {}),
          values: (_chart, splits) => splits.map((split) => this.#format(split)),
        },
      ],
      hooks: { setCursor: [() => this.#label()] },
    };
  }
}

/**
 * The labels of the time axis, but none where it would be cut off at the right.
 *
 * @param {uPlot} chart
 * @param {number[]} splits seconds since the Unix epoch
 */
function timeLabels(chart, splits) {
  const end = (chart.scales.x.max ?? 0) - WINDOW * 0.08;
  return splits.map((split) => (split > end ? "" : formatTime(split * 1000)));
}

/**
 * A colour of the style sheet, read when it is drawn, so that light and dark both fit.
 *
 * @param {string} name a custom property
 */
function colour(name) {
  return () => getComputedStyle(document.documentElement).getPropertyValue(name);
}

/** How often the counters are read, in milliseconds. */
const SAMPLE_PERIOD = 500;
/** What the plots show, in seconds. */
const WINDOW = 120;
/** Powers of two up to 1 TiB, so that a grid of bytes has round labels. */
const BINARY_STEPS = Array.from({ length: 41 }, (_, power) => 2 ** power);
