// @ts-check
/** An object on its way, in or out: how far it is, and what became of it. It touches no document. */
import { formatBytes } from "../lib/format.js";

/** Emits `change` when it has come further or has ended. */
export class Transfer extends EventTarget {
  done = 0;
  /** @type {"running" | "done" | "cancelled" | "failed"} */
  state = "running";
  /** What made it fail. @type {unknown} */
  error = null;
  #abort = new AbortController();

  /**
   * @param {string} name of the object
   * @param {"in" | "out"} direction
   * @param {number} total bytes
   */
  constructor(name, direction, total) {
    super();
    this.name = name;
    this.direction = direction;
    this.total = total;
  }

  /** Calls it off. */
  cancel() {
    this.#abort.abort(new Error("cancelled"));
  }

  /** A stream with what `source` yields, which counts it and ends when the transfer is called off. @param {ReadableStream<Uint8Array>} source */
  through(source) {
    const { signal } = this.#abort;
    /** @type {TransformStream<Uint8Array, Uint8Array>} */
    const counter = new TransformStream({
      transform: (piece, controller) => {
        controller.enqueue(piece);
        this.done += piece.length;
        this.#changed();
      },
    });
    return source.pipeThrough(counter, { signal });
  }

  /** Waits for the end of what carries it out. @param {Promise<unknown>} work */
  async follow(work) {
    try {
      await work;
      this.state = "done";
    } catch (error) {
      this.state = this.#abort.signal.aborted ? "cancelled" : "failed";
      this.error = error;
    }
    this.#changed();
  }

  /** One line that says how far it is. */
  summary() {
    const [done, total] = [formatBytes(this.done), formatBytes(this.total)];
    if (this.state === "running") return `${done} of ${total}`;
    if (this.state === "done") return this.direction === "in" ? `stored, ${total}` : `read and verified, ${total}`;
    return `${this.state} after ${done}`;
  }

  #changed() {
    this.dispatchEvent(new Event("change"));
  }
}
