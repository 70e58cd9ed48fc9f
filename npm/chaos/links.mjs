// Links of one connection, which can be broken.
import { TcpProxy } from "../test/helpers/proxy.mjs";

/** What is between a connection and the servers. */
export class Links {
  constructor(name, proxies) {
    this.name = name;
    this.proxies = proxies;
  }

  /** Where to connect; `scheme` is `ws` or `nats`, as the proxies were made for. */
  urls(scheme) {
    return this.proxies.map((proxy) => `${scheme}://127.0.0.1:${proxy.port}`);
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

/** Proxies to each of the servers: to the ports for TCP (`nats`) or WebSockets (`ws`). They end with `scope`. */
export function proxiesTo(scope, servers, scheme) {
  return Promise.all(servers.map(({ ports: [tcp, ws] }) => TcpProxy.start(scope, scheme === "nats" ? tcp : ws)));
}

const DISTURBANCES = {
  cut: (proxy) => proxy.cut(),
  refuse: (proxy) => proxy.refuse(),
  stall: (proxy) => proxy.stall(),
  slice: (proxy) => Object.assign(proxy, { slice: 7 }),
  late: (proxy) => Object.assign(proxy, { late: 40 }),
};
