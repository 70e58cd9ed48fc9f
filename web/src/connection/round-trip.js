// @ts-check
/** Times a PING and its PONG, again and again while there is a connection. */

/** Emits `sample` whenever `latest` has changed. */
export class RoundTrip extends EventTarget {
  /** @type {number | null} milliseconds; `null` while there is no connection */
  latest = null;
  /** @type {import("./connection.js").NatsConnection | null} */
  #client = null;
  /** @type {ReturnType<typeof setTimeout> | undefined} */
  #timer;

  /** @param {import("./connection.js").Connection} connection */
  constructor(connection) {
    super();
    connection.addEventListener("state", () => {
      const client = connection.state === "connected" ? connection.client : null;
      if (client === this.#client) return;
      clearTimeout(this.#timer);
      this.#client = client;
      if (client)
        this.#probe(client, SOON); // While the page is being drawn, an answer waits for that.
      else this.#report(null);
    });
  }

  /** @param {import("./connection.js").NatsConnection} client @param {number} [wait] before the next */
  async #probe(client, wait = PERIOD) {
    const start = performance.now();
    const answered = await client.flush().then(
      () => true,
      () => false,
    );
    if (this.#client !== client) return;
    if (answered) this.#report(performance.now() - start);
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => this.#probe(client), wait);
  }

  /** @param {number | null} milliseconds */
  #report(milliseconds) {
    this.latest = milliseconds;
    this.dispatchEvent(new Event("sample"));
  }
}

/** From an answer to the next question, in milliseconds. */
const PERIOD = 2000;
const SOON = 300;
