// The module under test, and connections over links that can be broken.
import { WebSocket } from "ws";
import { moduleUrl } from "../test/helpers/modules.mjs";
import { TcpProxy } from "../test/helpers/proxy.mjs";
import { inWords } from "./timeline.mjs";

globalThis.WebSocket ??= WebSocket;

/** Everything that the module exports. */
export const nats = await import(moduleUrl);

/** A connection of its own for each worker, over links that nobody else uses. */
export class Client {
  /** Connects to all of `servers`, each over a proxy; ends with `scope`. */
  static async open(scope, servers, name, timeline) {
    const proxies = await Promise.all(servers.map((server) => TcpProxy.start(scope, server.ports[1])));
    const client = new Client(name, proxies);
    client.nc = await nats.connect({ ...RESTLESS, name, servers: proxies.map((proxy) => proxy.ws) });
    scope.after(() => client.nc.close());
    client.ended = follow(client.nc, name, timeline);
    return client;
  }

  constructor(name, proxies) {
    this.name = name;
    this.proxies = proxies;
  }

  /** Breaks the links for the worse; see {@link calm}. */
  disturb(kind) {
    for (const proxy of this.proxies) {
      DISTURBANCES[kind](proxy);
    }
  }

  /** Links work again. */
  calm() {
    for (const proxy of this.proxies) {
      if (proxy.stalled) {
        // What was held back must not be said later, when the client has gone elsewhere.
        proxy.cut();
        proxy.resume();
      }
      proxy.admit();
      Object.assign(proxy, { slice: 0, late: 0 });
    }
  }
}

const DISTURBANCES = {
  cut: (proxy) => proxy.cut(),
  refuse: (proxy) => proxy.refuse(),
  stall: (proxy) => proxy.stall(),
  slice: (proxy) => Object.assign(proxy, { slice: 7 }),
  late: (proxy) => Object.assign(proxy, { late: 40 }),
};

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
