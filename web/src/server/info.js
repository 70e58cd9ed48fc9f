// @ts-check
/** The strip of facts about the server: name, version, round trip, and what this connection has moved. */
import { byId, setText } from "../lib/dom.js";
import { formatBytes, formatCount, formatDuration, publicAddress } from "../lib/format.js";

/** @param {import("../connection/connection.js").Connection} connection */
export function startServerInfo(connection) {
  const strip = byId("server-info", HTMLElement);
  const set = (/** @type {string} */ id, /** @type {string} */ text) =>
    setText(byId(`server-${id}`, HTMLElement), text);
  const roundTrip = new RoundTrip((milliseconds) =>
    set("rtt", milliseconds === null ? "–" : formatDuration(milliseconds)),
  );

  const drawTotals = () => {
    const stats = connection.client?.stats();
    if (!stats) return;
    set("received", `${formatCount(stats.inMsgs)} · ${formatBytes(stats.inBytes)}`);
    set("sent", `${formatCount(stats.outMsgs)} · ${formatBytes(stats.outBytes)}`);
  };

  connection.addEventListener("state", () => {
    const { client, state } = connection;
    strip.dataset.state = state;
    strip.hidden = client === null;
    roundTrip.measure(state === "connected" ? client : null);
    const info = client?.info;
    if (!client || !info) return;
    set("name", info.server_name || info.server_id);
    set("version", info.version);
    set("address", publicAddress(client.getServer()));
    set("client", info.client_id ? String(info.client_id) : "–");
    set("payload", formatBytes(info.max_payload));
    set(
      "features",
      [info.headers && "headers", info.jetstream && "JetStream", info.cluster && `cluster ${info.cluster}`]
        .filter(Boolean)
        .join(", ") || "–",
    );
    drawTotals();
  });
  setInterval(drawTotals, TOTALS_PERIOD);
}

/** Times a PING and its PONG, again and again while there is a connection. */
class RoundTrip {
  #show;
  /** @type {import("../connection/connection.js").NatsConnection | null} */
  #client = null;
  #timer = 0;

  /** @param {(milliseconds: number | null) => void} show */
  constructor(show) {
    this.#show = show;
  }

  /** @param {import("../connection/connection.js").NatsConnection | null} client `null` stops */
  measure(client) {
    clearTimeout(this.#timer);
    this.#client = client;
    if (client) this.#probe(client);
    else this.#show(null);
  }

  /** @param {import("../connection/connection.js").NatsConnection} client */
  async #probe(client) {
    const start = performance.now();
    const answered = await client.flush().then(
      () => true,
      () => false,
    );
    if (this.#client !== client) return;
    if (answered) this.#show(performance.now() - start);
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => this.#probe(client), ROUND_TRIP_PERIOD);
  }
}

const ROUND_TRIP_PERIOD = 3000;
const TOTALS_PERIOD = 500;
