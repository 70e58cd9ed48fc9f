// @ts-check
/** A small service that answers as the NATS service protocol asks. Source: ADR-32. */
import { headers, nuid } from "../../npm/dist/esm/nats.js";

/**
 * @typedef {object} Endpoint
 * @property {string} name
 * @property {string} subject
 * @property {(data: any) => unknown} answer gets the request read as JSON; an {@link ServiceError} becomes an error answer
 *
 * @typedef {object} About
 * @property {string} name
 * @property {string} version
 * @property {string} description
 * @property {Record<string, string>} [metadata]
 */

/** What a service cannot do, and whose fault it is. */
export class ServiceError extends Error {
  /** @param {number} code as in HTTP @param {string} message */
  constructor(code, message) {
    super(message);
    this.code = code;
  }
}

/**
 * Starts one instance of a service.
 *
 * @param {import("nats-web").NatsConnection} connection
 * @param {About} about
 * @param {Endpoint[]} endpoints
 */
export function startService(connection, about, endpoints) {
  const id = nuid.next();
  const started = new Date().toISOString();
  const counted = endpoints.map((endpoint) => new CountedEndpoint(connection, endpoint));
  const self = { name: about.name, id, version: about.version, metadata: about.metadata ?? {} };
  const answers = {
    PING: () => ({ type: "io.nats.micro.v1.ping_response", ...self }),
    INFO: () => ({
      type: "io.nats.micro.v1.info_response",
      ...self,
      description: about.description,
      endpoints: counted.map((endpoint) => endpoint.info()),
    }),
    STATS: () => ({
      type: "io.nats.micro.v1.stats_response",
      ...self,
      started,
      endpoints: counted.map((endpoint) => endpoint.stats()),
    }),
  };
  for (const [verb, answer] of Object.entries(answers)) {
    for (const tail of ["", `.${about.name}`, `.${about.name}.${id}`]) {
      connection.subscribe(`$SRV.${verb}${tail}`, {
        callback: (error, message) => {
          if (!error) message.respond(JSON.stringify(answer()));
        },
      });
    }
  }
}

/** An endpoint with its statistics. */
class CountedEndpoint {
  #endpoint;
  #requests = 0;
  #errors = 0;
  #nanoseconds = 0;
  #lastError = "";

  /** @param {import("nats-web").NatsConnection} connection @param {Endpoint} endpoint */
  constructor(connection, endpoint) {
    this.#endpoint = endpoint;
    connection.subscribe(endpoint.subject, {
      queue: "q",
      callback: (error, message) => error ?? this.#handle(message),
    });
  }

  info() {
    return { name: this.#endpoint.name, subject: this.#endpoint.subject, queue_group: "q", metadata: {} };
  }

  stats() {
    return {
      ...this.info(),
      num_requests: this.#requests,
      num_errors: this.#errors,
      ...(this.#lastError ? { last_error: this.#lastError } : {}),
      processing_time: this.#nanoseconds,
      average_processing_time: Math.round(this.#nanoseconds / Math.max(1, this.#requests)),
    };
  }

  /** @param {import("nats-web").Msg} message */
  #handle(message) {
    const start = performance.now();
    this.#requests += 1;
    try {
      const data = message.data.length > 0 ? message.json() : {};
      message.respond(JSON.stringify(this.#endpoint.answer(data)));
    } catch (error) {
      this.#errors += 1;
      this.#lastError = error instanceof ServiceError ? error.message : "the request is not JSON";
      const failure = headers();
      failure.set("Nats-Service-Error-Code", String(error instanceof ServiceError ? error.code : 400));
      failure.set("Nats-Service-Error", this.#lastError);
      message.respond("", { headers: failure });
    }
    this.#nanoseconds += Math.round((performance.now() - start) * 1e6);
  }
}
