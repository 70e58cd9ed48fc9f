/** A running service. What it may be called, what it listens for, counts and answers is for the core to say. */
import { checkType } from "../checks.js";
import {
  type CoreEndpoint,
  CoreService,
  groupPlace,
  INFO,
  PING,
  type Place,
  type RunningService,
  type ServiceHost,
  STATS,
} from "../core/service_rules.js";
import { isThenable } from "../platform.js";
import { QueuedIteratorImpl } from "../queued_iterator.js";
import type { NatsConnection } from "../types/connection.js";
import type { QueuedIterator } from "../types/subscriptions.js";
import { type Deferred, deferred } from "../util.js";
import { ServiceError } from "./error.js";
import { type GroupOwner, ServiceGroupImpl } from "./group.js";
import { errorHeaders, ServiceMsgImpl } from "./service_msg.js";
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
type Listening = Endpoint & CoreEndpoint & { name: string };

export class ServiceImpl implements Service, GroupOwner, RunningService {
  readonly stopped: Deferred<null | Error> = deferred();
  isStopped = false;
  readonly name: string;
  readonly id: string;
  readonly version: string;
  readonly description: string;
  readonly metadata: Record<string, string> | undefined;
  private readonly statsHandler: ServiceConfig["statsHandler"];
  private readonly root: ServiceGroup;
  private readonly core: CoreService;
  private readonly endpoints: Listening[] = [];
  /** The requests of endpoints without a handler. */
  private readonly loops: QueuedIteratorImpl<ServiceMsg>[] = [];
  /** Since when it counts. */
  private started = now();
  /** Why it stops. */
  private error: Error | null = null;

  /** @throws Error for a name, version or queue group that is not fit; NatsError if the connection is closed or drains */
  constructor(
    private readonly nc: NatsConnection,
    private readonly host: ServiceHost,
    { name, version, description, metadata, queue, statsHandler }: ServiceConfig,
  ) {
    const data = toJson(metadata);
    this.name = name;
    this.version = version;
    this.description = `${description ?? ""}`;
    this.metadata = frozen(data);
    this.statsHandler = typeof statsHandler === "function" ? statsHandler : undefined;
    this.root = new ServiceGroupImpl(this, { subject: "", queue: queue || "" });
    const texts = [name, queue, version, this.description, data, this.started];
    this.core = new CoreService(host, this.statsHandler !== undefined, texts);
    this.id = this.core.id;
    this.core.serve(this);
  }

  addEndpoint(name: string, opts?: ServiceHandler | EndpointOptions): QueuedIterator<ServiceMsg> {
    return this.root.addEndpoint(name, opts);
  }

  addGroup(subject?: string, queue?: string): ServiceGroup {
    return this.root.addGroup(subject, queue);
  }

  ping(): ServiceIdentity {
    return this.read(PING);
  }

  info(): ServiceInfo {
    return this.read(INFO);
  }

  async stats(): Promise<ServiceStats> {
    await this.gatherData();
    return this.read(STATS);
  }

  reset(): void {
    this.started = now();
    this.core.reset(this.started);
  }

  stop(err?: Error): Promise<null | Error> {
    if (!this.isStopped) {
      this.stopping(err ?? null);
      this.core.stop();
    }
    return this.stopped;
  }

  /** @internal */
  stopping(error: Error | null): void {
    if (!this.isStopped) {
      this.isStopped = true;
      this.error = error;
    }
  }

  /** @internal */
  ended(): void {
    this.core.ended();
    for (const requests of this.loops) {
      if (requests.yielding) {
        requests.push(() => requests.stop());
      } else {
        // Nobody may ever read it; who still does gets what has come.
        requests.stop();
      }
    }
    // Loops may have requests left, which count.
    Promise.all(this.loops.map((requests) => requests.iterClosed)).then(() => this.core.release());
    this.stopped.resolve(this.error);
  }

