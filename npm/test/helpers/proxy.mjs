// A link that misbehaves on demand, and ports that are not what a client hopes for.
import assert from "node:assert/strict";
import { execFileSync, spawn } from "node:child_process";
import { once } from "node:events";
import { existsSync } from "node:fs";
import { createServer as createHttpServer } from "node:http";
import { connect, createServer } from "node:net";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { WebSocket, WebSocketServer } from "ws";
import { packageRoot } from "./modules.mjs";

/** What `cargo build -p nats-web-sim --features port` makes. */
const SIM_SERVER = join(packageRoot, "..", "target", "debug", "nats-web-sim-port");

/** Passes TCP through to a port. */
export class TcpProxy {
  static async start(t, targetPort) {
    const proxy = new TcpProxy(targetPort);
    proxy.listener = createServer((client) => proxy.accept(client));
    proxy.port = await listen(t, proxy.listener);
    t.after(() => proxy.cut());
    return proxy;
  }

  constructor(targetPort) {
    this.targetPort = targetPort;
    this.pairs = new Set();
    this.accepted = 0;
    this.refusing = false;
    this.stalled = false;
    /** Whether what the server says is lost. */
    this.muted = false;
    /** How many more chunks with messages are passed on of what the server says; then it is lost. Pages set it as JSON. */
    this.passing = Number.MAX_SAFE_INTEGER;
    /** Bytes that are passed on at a time; 0 for as they come. */
    this.slice = 0;
    /** Milliseconds that everything is late. */
    this.late = 0;
    /** Milliseconds for which nothing more is read after each chunk: a slow link, whose buffers are the platform's. */
    this.pause = 0;
  }

  get ws() {
    return `ws://127.0.0.1:${this.port}`;
  }

  /** Breaks all links. */
  cut() {
    for (const [client, server] of this.pairs) {
      client.destroy();
      server.destroy();
    }
    this.pairs.clear();
  }

  /** Breaks all links for their clients. The servers take them for whole. */
  abandon() {
    for (const [client, server] of this.pairs) {
      server.removeAllListeners("data").on("data", () => {});
      client.removeAllListeners("close").destroy();
    }
  }

  /** Breaks all links, and every new one at once. */
  refuse() {
    this.refusing = true;
    this.cut();
  }

  /** Lets links be made again. */
  admit() {
    this.refusing = false;
  }

  /** Holds all bytes back; the links stay open. */
  stall() {
    this.stalled = true;
    this.each((s) => s.pause());
  }

  /** Lets the bytes flow again. */
  resume() {
    this.stalled = false;
    this.each((s) => s.resume());
  }

  each(fn) {
    for (const pair of this.pairs) {
      pair.forEach(fn);
    }
  }

  accept(client) {
    this.accepted++;
    client.on("error", () => {});
    if (this.refusing) {
      client.destroy();
      return;
    }
    const server = connect(this.targetPort, "127.0.0.1");
    const pair = [client, server];
    this.pairs.add(pair);
    for (const [from, to] of [pair, [server, client]]) {
      from.setNoDelay(true);
      from.on("error", () => to.destroy());
      from.on("data", (data) => {
        if (from === server && this.loses(data)) {
          return;
        }
        this.pass(data, to);
        if (this.pause > 0) {
          from.pause();
          setTimeout(() => this.stalled || from.resume(), this.pause);
        }
      });
      from.on("close", () => {
        this.pairs.delete(pair);
        to.end();
      });
    }
    if (this.stalled) {
      pair.forEach((s) => s.pause());
    }
  }

  /** Whether a chunk of what the server says is lost. Pings, which come at any time, do not count. */
  loses(data) {
    const isLost = this.muted || this.passing <= 0;
    if (data.includes("MSG ")) {
      this.passing--;
    }
    return isLost;
  }

  pass(data, to) {
    const step = this.slice || data.length;
    const write = () => {
      for (let i = 0; i < data.length; i += step) {
        to.write(data.subarray(i, i + step));
      }
    };
    if (this.late > 0) {
      setTimeout(write, this.late);
    } else {
      write();
    }
  }
}

/**
 * Passes WebSocket messages through to a server, and cuts what the server says into frames anew: `cut(length)` gives the
 * length of the next frame.
 */
export class Relay {
  static async start(t, target, cut) {
    const relay = new Relay();
    const listener = new WebSocketServer({ host: "127.0.0.1", port: 0 });
    await once(listener, "listening");
    relay.port = listener.address().port;
    relay.frames = 0;
    listener.on("connection", (client) => relay.accept(client, target, cut));
    t.after(() => {
      for (const c of listener.clients) {
        c.terminate();
      }
      listener.close();
    });
    return relay;
  }

  get ws() {
    return `ws://127.0.0.1:${this.port}`;
  }

  accept(client, target, cut) {
    const server = new WebSocket(target);
    const early = [];
    client.on("message", (data) => (server.readyState === WebSocket.OPEN ? server.send(data) : early.push(data)));
    server.on("open", () => early.forEach((data) => server.send(data)));
    server.on("message", (data) => {
      for (let i = 0; i < data.length; ) {
        const n = Math.max(1, cut(data.length - i));
        client.send(data.subarray(i, i + n));
        this.frames++;
        i += n;
      }
    });
    client.on("close", () => server.terminate());
    server.on("close", () => client.terminate());
    server.on("error", () => client.terminate());
  }
}

/** A port that takes links and never says a word. `abandoned()` resolves once nobody holds on to one. */
export async function blackHole(t) {
  const open = new Set();
  const hole = { taken: 0, ended: [] };
  const s = createServer((c) => {
    hole.taken++;
    open.add(c);
    hole.ended.push(once(c, "close"));
    c.on("error", () => {});
    c.resume();
  });
  hole.ws = `ws://127.0.0.1:${await listen(t, s)}`;
  hole.abandoned = () => Promise.all(hole.ended);
  t.after(() => open.forEach((c) => c.destroy()));
  return hole;
}

/** A port where a web server answers everything with a page. */
export async function webServer(t) {
  const s = createHttpServer((_req, res) => res.end("<html>not a WebSocket</html>"));
  const port = await listen(t, s);
  return `ws://127.0.0.1:${port}`;
}

/** The address of a WebSocket port whose first words are `text`, and which says nothing more. */
export function stranger(t, text) {
  return simServer(t, `script ${Buffer.from(text).toString("hex")}`);
}

/** What a server of the simulator may be like. */
export async function simBehaviours() {
  return execFileSync(SIM_SERVER, ["--list"], { encoding: "utf8" }).trim().split("\n");
}

/**
 * The address of a server of the simulator, which treats its first connections as named, in their order, and those beyond
 * honestly (`crates/sim/src/server/behaviour.rs`).
 */
export async function simServer(t, ...treatments) {
  assert.ok(existsSync(SIM_SERVER), `${SIM_SERVER} is made by cargo build -p nats-web-sim --features port`);
  const child = spawn(SIM_SERVER, { stdio: ["pipe", "pipe", "inherit"] });
  t.after(() => child.kill());
  child.stdin.write(`${treatments.join(",")}\n`);
  const failed = once(child, "exit").then(() => {
    throw new Error(`${SIM_SERVER} has ended`);
  });
  const [url] = await Promise.race([once(createInterface({ input: child.stdout }), "line"), failed]);
  failed.catch(() => {});
  return url;
}

async function listen(t, s) {
  s.listen(0, "127.0.0.1");
  await once(s, "listening");
  t.after(() => s.close());
  return s.address().port;
}
