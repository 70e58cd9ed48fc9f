// @ts-check
/** What went over the connection, counted again and again: the source of the figures and the plots. */

/** @typedef {{ inMsgs: number, outMsgs: number, inBytes: number, outBytes: number }} Rates per second */

/** Emits `sample` twice a second. */
export class Traffic extends EventTarget {
  /** When the newest sample was taken, in milliseconds since the Unix epoch. */
  time = 0;
  /** @type {Rates | null} between the two newest samples; `null` where there was no connection */
  rates = null;
  /** @type {import("nats-web").Stats | null} since the connection was made */
  totals = null;
  /** @type {import("../connection/connection.js").NatsConnection | null} */
  #client = null;

  /** @param {import("../connection/connection.js").Connection} connection */
  constructor(connection) {
    super();
    setInterval(() => this.#count(connection.client), PERIOD);
  }

  /** @param {import("../connection/connection.js").NatsConnection | null} client */
  #count(client) {
    const time = performance.timeOrigin + performance.now();
    const totals = client?.stats() ?? null;
    const before = client === this.#client ? this.totals : null;
    this.rates = before && totals ? ratesBetween(before, totals, (time - this.time) / 1000) : null;
    this.totals = totals && { ...totals };
    this.time = time;
    this.#client = client;
    this.dispatchEvent(new Event("sample"));
  }
}

/**
 * @param {import("nats-web").Stats} from
 * @param {import("nats-web").Stats} to
 * @param {number} seconds between them
 * @returns {Rates}
 */
export function ratesBetween(from, to, seconds) {
  const rate = (/** @type {keyof Rates} */ key) => Math.max(0, to[key] - from[key]) / seconds;
  return { inMsgs: rate("inMsgs"), outMsgs: rate("outMsgs"), inBytes: rate("inBytes"), outBytes: rate("outBytes") };
}

/** From a sample to the next, in milliseconds. */
const PERIOD = 500;