  /** @internal */
  async answer(verb: number, reply: string): Promise<void> {
    try {
      if (verb === STATS) {
        await this.gatherData();
      }
      this.nc.publish(reply, this.core.response(verb));
    } catch (err) {
      refuse((code, words) => this.nc.publish(reply, "", { headers: errorHeaders(code, words) }), err);
    }
  }

  /** @internal */
  placeOf(group: Place, name: string | undefined, queue: string | undefined): Place {
    return groupPlace(this.host, group, name, queue);
  }

  /** @internal */
  listen(group: Place, name: string, opts: EndpointOptions): QueuedIterator<ServiceMsg> {
    const { handler } = opts;
    checkType("handler", handler, "function");
    const data = toJson(opts.metadata);
    const requests = new QueuedIteratorImpl<ServiceMsg>();
    const take = handler
      ? (msg: ServiceMsg) => this.handle(endpoint, handler, msg)
      : (msg: ServiceMsg) => requests.push(msg);
    const added = this.core.addEndpoint(group, [name, opts.subject, opts.queue, data], (msg) =>
      take(new ServiceMsgImpl(msg)),
    );
    const endpoint: Listening = { ...added, name, handler, metadata: frozen(data) };
    this.endpoints.push(endpoint);
    if (handler) {
      requests.noIterator = true;
    } else {
      this.loops.push(requests);
      this.measure(endpoint, requests);
      requests.iterClosed.then(() => this.stop());
    }
    return requests;
  }

  private read<T>(verb: number): T {
    return JSON.parse(this.core.response(verb), (key, value) => (key === "metadata" ? Object.freeze(value) : value));
  }

  /** Asks the user for the data of the endpoints. */
  private async gatherData(): Promise<void> {
    for (const endpoint of this.statsHandler ? this.endpoints : []) {
      let data: unknown;
      try {
        data = await this.statsHandler!(endpoint);
      } catch (err) {
        this.core.fail(endpoint, describe(err));
        continue;
      }
      this.core.setData(endpoint, toJson(data));
    }
  }

  /** Has a handler handle a request. */
  private handle(endpoint: Listening, handler: ServiceHandler, msg: ServiceMsg): void {
    const start = performance.now();
    const fail = (err: unknown) => {
      this.core.fail(endpoint, describe(err));
      refuse((code, description) => msg.respondError(code, description), err);
    };
    try {
      const result: unknown = handler(null, msg);
      if (isThenable(result)) {
        Promise.resolve(result).catch(fail);
      }
    } catch (err) {
      fail(err);
    }
    this.core.record(endpoint, 1, performance.now() - start);
  }

  /** Counts the requests that a loop takes, and the time it spends on them. */
  private measure(endpoint: Listening, requests: QueuedIteratorImpl<ServiceMsg>): void {
    let start: number | undefined;
    const settle = () => {
      if (start !== undefined) {
        this.core.record(endpoint, 0, performance.now() - start);
        start = undefined;
      }
    };
    requests.protocolFilterFn = () => {
      start = performance.now();
      this.core.record(endpoint, 1, 0);
      return true;
    };
    requests.dispatchedFn = settle;
    // A loop that was left is not done with its last request, and has spent time on it.
    requests.iterClosed.then(settle);
  }
}

/** Answers with an error by `respond`. Where nothing can be sent any more there is nobody to tell. */
function refuse(respond: (code: number, description: string) => void, err: unknown): void {
  try {
    respond(err instanceof ServiceError ? err.code : FAILURE, describe(err).replace(/[\r\n]+/g, " "));
  } catch {}
}

/** What to say of something thrown, which may be anything. */
function describe(err: unknown): string {
  return `${(err as Error | undefined)?.message ?? err}`;
}

/** Returns JSON; an empty text for what has none. */
function toJson(value: unknown): string {
  return JSON.stringify(value) ?? "";
}

/** Metadata does not change once it is set. */
function frozen(json: string): Record<string, string> | undefined {
  return json === "" ? undefined : Object.freeze(JSON.parse(json));
}

function now(): string {
  return new Date().toISOString();
}

/** The code of an error that has none of its own. */
const FAILURE = 500;
