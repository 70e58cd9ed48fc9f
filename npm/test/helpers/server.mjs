// Real nats-servers for tests: each with its own folder and free ports on 127.0.0.1, gone when the test is over.
import { spawn } from "node:child_process";
import { once } from "node:events";
import { existsSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { createServer } from "node:net";
import { tmpdir } from "node:os";
import { delimiter, join } from "node:path";
import { packageRoot } from "./modules.mjs";

// A test run that is called off must not leave servers behind.
const running = new Set();
process.on("exit", () => running.forEach((child) => child.kill("SIGKILL")));
for (const signal of ["SIGTERM", "SIGINT", "SIGHUP"]) {
  process.once(signal, () => process.exit(1));
}

/** One nats-server. `ws` is the address for clients. */
export class NatsServer {
  /**
   * Starts a server that stops with `t`: a test, or anything with `after(fn)`.
   *
   * @param config - `compression`, `max_payload`, `cluster`, `ports`; `tls`, a certificate and its key for WebSockets;
   *   `jetstream`, whether it has JetStream; `extra` is added to the configuration as it is
   */
  static async start(t, config = {}) {
    const server = new NatsServer(config);
    t.after(() => server.dispose());
    server.ports = config.ports ?? (await freePorts(4));
    await server.up();
    return server;
  }

  constructor(config) {
    this.config = config;
    this.dir = mkdtempSync(join(tmpdir(), "nats-web-server-"));
    this.log = [];
    this.watchers = [];
    this.process = null;
  }

  /** Where clients connect over WebSocket. */
  get ws() {
    return `${this.config.tls ? "wss" : "ws"}://${this.hostPort}`;
  }

  /** Host and port of {@link ws}, as `getServer()` names it. */
  get hostPort() {
    return `127.0.0.1:${this.ports[1]}`;
  }

  /** The port for clients over plain TCP. */
  get tcpPort() {
    return this.ports[0];
  }

  /** Starts the process; resolves when it takes clients. */
  async up() {
    const file = join(this.dir, "server.conf");
    writeFileSync(file, this.text());
    const child = spawn(binary(), ["-c", file], { stdio: ["ignore", "ignore", "pipe"] });
    this.process = child;
    running.add(child);
    this.exited = once(child, "exit").finally(() => running.delete(child));
    let rest = "";
    child.stderr.setEncoding("utf8");
    child.stderr.on("data", (chunk) => {
      const lines = (rest + chunk).split("\n");
      rest = lines.pop();
      for (const line of lines) {
        this.note(line);
      }
    });
    const died = this.exited.then(() => {
      throw new Error(`nats-server did not start:\n${this.log.slice(-20).join("\n")}`);
    });
    await Promise.race([this.logged(/Server is ready/), died]);
    died.catch(() => {});
  }

  /** Ends the process: by default without a word to its clients, as a crash would. */
  async down(signal = "SIGKILL") {
    if (this.process !== null) {
      this.process.kill(signal);
      await this.exited;
      this.process = null;
    }
  }

  /** Ends the process and starts it again on the same ports. */
  async restart() {
    await this.down();
    await this.up();
  }

  /** Tells the server to send its clients away (lame duck mode). */
  lameDuck() {
    this.process.kill("SIGUSR2");
  }

  /** Makes the server read its configuration again, with `extra` in place of what was added before. */
  async reload(extra) {
    this.config.extra = extra;
    writeFileSync(join(this.dir, "server.conf"), this.text());
    const reloaded = this.logged(/Reloaded server configuration/);
    this.process.kill("SIGHUP");
    await reloaded;
  }

  /** Resolves when the server logs a line that matches, from now on. */
  logged(pattern) {
    return new Promise((resolve) => this.watchers.push({ pattern, resolve }));
  }

  /** The server's own list of its connections, with their subscriptions. */
  async connections() {
    const reply = await fetch(`http://127.0.0.1:${this.ports[3]}/connz?subs=1`);
    return (await reply.json()).connections;
  }

  /** The subjects that all clients together subscribe to. */
  async subjects() {
    return (await this.connections()).flatMap((c) => c.subscriptions_list ?? []);
  }

  async dispose() {
    await this.down();
    rmSync(this.dir, { recursive: true, force: true });
  }

  note(line) {
    this.log.push(line);
    this.watchers = this.watchers.filter(({ pattern, resolve }) => {
      const hit = pattern.test(line);
      if (hit) {
        resolve(line);
      }
      return !hit;
    });
  }

  text() {
    const [tcp, ws, route, monitor] = this.ports;
    const { compression = false, cluster, extra = "", jetstream, max_payload, name, tls } = this.config;
    const lines = [
      `listen: "127.0.0.1:${tcp}"`,
      `http: "127.0.0.1:${monitor}"`,
      `websocket { listen: "127.0.0.1:${ws}", ${tls ? this.tls(tls) : "no_tls: true"}, compression: ${compression} }`,
      `lame_duck_duration: "30s"`,
      `lame_duck_grace_period: "1s"`,
    ];
    if (max_payload) {
      lines.push(`max_payload: ${max_payload}`, `max_pending: ${Math.max(max_payload * 8, 64 << 20)}`);
    }
    if (jetstream) {
      lines.push(`jetstream { store_dir: "${join(this.dir, "jetstream")}" }`);
    }
    if (cluster) {
      const routes = cluster.routes.map((p) => `"nats-route://127.0.0.1:${p}"`).join(", ");
      lines.push(`server_name: ${name}`, `cluster { name: test, listen: "127.0.0.1:${route}", routes: [${routes}] }`);
    }
    return `${lines.join("\n")}\n${extra}\n`;
  }

  tls({ certificate, key }) {
    const files = { cert_file: certificate, key_file: key };
    const settings = Object.entries(files).map(([name, text]) => {
      writeFileSync(join(this.dir, name), text);
      return `${name}: "${join(this.dir, name)}"`;
    });
    return `tls { ${settings.join(", ")} }`;
  }
}

/** Three servers that know each other. */
export async function startCluster(t, config = {}) {
  const all = await freePorts(12);
  const ports = [0, 1, 2].map((i) => all.slice(i * 4, i * 4 + 4));
  const routes = ports.map((p) => p[2]);
  const starting = ports.map((p, i) =>
    NatsServer.start(t, { ...config, name: `n${i}`, ports: p, cluster: { routes } }),
  );
  const servers = await Promise.all(starting);
  await Promise.all(servers.map((s) => joined(s, 2)));
  return servers;
}

/** Ports that nobody listens on. They are all held until all are found, so that they differ. */
export async function freePorts(n) {
  const held = await Promise.all(
    Array.from({ length: n }, async () => {
      const s = createServer();
      s.listen(0, "127.0.0.1");
      await once(s, "listening");
      return s;
    }),
  );
  const ports = held.map((s) => s.address().port);
  await Promise.all(held.map((s) => new Promise((r) => s.close(r))));
  return ports;
}

/** Polls the server's monitoring, the only place that says how many of its peers it has. */
async function joined(server, peers) {
  while (true) {
    const reply = await fetch(`http://127.0.0.1:${server.ports[3]}/routez`);
    const { routes = [] } = await reply.json();
    if (new Set(routes.map((r) => r.remote_id)).size >= peers) {
      return;
    }
    await new Promise((r) => setTimeout(r, 20));
  }
}

function binary() {
  const named = process.env.NATS_SERVER;
  const tools = join(packageRoot, "..", "target", "tools");
  const folders = [...(process.env.PATH ?? "").split(delimiter), tools, join(tools, "bin")];
  const found = named ?? folders.map((d) => join(d, "nats-server")).find((f) => existsSync(f));
  if (!found) {
    throw new Error("no nats-server: set NATS_SERVER or put it on the PATH");
  }
  return found;
}
