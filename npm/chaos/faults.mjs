// Carries out a plan.
import { nats } from "./client.mjs";

/** What the faults may hit. */
export class Faults {
  /**
   * @param cluster - the servers
   * @param clients - by name
   * @param streams - names of streams whose leaders may go
   * @param consumers - pairs of a stream and a durable consumer
   */
  constructor(cluster, clients, streams, consumers, timeline) {
    Object.assign(this, { cluster, clients, streams, consumers, timeline });
  }

  /** Resolves once everything has happened, and everything works again. */
  async play(plan) {
    const links = this.track(plan.links, (fault) => this.ofLink(fault));
    await this.track(plan.cluster, (fault) => this.ofCluster(fault));
    await links;
    this.timeline.note("faults", "all is well again");
  }

  async track(faults, carryOut) {
    for (const fault of faults) {
      await nats.delay(fault.pause);
      await carryOut(fault);
    }
  }

  async ofLink({ kind, client: name, length }) {
    this.timeline.note("link", `${kind} ${name} for ${length} ms`);
    const client = this.clients.get(name);
    client.disturb(kind);
    await nats.delay(length);
    client.calm();
  }

  async ofCluster({ kind, node, of, length }) {
    const { cluster, streams, consumers } = this;
    const stream = streams[of % streams.length];
    const leads = kind === "kill leader";
    const server = (leads && (await cluster.leader(stream))) || cluster.servers[node];
    const { name } = server.config;
    switch (kind) {
      case "kill":
      case "kill leader":
        this.timeline.note("cluster", `${kind} ${name}${leads ? ` of ${stream}` : ""} for ${length} ms`);
        await cluster.takeAway(server, "SIGKILL", length);
        return this.timeline.note("cluster", `${name} is back`);
      case "terminate":
        this.timeline.note("cluster", `${kind} ${name} for ${length} ms`);
        await cluster.takeAway(server, "SIGTERM", length);
        return this.timeline.note("cluster", `${name} is back`);
      case "freeze":
        this.timeline.note("cluster", `${kind} ${name} for ${length} ms`);
        await cluster.freeze(server, length);
        return this.timeline.note("cluster", `${name} goes on`);
      case "stream stepdown":
        return this.timeline.note("cluster", `${kind} ${stream}: ${await cluster.stepDown(stream)}`);
      case "consumer stepdown": {
        const [owner, consumer] = consumers[of % consumers.length];
        const outcome = await cluster.stepDown(owner, consumer);
        return this.timeline.note("cluster", `${kind} ${owner} ${consumer}: ${outcome}`);
      }
      default:
        throw new Error(`no such fault: ${kind}`);
    }
  }
}
