// The program in a worker of any kind: a message names the server and brings a port for the outcome.
import { connect, ErrorCode, headers, JSONCodec } from "nats-web";
import { program } from "./program.mjs";

async function answer({ data: servers, ports: [port] }) {
  try {
    port.postMessage(await program({ connect, ErrorCode, headers, JSONCodec }, servers));
  } catch (err) {
    port.postMessage(`${err.name}: ${err.message}`);
  }
}

self.onconnect = ({ ports: [page] }) => {
  page.onmessage = answer;
};
self.onmessage = (event) => {
  const answered = answer(event);
  // A service worker lives as long as its events do.
  event.waitUntil?.(answered);
};
