/** Finding services, and the way to them. */
import type { Driver } from "../core/driver.js";
import { INFO, monitoringSubject, PING, STATS } from "../core/service_rules.js";
import { RequestStrategy } from "../events.js";
import { QueuedIteratorImpl } from "../queued_iterator.js";
import type { Msg, NatsConnection, QueuedIterator, RequestManyOptions } from "../types.js";
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
    private readonly driver: Driver,
  ) {}

  async add(config: ServiceConfig): Promise<Service> {
    return new ServiceImpl(this.nc, this.driver, config);
  }

  client(opts?: RequestManyOptions, prefix?: string): ServiceClient {
    return new ServiceClientImpl(this.nc, this.driver, opts, prefix);
  }
}

class ServiceClientImpl implements ServiceClient {
  constructor(
    private readonly nc: NatsConnection,
    private readonly driver: Driver,
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
    const subject = monitoringSubject(this.driver, verb, INSTANCE, this.prefix, name, id);
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

/** Asked of one instance, unless it is not named. */
const INSTANCE = 2;
