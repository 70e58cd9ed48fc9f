// Three servers with JetStream, and what is done to them.
import { startCluster } from "../test/helpers/server.mjs";
import { nats } from "./client.mjs";
import { inWords } from "./timeline.mjs";

export class Cluster {
  /** Starts three servers that end with `scope`; resolves once they can store. */
  static async start(scope, timeline) {
    const cluster = new Cluster(await startCluster(scope, { jetstream: true }), timeline);
    cluster.admin = await nats.connect({
      servers: cluster.servers.map((server) => server.ws),
      reconnectTimeWait: 50,
      reconnectJitter: 50,
      maxReconnectAttempts: -1,
      name: "admin",
    });
    scope.after(() => cluster.admin.close());
    await Promise.all(cluster.servers.map((server) => healthy(server)));
    cluster.jsm = await cluster.insist("the manager", () => cluster.admin.jetstreamManager({ timeout: 2000 }));
    return cluster;
  }

  constructor(servers, timeline) {
    this.servers = servers;
    this.timeline = timeline;
  }

  /** Makes a stream of three replicas. */
  addStream(config) {
    return this.insist(config.name, () => this.jsm.streams.add({ num_replicas: 3, storage: "file", ...config }));
  }

  /** Does something that has no effect when done twice until it succeeds. */
  async insist(what, work) {
    for (;;) {
      try {
        return await work();
      } catch (err) {
        this.timeline.note("admin", `${what}: ${inWords(err)}`);
        await nats.delay(200);
      }
    }
  }

  /** The server that leads a stream; undefined if nobody can tell. */
  async leader(stream) {
    const info = await this.jsm.streams.info(stream).catch(() => undefined);
    return this.servers.find((server) => server.config.name === info?.cluster?.leader);
  }

  /** Has a leader resign: that of a stream, or of a consumer. */
  async stepDown(stream, consumer) {
    const subject = consumer ? `CONSUMER.LEADER.STEPDOWN.${stream}.${consumer}` : `STREAM.LEADER.STEPDOWN.${stream}`;
    try {
      const reply = (await this.admin.request(`$JS.API.${subject}`, "", { timeout: 2000 })).json();
      return reply.error?.description ?? "done";
    } catch (err) {
      return inWords(err);
    }
  }

  /** Takes a server away for a while, and waits until it is in step again. */
  async takeAway(server, signal, millis) {
    await server.down(signal);
    await nats.delay(millis);
    await server.up();
    await healthy(server);
  }

  /** A server says and hears nothing for a while. */
  async freeze(server, millis) {
    const { process } = server;
    process.kill("SIGSTOP");
    try {
      await nats.delay(millis);
    } finally {
      process.kill("SIGCONT");
    }
    await healthy(server);
  }
}

/** Resolves once a server says that its streams and consumers are in step with the others. */
async function healthy(server) {
  for (;;) {
    try {
      const reply = await fetch(`http://127.0.0.1:${server.ports[3]}/healthz`);
      if (reply.ok) {
        return;
      }
    } catch {
      // It does not listen yet.
    }
    await nats.delay(100);
  }
}
