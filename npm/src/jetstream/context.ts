/** What everything that speaks to JetStream shares: the connection, the core's rules, the options, and requests. */
import { invalid } from "../checks.js";
import type { ApiVerb, Body, Feature } from "../core/boundary.js";
import { Empty } from "../empty.js";
import { encoder } from "../text.js";
import type { NatsConnection } from "../types/connection.js";
import type { Msg } from "../types/messages.js";
import type { JetStreamCore } from "./core.js";
import { apiError } from "./errors.js";
import type { ApiResponse } from "./types/api.js";
import type { JetStreamManagerOptions, JetStreamOptions } from "./types/options.js";

/** A connection that JetStream is spoken over. */
export interface JetStreamHost {
  readonly nc: NatsConnection;
  readonly core: JetStreamCore;
  /** What inboxes begin with, where it is not the default. */
  readonly inboxPrefix: string | undefined;
}

export class JetStreamContext {
  readonly prefix: string;
  /** Milliseconds. */
  readonly timeout: number;
  private readonly opts: JetStreamManagerOptions;

  /** @throws NatsError if the prefix or the domain is not fit */
  constructor(
    readonly host: JetStreamHost,
    opts: JetStreamManagerOptions = {},
  ) {
    const { domain = "", ...rest } = opts;
    const prefix = host.core.prefix(rest.apiPrefix ?? DEFAULT_PREFIX, domain);
    if (prefix === undefined) {
      throw invalid(
        domain || rest.apiPrefix ? `invalid prefix - '${domain || rest.apiPrefix}'` : "invalid empty prefix",
      );
    }
    this.prefix = prefix;
    this.timeout = rest.timeout ?? DEFAULT_TIMEOUT;
    this.opts = { ...rest, apiPrefix: prefix, timeout: this.timeout };
  }

  get nc(): NatsConnection {
    return this.host.nc;
  }

  get core(): JetStreamCore {
    return this.host.core;
  }

  /** The options in force; what the caller does to them does nothing here. */
  options(): JetStreamManagerOptions & JetStreamOptions {
    return { ...this.opts };
  }

  /** Asks, and waits for the answer. Rejects with what the server says is wrong. */
  async request<T>(verb: ApiVerb, parts: string[] = [], body?: unknown): Promise<T> {
    return this.ask<T>(this.core.subject(verb, this.prefix, ...parts), body);
  }

  /** As {@link request}, of a subject. A `body` that is a text is JSON already. */
  async ask<T>(subject: string, body?: unknown): Promise<T> {
    const { timeout } = this;
    const payload =
      body === undefined || body === null
        ? Empty
        : encoder.encode(typeof body === "string" ? body : JSON.stringify(body));
    return answerOf<T>(await this.nc.request(subject, payload, { timeout }));
  }

  /** `value` as JSON, without the members that such a body does not have: servers refuse those. */
  known(body: Body, value: unknown): string {
    return this.core.known(body, JSON.stringify(value ?? {}));
  }

  /**
   * @param what - what needs another server, or the words that say so
   * @throws NatsError if the server is too old
   */
  mustHave(feature: Feature, what: string | ((version: string) => string)): void {
    const version = this.core.missing(feature, this.nc.info?.version ?? "");
    if (version !== undefined) {
      throw invalid(typeof what === "string" ? `${what} requires server ${version}` : what(version));
    }
  }
}

/**
 * The value that an answer of the server has.
 *
 * @throws NatsError with the server's words if it is an error, or that it is no JSON
 */
export function answerOf<T>(msg: Msg): T {
  const value = msg.json<T & ApiResponse>();
  const error = value?.error ? apiError(value.error) : null;
  if (error !== null) {
    throw error;
  }
  return value;
}

const DEFAULT_PREFIX = "$JS.API";
const DEFAULT_TIMEOUT = 5000;
