// @ts-check
/** A line as small as a word: how a rate went over the last minute. */
import { onThemeChange } from "../shell/theme.js";

export class Sparkline {
  #canvas;
  /** @type {number[]} */
  #values = [];

  /** @param {HTMLCanvasElement} canvas decoration: the value itself stands beside it as text */
  constructor(canvas) {
    this.#canvas = canvas;
    onThemeChange(() => this.#draw());
  }

  /** @param {number} value */
  add(value) {
    this.#values.push(value);
    if (this.#values.length > SHOWN) this.#values.shift();
    this.#draw();
  }

  clear() {
    this.#values = [];
    this.#draw();
  }

  #draw() {
    const { clientWidth: width, clientHeight: height } = this.#canvas;
    const context = this.#canvas.getContext("2d");
    if (width === 0 || !context) return;
    const scale = devicePixelRatio;
    this.#canvas.width = width * scale;
    this.#canvas.height = height * scale;
    context.scale(scale, scale);
    const top = Math.max(1, ...this.#values) * HEADROOM;
    const x = (/** @type {number} */ index) => width - (this.#values.length - 1 - index) * (width / (SHOWN - 1));
    const y = (/** @type {number} */ value) => height - 1.5 - (value / top) * (height - 3);
    context.beginPath();
    this.#values.forEach((value, index) => context.lineTo(x(index), y(value)));
    context.strokeStyle = getComputedStyle(this.#canvas).color;
    context.lineWidth = 1.25;
    context.lineJoin = "round";
    context.stroke();
  }
}

/** How many values are in sight. */
const SHOWN = 60;
/** How much higher than the highest value the upper edge is. */
const HEADROOM = 1.2;
