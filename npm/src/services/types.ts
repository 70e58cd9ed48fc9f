/** The interfaces of services. Source: the `nats.ws` 1.30.3 API, and ADR-32. */
import type { NatsError } from "../errors.js";
import type { ServiceResponseType } from "../events.js";
import type { Msg, PublishOptions } from "../types/messages.js";
import type { RequestManyOptions } from "../types/requests.js";
import type { QueuedIterator } from "../types/subscriptions.js";
import type { Nanos } from "../util.js";

/** A request to a service. */
export interface ServiceMsg extends Msg {
  /**
   * Answers with an error: `code` and `description` go into headers by which every client of a service knows it.
   *
   * @returns whether there was a subject to answer to
   */
  respondError(code: number, description: string, data?: Uint8Array, opts?: PublishOptions): boolean;
}

/** Handles requests. If it throws, the request is answered with the error; `err` is always null. */
export type ServiceHandler = (err: NatsError | null, msg: ServiceMsg) => void;

/** Where a service takes requests. */
export type Endpoint = {
  /** The subject, below that of its group. */
  subject: string;
  /** Called with each request. Without a handler the requests are read with `for await`. */
  handler?: ServiceHandler;
  /** What else there is to say of it. */
  metadata?: Record<string, string>;
  /** The queue group. Without one that of its {@link ServiceGroup} or {@link ServiceConfig}. */
  queue?: string;
};

/** What to say of an endpoint when it is added; the subject is its name unless given. */
export type EndpointOptions = Partial<Endpoint>;

/** What a service says of an endpoint. */
export type EndpointInfo = {
  name: string;
  subject: string;
  metadata?: Record<string, string>;
  queue_group?: string;
};

/** What endpoints are added to. */
export interface ServiceGroup {
  /**
   * Adds an endpoint, which takes requests from now on.
   *
   * @param name - letters, digits, dashes and underscores
   * @param opts - a handler, or more
   * @returns the requests, unless a handler takes them; to leave that loop stops the service
   * @throws Error for a name or subject that is not fit; NatsError if the connection is closed or draining
   */
  addEndpoint(name: string, opts?: ServiceHandler | EndpointOptions): QueuedIterator<ServiceMsg>;
  /**
   * A group within this one.
   *
   * @param subject - how the subjects of its endpoints begin; nothing is added if it is empty
   * @param queue - the queue group of its endpoints that name none
   * @throws Error for a subject that is not fit
   */
  addGroup(subject?: string, queue?: string): ServiceGroup;
}

/** What else there is to say of something. */
export type ServiceMetadata = {
  metadata?: Record<string, string>;
};

/** What all answers of a service to monitoring requests have. */
export interface ServiceResponse {
  type: ServiceResponseType;
}

/** Who a service is. */
export type ServiceIdentity = ServiceResponse &
  ServiceMetadata & {
    /** What kind of service it is; all instances share it. */
    name: string;
    /** Which instance it is. */
    id: string;
    version: string;
  };

/** What an endpoint has done. */
export type NamedEndpointStats = {
  name: string;
  subject: string;
  /** How many requests it has had. */
  num_requests: number;
  /** How many of them failed. */
  num_errors: number;
  /** The last failure. */
  last_error?: string;
  /** What {@link ServiceConfig.statsHandler} said. */
  data?: unknown;
  /** Time that all requests together took. */
  processing_time: Nanos;
  /** Time that a request took on average. */
  average_processing_time: Nanos;
  queue_group?: string;
};

/** What the endpoints of a service have done. */
export type EndpointStats = ServiceIdentity & {
  endpoints?: NamedEndpointStats[];
  /** Since when it counts: an ISO date. */
  started: string;
};

/** What a service offers. */
export type ServiceInfo = ServiceIdentity & {
  description: string;
  metadata?: Record<string, string>;
  endpoints: EndpointInfo[];
};

/** What a service is to be. */
export type ServiceConfig = {
  /** What kind of service it is: letters, digits, dashes and underscores. */
  name: string;
  /** Its version, in the form `1.2.3`. */
  version: string;
  /** What it is, in words. */
  description?: string;
  /** Asked for what else is to be said in the statistics of an endpoint: anything that can be JSON. */
  statsHandler?: (endpoint: Endpoint) => Promise<unknown | null>;
  /** What else there is to say of it. */
  metadata?: Record<string, string>;
  /** The queue group of endpoints that name none. Default `"q"`. */
  queue?: string;
};

/** What a service has done. */
export type ServiceStats = ServiceIdentity & EndpointStats;

/** A running service. It also answers monitoring requests. */
export interface Service extends ServiceGroup {
  /** Resolves when the service has stopped: with the error that stopped it, or null. */
  stopped: Promise<null | Error>;
  /** Whether the service stops or has stopped. */
  isStopped: boolean;
  /** What it has done. */
  stats(): Promise<ServiceStats>;
  /** What it offers. */
  info(): ServiceInfo;
  /** Who it is. */
  ping(): ServiceIdentity;
  /** Begins all statistics anew. */
  reset(): void;
  /**
   * Drains all endpoints and stops. Resolves as {@link stopped}; `err` is what that resolves with.
   */
  stop(err?: Error): Promise<null | Error>;
}

/** Finds services and asks them how they do. */
export interface ServiceClient {
  /** Who is there: all services, those called `name`, or the one instance `id`. */
  ping(name?: string, id?: string): Promise<QueuedIterator<ServiceIdentity>>;
  /** What they have done. */
  stats(name?: string, id?: string): Promise<QueuedIterator<ServiceStats>>;
  /** What they offer. */
  info(name?: string, id?: string): Promise<QueuedIterator<ServiceInfo>>;
}

/** The way to services. */
export interface ServicesAPI {
  /**
   * Starts a service on this connection.
   *
   * Rejects with an Error for a name, version or queue group that is not fit, and with a NatsError if the connection is
   * closed or draining.
   *
   * @example
   * ```ts
   * const service = await nc.services.add({ name: "sums", version: "1.0.0" });
   * service.addEndpoint("max", (_err, msg) => msg.respond(`${Math.max(...msg.json<number[]>())}`));
   * ```
   */
  add(config: ServiceConfig): Promise<Service>;
  /**
   * Finds services and asks them how they do.
   *
   * @param opts - how long to gather answers; by default until none has come for 300 ms, and at most 2 s for the first
   * @param prefix - how the subjects of monitoring requests begin, if that is not `$SRV`
   */
  client(opts?: RequestManyOptions, prefix?: string): ServiceClient;
}
