/** A running service. What may be called what, and where it listens, is for the core to say. */
import { checkType } from "../checks.js";
import type { Driver } from "../core/driver.js";
import {
  checkService,
  endpointPlace,
  groupPlace,
  INFO,
  monitoringSubject,
  PING,
  type Place,
  SCOPES,
  STATS,
} from "../core/service_rules.js";
import { ServiceResponseType } from "../events.js";
import { nuid } from "../nuid.js";
import { isThenable } from "../platform.js";
import { QueuedIteratorImpl } from "../queued_iterator.js";
import type { Msg, NatsConnection, QueuedIterator, Subscription } from "../types.js";
import { type Deferred, deferred } from "../util.js";
import { ServiceError } from "./error.js";
import { ServiceGroupImpl } from "./group.js";
import { Tally } from "./tally.js";
import type {
  Endpoint,
  EndpointOptions,
  Service,
  ServiceConfig,
  ServiceGroup,
  ServiceHandler,
  ServiceIdentity,
  ServiceInfo,
  ServiceMsg,
  ServiceStats,
} from "./types.js";

/** An endpoint, as it was added. */
type Listening = Endpoint & Place & { name: string; tally: Tally; requests: QueuedIteratorImpl<ServiceMsg> };

export class ServiceImpl implements Service {
  readonly stopped: Deferred<null | Error> = deferred();
  isStopped = false;
  readonly name: string;
  readonly id = nuid.next();
  readonly version: string;
  readonly description: string;
  readonly metadata: Record<string, string> | undefined;
  private readonly statsHandler: ServiceConfig["statsHandler"];
  private readonly root: ServiceGroup;
  private readonly subs: Subscription[] = [];
  private readonly endpoints: Listening[] = [];
  private started = now();

  /** @throws Error for a name, version or queue group that is not fit; NatsError if the connection is closed or drains */
  constructor(
    private readonly nc: NatsConnection,
    private readonly driver: Driver,
    { name, version, description, metadata, queue, statsHandler }: ServiceConfig,
  ) {
    checkService(driver, name, queue, version);
    this.name = name;
    this.version = version;
    this.description = description ?? "";
    this.metadata = frozen(metadata);
    this.statsHandler = typeof statsHandler === "function" ? statsHandler : undefined;
    this.root = new ServiceGroupImpl(this, { subject: "", queue: queue || "" });
    for (const verb of [PING, STATS, INFO]) {
      for (const scope of SCOPES) {
        const subject = monitoringSubject(driver, verb, scope, "$SRV", name, this.id);
        this.subscribe({ subject, queue: "" }, (msg) => this.answer(verb, msg));
      }
    }
  }

  addEndpoint(name: string, opts?: ServiceHandler | EndpointOptions): QueuedIterator<ServiceMsg> {
    return this.root.addEndpoint(name, opts);
  }

  addGroup(subject?: string, queue?: string): ServiceGroup {
    return this.root.addGroup(subject, queue);
  }

  ping(): ServiceIdentity {
    return this.identify(ServiceResponseType.PING);
  }

  info(): ServiceInfo {
    return {
      ...this.identify(ServiceResponseType.INFO),
      description: this.description,
      endpoints: this.endpoints.map(({ name, subject, metadata, queue }) => ({
        name,
        subject,
        metadata,
        queue_group: queue,
      })),
    };
  }

  async stats(): Promise<ServiceStats> {
    for (const endpoint of this.statsHandler ? this.endpoints : []) {
      try {
        endpoint.tally.data = await this.statsHandler!(endpoint);
      } catch (err) {
        endpoint.tally.fail(describe(err));
      }
    }
    return {
      ...this.identify(ServiceResponseType.STATS),
      started: this.started,
      endpoints: this.endpoints.map(({ name, subject, queue, tally }) => tally.stats(name, subject, queue)),
    };
  }

  reset(): void {
    this.started = now();
    for (const endpoint of this.endpoints) {
      endpoint.tally = new Tally();
    }
  }

