// @ts-check
/** The facts about the server, and what this connection has moved. */
import { publicAddress } from "../connection/address.js";
import { byId, setText } from "../lib/dom.js";
import { formatBytes, formatCount, formatDuration } from "../lib/format.js";

/**
 * @param {import("../connection/connection.js").Connection} connection
 * @param {import("../connection/round-trip.js").RoundTrip} roundTrip
 * @param {import("./traffic.js").Traffic} traffic
 */
export function startServerInfo(connection, roundTrip, traffic) {
  const box = byId("server-facts", HTMLElement);
  const set = (/** @type {string} */ id, /** @type {string} */ text) => setText(byId(id, HTMLElement), text);

  connection.addEventListener("state", () => {
    const { client, state } = connection;
    box.dataset.state = state;
    byId("server-empty", HTMLElement).hidden = client !== null;
    box.hidden = client === null;
    const info = client?.info;
    if (client && info) for (const [id, text] of Object.entries(describe(info, client.getServer()))) set(id, text);
  });
  roundTrip.addEventListener("sample", () =>
    set("server-rtt", roundTrip.latest === null ? "–" : formatDuration(roundTrip.latest)),
  );
  traffic.addEventListener("sample", () => {
    const { totals } = traffic;
    if (!totals) return;
    set("server-received", `${formatCount(totals.inMsgs)} · ${formatBytes(totals.inBytes)}`);
    set("server-sent", `${formatCount(totals.outMsgs)} · ${formatBytes(totals.outBytes)}`);
  });
}

/**
 * What an INFO says, as far as it may be shown: never its nonce.
 *
 * @param {import("nats-web").ServerInfo} info
 * @param {string} server as dialled
 * @returns {Record<string, string>} texts by the ids of their elements
 */
function describe(info, server) {
  const yes = (/** @type {boolean | undefined} */ on) => (on ? "yes" : "no");
  return {
    "server-name": info.server_name && info.server_name !== info.server_id ? info.server_name : "none",
    "server-id": info.server_id,
    "server-version": `${info.version}`,
    "server-go": `${info.go}, protocol ${info.proto}`,
    "server-address": publicAddress(server),
    "server-cluster": info.cluster ?? "none",
    "server-client": info.client_id ? `${info.client_id}${info.client_ip ? ` from ${info.client_ip}` : ""}` : "–",
    "server-payload": formatBytes(info.max_payload),
    "server-headers": yes(info.headers),
    "server-jetstream": yes(info.jetstream),
    "server-auth": info.auth_required ? "required" : "not required",
    "server-others": info.connect_urls?.map(publicAddress).join(", ") || "none announced",
  };
}
