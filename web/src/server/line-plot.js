// @ts-check
/** One chart of lines over time. It draws only while it is in sight. */
import uPlot from "uplot";
import { byId, setText } from "../lib/dom.js";
import { formatTime } from "../lib/format.js";
import { onThemeChange } from "../shell/theme.js";

/** @typedef {{ colour: string, label: HTMLElement, dashed?: boolean }} Line `colour` is a custom property, and `label` shows the value */

export class LinePlot {
  /** Times in seconds, then the values of each line. @type {[number[], ...(number | null)[][]]} */
  #data;
  #lines;
  #format;
  #box;
  #chart;
  #when;

  /**
   * @param {string} id of the element to draw in; `-when` is the label for the time under the pointer
   * @param {Line[]} lines
   * @param {(value: number) => string} format
   * @param {{ least: number, steps?: number[] }} scale the least that the upper end stands for, and the distances that
   *   lines of the grid may have
   */
  constructor(id, lines, format, scale) {
    this.#box = byId(id, HTMLElement);
    this.#when = byId(`${id}-when`, HTMLElement);
    this.#lines = lines;
    this.#format = format;
    this.#data = [[], ...lines.map(() => [])];
    this.#chart = new uPlot(this.#options(scale), this.#data, this.#box);
    new ResizeObserver(() => this.#resize()).observe(this.#box);
    onThemeChange(() => this.#chart.redraw());
  }

  /**
   * @param {number} seconds since the Unix epoch
   * @param {(number | null)[]} values one for each line; `null` where there is none
   */
  add(seconds, values) {
    const [times, ...columns] = this.#data;
    times.push(seconds);
    columns.forEach((column, index) => column.push(values[index]));
    while (times[0] < seconds - WINDOW) for (const column of this.#data) column.shift();
    this.#label();
    if (this.#chart.width > 0) this.#chart.setData(this.#data);
  }

  #resize() {
    const { clientWidth: width, clientHeight: height } = this.#box;
    this.#chart.setSize({ width, height });
    if (width > 0) this.#chart.setData(this.#data);
  }

  /** Writes the values under the pointer, or the newest ones. */
  #label() {
    const [times, ...columns] = this.#data;
    const pointed = this.#chart.cursor.idx ?? null;
    const at = pointed ?? times.length - 1;
    this.#lines.forEach(({ label }, index) => {
      const value = columns[index][at];
      setText(label, value === null || value === undefined ? "–" : this.#format(value));
    });
    setText(this.#when, pointed === null || times[at] === undefined ? "" : formatTime(times[at] * 1000));
  }

  /** @param {{ least: number, steps?: number[] }} scale @returns {uPlot.Options} */
  #options({ least, steps }) {
    const axis = { stroke: ink("--muted"), ticks: { show: false }, font: "11px system-ui, sans-serif" };
    return {
      width: this.#box.clientWidth,
      height: this.#box.clientHeight,
      padding: [10, 4, 0, 0],
      legend: { show: false },
      cursor: {
        y: false,
        drag: { x: false, y: false, setScale: false },
        sync: { key: "activity" },
        points: { size: 7 },
      },
      scales: {
        x: {
          time: true,
          range: (_chart, _min, max) => [(max ?? Date.now() / 1000) - WINDOW, max ?? Date.now() / 1000],
        },
        y: { range: (_chart, _min, max) => [0, Math.max(least, (max ?? 0) * 1.1)] },
      },
      series: [{}, ...this.#lines.map(series)],
      axes: [
        { ...axis, grid: { show: false }, space: 84, size: 22, values: timeLabels },
        {
          ...axis,
          grid: { stroke: ink("--grid"), width: 1 },
          space: 26,
          size: 58,
          ...(steps ? { incrs: steps } : {}),
          values: (_chart, splits) => splits.map((split) => this.#format(split)),
        },
      ],
      hooks: { setCursor: [() => this.#label()] },
    };
  }
}

/** @param {Line} line @returns {uPlot.Series} */
function series({ colour, dashed }) {
  return {
    stroke: ink(colour),
    fill: ink(`${colour}-fill`),
    width: 1.5,
    points: { show: false },
    ...(dashed ? { dash: [5, 3] } : {}),
  };
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
 * A colour of the style sheet, read when it is drawn, so that it fits the theme.
 *
 * @param {string} name a custom property that is registered as a colour
 */
function ink(name) {
  return () => getComputedStyle(document.documentElement).getPropertyValue(name);
}

/** What the plots show, in seconds. */
const WINDOW = 120;
