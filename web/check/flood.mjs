// @ts-check
/** A publisher over plain TCP that is fast enough to be no part of what is looked at. */
import { once } from "node:events";
import net from "node:net";

export class Flood {
  /** Messages handed to the socket so far. */
  sent = 0;
  #socket;
  #message;
  #block;
  #stopped = false;

  /**
   * @param {number} port of a nats-server on 127.0.0.1
   * @param {string} subject
   * @param {string} body of every message
   */
  constructor(port, subject, body) {
    this.#message = Buffer.from(`PUB ${subject} ${Buffer.byteLength(body)}\r\n${body}\r\n`);
    this.#block = Buffer.concat(Array.from({ length: BLOCK }, () => this.#message));
    this.#socket = net.connect(port, "127.0.0.1");
    this.#socket.setNoDelay(true);
    this.#socket.on("data", (data) => data.includes("PING") && this.#socket.write("PONG\r\n"));
    this.#socket.write('CONNECT {"verbose":false}\r\n');
  }

  /** Publishes so many messages as fast as the server takes them. @param {number} count */
  async publish(count) {
    for (let left = count; left > 0 && !this.#stopped; left -= BLOCK) {
      const block = left >= BLOCK ? this.#block : this.#block.subarray(0, left * this.#message.length);
      this.sent += Math.min(left, BLOCK);
      if (!this.#socket.write(block)) await once(this.#socket, "drain");
    }
  }

  /**
   * Publishes at a pace. What falls due late, because the machine was busy, is made up for.
   *
   * @param {number} perSecond
   * @param {number} seconds
   */
  async pace(perSecond, seconds) {
    const start = performance.now();
    const total = perSecond * seconds;
    let count = 0;
    while (count < total && !this.#stopped) {
      const due = Math.min(total, Math.ceil(((performance.now() - start) / 1000) * perSecond));
      await this.publish(due - count);
      count = Math.max(count, due);
      await new Promise((resolve) => setTimeout(resolve, 5));
    }
  }

  /** Ends it, also what is under way. */
  stop() {
    this.#stopped = true;
    this.#socket.destroy();
  }
}

/** Messages in one write. */
const BLOCK = 500;
