// The module under test, and connections over links that can be broken.
import { WebSocket } from "ws";
import { moduleUrl } from "../test/helpers/modules.mjs";
import { Links, proxiesTo } from "./links.mjs";
import { inWords } from "./timeline.mjs";

globalThis.WebSocket ??= WebSocket;

/** Everything that the module exports. */
export const nats = await import(moduleUrl);

/** A connection of its own for each worker, over links that nobody else uses. */
export class Client extends Links {
  /** Connects to all of `servers`, each over a proxy; ends with `scope`. */
  static async open(scope, servers, name, timeline) {
    const client = new Client(name, await proxiesTo(scope, servers, "ws"));
    client.nc = await nats.connect({ ...RESTLESS, name, servers: client.urls("ws") });
    scope.after(() => client.nc.close());
    client.ended = follow(client.nc, name, timeline);
    return client;
  }
}

/** Notes the links that a connection loses and makes. Resolves with the connection's error once it is closed. */
async function follow(nc, name, timeline) {
  for await (const { type, data } of nc.status()) {
    if (type === nats.Events.Disconnect || type === nats.Events.Reconnect || type === nats.Events.Error) {
      timeline.note(name, `${type} ${data}`);
    }
  }
  const err = await nc.closed();
  if (err) {
    timeline.note(name, `closed with ${inWords(err)}`);
  }
  return err;
}

/** What a program does that wants to stay connected. */
const RESTLESS = {
  reconnectTimeWait: 50,
  reconnectJitter: 50,
  maxReconnectAttempts: -1,
  ignoreClusterUpdates: true,
  pingInterval: 1000,
  maxPingOut: 3,
  timeout: 3000,
};