  stop(err?: Error): Promise<null | Error> {
    if (!this.isStopped) {
      this.isStopped = true;
      // Those whose connection has closed refuse to be drained: they have nothing left.
      Promise.allSettled(this.subs.map((sub) => sub.drain())).then(() => {
        for (const { requests } of this.endpoints) {
          requests.push(() => requests.stop());
        }
        this.stopped.resolve(err ?? null);
      });
    }
    return this.stopped;
  }

  /** A group within the one at `group`. @internal */
  placeOf(group: Place, name: string | undefined, queue: string | undefined): Place {
    return groupPlace(this.driver, group, name, queue);
  }

  /** Adds an endpoint to the group at `group`. @internal */
  listen(group: Place, name: string, opts: EndpointOptions): QueuedIterator<ServiceMsg> {
    const { handler } = opts;
    checkType("handler", handler, "function");
    const place = endpointPlace(this.driver, group, name, opts.subject, opts.queue);
    if (this.isStopped) {
      throw new Error("the service has stopped");
    }
    const requests = new QueuedIteratorImpl<ServiceMsg>();
    const metadata = frozen(opts.metadata);
    const endpoint: Listening = { ...place, name, handler, metadata, requests, tally: new Tally() };
    if (handler) {
      requests.noIterator = true;
      this.subscribe(place, (msg) => handle(endpoint, handler, msg));
    } else {
      this.subscribe(place, (msg) => requests.push(msg));
      measure(endpoint);
      requests.iterClosed.then(() => this.stop());
    }
    this.endpoints.push(endpoint);
    return requests;
  }

  private identify(type: ServiceResponseType): ServiceIdentity {
    const { name, id, version, metadata } = this;
    return { type, name, id, version, metadata };
  }

  private subscribe({ subject, queue }: Place, take: (msg: ServiceMsg) => void): void {
    const callback = (err: Error | null, msg: Msg) => (err ? this.stop(err) : take(msg as ServiceMsg));
    const sub = this.nc.subscribe(subject, { queue, callback });
    sub.closed.then(() => this.stop(new Error(`required subscription ${subject} stopped`)));
    this.subs.push(sub);
  }

  private async answer(verb: number, msg: ServiceMsg): Promise<void> {
    try {
      msg.respond(JSON.stringify(verb === PING ? this.ping() : verb === INFO ? this.info() : await this.stats()));
    } catch (err) {
      refuse(msg, err);
    }
  }
}

/** Has a handler handle a request. */
function handle(endpoint: Listening, handler: ServiceHandler, msg: ServiceMsg): void {
  const start = performance.now();
  const fail = (err: unknown) => {
    endpoint.tally.fail(describe(err));
    refuse(msg, err);
  };
  try {
    const result: unknown = handler(null, msg);
    if (isThenable(result)) {
      Promise.resolve(result).catch(fail);
    }
  } catch (err) {
    fail(err);
  }
  endpoint.tally.count(1, performance.now() - start);
}

/** Counts the requests that a loop takes, and the time it spends on them. */
function measure(endpoint: Listening): void {
  let start = 0;
  endpoint.requests.protocolFilterFn = () => {
    start = performance.now();
    endpoint.tally.count(1, 0);
    return true;
  };
  endpoint.requests.dispatchedFn = () => endpoint.tally.count(0, performance.now() - start);
}

/** Answers with an error. Where nothing can be sent any more there is nobody to tell. */
function refuse(msg: ServiceMsg, err: unknown): void {
  try {
    msg.respondError(err instanceof ServiceError ? err.code : FAILURE, describe(err).replace(/[\r\n]+/g, " "));
  } catch {}
}

/** What to say of something thrown, which may be anything. */
function describe(err: unknown): string {
  return `${(err as Error | undefined)?.message ?? err}`;
}

/** Metadata does not change once it is set. */
function frozen(metadata: Record<string, string> | undefined): Record<string, string> | undefined {
  return metadata && Object.freeze(JSON.parse(JSON.stringify(metadata)));
}

function now(): string {
  return new Date().toISOString();
}

/** The code of an error that has none of its own. */
const FAILURE = 500;
