/** The connection of core NATS, as the user holds it. */
import { ErrorCode, NatsError } from "../errors.js";
import type { CoreConnection } from "../types/connection.js";
import type { Msg, Payload, PublishOptions } from "../types/messages.js";
import type { ConnectionOptions } from "../types/options.js";
import type { AbortOptions, RequestManyOptions, RequestOptions } from "../types/requests.js";
import type { ServerInfo, Stats, Status } from "../types/status.js";
import type { BoundedSubscription, SubscriptionOptions } from "../types/subscriptions.js";
import { abortable } from "./abort.js";
import type { Driver } from "./driver.js";
import { request, requestMany } from "./requests.js";

/** What {@link CoreConnection} promises, asked of a {@link Driver}. */
export class CoreConnectionImpl implements CoreConnection {
  constructor(protected readonly driver: Driver) {}

  get info(): ServerInfo | undefined {
    return this.driver.info;
  }

  /** The options in force, with every default filled in. Undeclared in `nats.ws`, and used by programs all the same. */
  get options(): ConnectionOptions {
    return this.driver.options;
  }

  publish(subject: string, payload?: Payload, options?: PublishOptions): void {
    this.driver.publish(subject, payload, options);
  }

  publishMessage(msg: Msg): void {
    this.publish(msg.subject, msg.data, { reply: msg.reply, headers: msg.headers });
  }

  respondMessage(msg: Msg): boolean {
    if (!msg.reply) {
      return false;
    }
    this.publish(msg.reply, msg.data, { reply: msg.reply, headers: msg.headers });
    return true;
  }

  subscribe(subject: string, opts?: SubscriptionOptions): BoundedSubscription {
    return this.driver.subscribe(subject, opts ?? {});
  }

  request(subject: string, payload?: Payload, opts?: RequestOptions): Promise<Msg> {
    return request(this.driver, subject, payload, opts);
  }

  requestMany(subject: string, payload?: Payload, opts?: Partial<RequestManyOptions>): Promise<AsyncIterable<Msg>> {
    return requestMany(this.driver, subject, payload, opts);
  }

  flush(opts?: AbortOptions): Promise<void> {
    return abortable(() => this.driver.flush(), opts?.signal);
  }

  async rtt(): Promise<number> {
    if (!this.driver.isLinked && !this.driver.isClosed) {
      throw NatsError.errorForCode(ErrorCode.Disconnect);
    }
    const start = Date.now();
    await this.flush();
    return Date.now() - start;
  }

  writable(opts?: AbortOptions): Promise<void> {
    return abortable(() => this.driver.writable(), opts?.signal);
  }

  drain(opts?: AbortOptions): Promise<void> {
    return abortable(() => this.driver.drain(), opts?.signal);
  }

  close(): Promise<void> {
    return this.driver.close();
  }

  closed(): Promise<void | Error> {
    return this.driver.end;
  }

  isClosed(): boolean {
    return this.driver.isClosed;
  }

  isDraining(): boolean {
    return this.driver.isDraining;
  }

  reconnect(): Promise<void> {
    return this.driver.reconnect();
  }

  getServer(): string {
    return this.driver.server;
  }

  status(): AsyncIterable<Status> {
    return this.driver.statuses.read();
  }

  stats(): Stats {
    return this.driver.stats();
  }
}
