/** Finding services, and the way to them. */
import type { ServiceHost } from "../core/service_rules.js";
import { INFO, monitoringSubject, PING, STATS } from "../core/service_rules.js";
import { RequestStrategy } from "../events.js";
import { QueuedIteratorImpl } from "../queued_iterator.js";
import type { NatsConnection } from "../types/connection.js";
import type { Msg } from "../types/messages.js";
import type { RequestManyOptions } from "../types/requests.js";
import type { QueuedIterator } from "../types/subscriptions.js";
import { ServiceImpl } from "./service.js";
import type {
  Service,
  ServiceClient,
  ServiceConfig,
  ServiceIdentity,
  ServiceInfo,
  ServiceStats,
  ServicesAPI,
} from "./types.js";

export class ServicesImpl implements ServicesAPI {
  constructor(
    private readonly nc: NatsConnection,
    private readonly host: ServiceHost,
  ) {}

  async add(config: ServiceConfig): Promise<Service> {
    return new ServiceImpl(this.nc, this.host, config);
  }

  client(opts?: RequestManyOptions, prefix?: string): ServiceClient {
    return new ServiceClientImpl(this.nc, this.host, opts, prefix);
  }
}

class ServiceClientImpl implements ServiceClient {
  constructor(
    private readonly nc: NatsConnection,
    private readonly host: ServiceHost,
    private readonly opts: RequestManyOptions = { strategy: RequestStrategy.JitterTimer, maxWait: 2000 },
    private readonly prefix = "$SRV",
  ) {}

  ping(name?: string, id?: string): Promise<QueuedIterator<ServiceIdentity>> {
    return this.gather(PING, name, id);
  }

  stats(name?: string, id?: string): Promise<QueuedIterator<ServiceStats>> {
    return this.gather(STATS, name, id);
  }

  info(name?: string, id?: string): Promise<QueuedIterator<ServiceInfo>> {
    return this.gather(INFO, name, id);
  }

  /** Asks; what is no JSON, or nobody there, the loop fails with. */
  private async gather<T>(verb: number, name = "", id = ""): Promise<QueuedIterator<T>> {
    const subject = monitoringSubject(this.host, verb, this.prefix, name, id);
    const answers = (await this.nc.requestMany(subject, "", this.opts)) as QueuedIteratorImpl<Msg>;
    const found = new QueuedIteratorImpl<T>();
    const read = async () => {
      for await (const msg of answers) {
        found.push(msg.json<T>());
      }
    };
    const end = (err?: Error) => found.push(() => found.stop(err));
    read().then(() => end(), end);
    found.iterClosed.then(() => answers.stop());
    return found;
  }
}
