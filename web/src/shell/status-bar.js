// @ts-check
/** The right end of the bar: whether there is a connection, to whom, how far that is, and its end. */
import { byId, setText } from "../lib/dom.js";
import { formatDuration } from "../lib/format.js";

/**
 * @param {import("../connection/connection.js").Connection} connection
 * @param {import("../connection/round-trip.js").RoundTrip} roundTrip
 */
export function startStatusBar(connection, roundTrip) {
  const state = byId("state", HTMLElement);
  const peer = byId("peer", HTMLElement);
  const hangUp = byId("hang-up", HTMLButtonElement);

  const drawState = () => {
    const idle = connection.state === "idle";
    state.dataset.state = connection.state;
    setText(state, TEXT[connection.state]);
    setText(peer, idle ? "" : connection.serverLabel());
    peer.title = peer.textContent ?? "";
    hangUp.hidden = idle;
    byId("to-connections", HTMLAnchorElement).hidden = !idle;
    document.title = idle ? TITLE : `${MARKS[connection.state]}${connection.serverLabel()} – ${TITLE}`;
    setText(hangUp, connection.state === "connecting" ? "Cancel" : "Disconnect");
  };

  hangUp.addEventListener("click", () => connection.close());
  connection.addEventListener("state", drawState);
  roundTrip.addEventListener("sample", () =>
    setText(byId("peer-rtt", HTMLElement), roundTrip.latest === null ? "" : formatDuration(roundTrip.latest)),
  );
  drawState();
}

const TITLE = "nats-web console";
const MARKS = { idle: "", connecting: "… ", connected: "", reconnecting: "✕ " };
const TEXT = {
  idle: "Not connected",
  connecting: "Connecting…",
  connected: "Connected",
  reconnecting: "Reconnecting…",
};
