/** A small benchmark for a connection. Source: the `nats.ws` 1.30.3 API. */
import { Empty } from "../empty.js";
import { ErrorCode, NatsError } from "../errors.js";
import { nuid } from "../nuid.js";
import type { NatsConnection } from "../types/connection.js";
import type { Msg } from "../types/messages.js";
import type { Stats } from "../types/status.js";
import { deferred } from "../util.js";
import { LANG, version } from "../version.js";
import { Metric } from "./metric.js";
import { Perf } from "./perf.js";

/** The options of a measurement. At least one of {@link pub}, {@link sub}, {@link rep} and {@link req}. */
export interface BenchOpts {
  /** Whether messages go to callbacks instead of loops. */
  callbacks?: boolean;
  /** How many messages. Default 0. */
  msgs?: number;
  /** Bytes in the payload of each. Default 0. */
  size?: number;
  /** The subject. Default one that nobody else uses. */
  subject?: string;
  /** Whether all requests are under way at once instead of one after the other. */
  asyncRequests?: boolean;
  /** Whether to publish. */
  pub?: boolean;
  /** Whether to subscribe. */
  sub?: boolean;
  /** Whether to answer requests. */
  rep?: boolean;
  /** Whether to make requests. */
  req?: boolean;
}

/** Receives the messages by a callback; resolves after the last one. */
type Receive = (take: (m: Msg) => void) => Promise<void>;

/** Measures one connection once. */
export class Bench {
  nc: NatsConnection;
  callbacks: boolean;
  msgs: number;
  size: number;
  subject: string;
  asyncRequests?: boolean;
  pub?: boolean;
  sub?: boolean;
  req?: boolean;
  rep?: boolean;
  perf: Perf = new Perf();
  payload: Uint8Array;
  private before: Stats = { inBytes: 0, outBytes: 0, inMsgs: 0, outMsgs: 0 };

  /** @throws Error if there is nothing to measure */
  constructor(nc: Pick<NatsConnection, "flush" | "publish" | "request" | "subscribe">, opts: BenchOpts = {}) {
    // It asks no more of it.
    this.nc = nc as NatsConnection;
    this.callbacks = !!opts.callbacks;
    this.msgs = opts.msgs || 0;
    this.size = opts.size || 0;
    this.subject = opts.subject || nuid.next();
    this.asyncRequests = !!opts.asyncRequests;
    this.pub = !!opts.pub;
    this.sub = !!opts.sub;
    this.req = !!opts.req;
    this.rep = !!opts.rep;
    this.payload = this.size ? new Uint8Array(this.size) : Empty;
    if (!this.pub && !this.sub && !this.req && !this.rep) {
      throw new Error("no bench option selected");
    }
  }

  /** Does the work and resolves with how long each part took. Rejects if a part of it fails or the connection ends. */
  async run(): Promise<Metric[]> {
    this.before = this.nc.stats();
    const lost = this.nc.closed().then((err) => {
      throw err
        ? new NatsError(`bench closed with an error: ${err.message}`, ErrorCode.Unknown, err)
        : NatsError.errorForCode(ErrorCode.ConnectionClosed);
    });
    await Promise.race([this.callbacks ? this.runCallbacks() : this.runAsync(), lost]);
    return this.processMetrics();
  }

  /** Returns the results of {@link run}. */
  processMetrics(): Metric[] {
    const { perf, before } = this;
    if (this.pub && this.sub) {
      perf.measure("pubsub", "pubStart", "subStop");
    }
    if (this.req && this.rep) {
      perf.measure("reqrep", "reqStart", "reqStop");
    }
    const stats = this.nc.stats();
    const received = stats.inBytes - before.inBytes;
    const sent = stats.outBytes - before.outBytes;
    const metrics: Metric[] = [];
    for (const name of ["pubsub", "reqrep", "pub", "sub", "rep", "req"]) {
      const duration = perf.measures.get(name);
      if (duration !== undefined) {
        const metric = new Metric(name, duration);
        metric.msgs = name.length > 3 ? this.msgs * 2 : this.msgs;
        metric.bytes = name === "pub" ? sent : name === "sub" ? received : received + sent;
        metric.lang = LANG;
        metric.version = version();
        metric.payload = this.payload.length;
        metrics.push(metric);
      }
    }
    return metrics;
  }

  /** The work of {@link run}, with callbacks. */
  runCallbacks(): Promise<void> {
    return this.work((take) => {
      const done = deferred<void>();
      let left = this.msgs;
      const callback = (err: Error | null, m: Msg) => {
        if (err !== null) {
          return done.reject(err);
        }
        take(m);
        if (--left === 0) {
          done.resolve();
        }
      };
      this.nc.subscribe(this.subject, { max: this.msgs, callback });
      return done;
    });
  }

  /** The work of {@link run}, with loops. */
  runAsync(): Promise<void> {
    return this.work(async (take) => {
      for await (const m of this.nc.subscribe(this.subject, { max: this.msgs })) {
        take(m);
      }
    });
  }

  /** Starts the receiving parts first. */
  private async work(receive: Receive): Promise<void> {
    const jobs: Promise<void>[] = [];
    if (this.rep) {
      jobs.push(this.received("rep", receive, (m) => m.respond(this.payload)));
    }
    if (this.sub) {
      jobs.push(this.received("sub", receive, () => {}));
    }
    if (this.pub) {
      jobs.push(this.timed("pub", () => this.publish()));
    }
    if (this.req) {
      jobs.push(this.timed("req", () => this.request()));
    }
    await Promise.all(jobs);
  }

  /** Measures from the first message to the last. */
  private async received(name: string, receive: Receive, take: (m: Msg) => void): Promise<void> {
    let taken = 0;
    this.perf.mark(`${name}Start`);
    if (this.msgs > 0) {
      await receive((m) => {
        if (taken++ === 0) {
          this.perf.mark(`${name}Start`);
        }
        take(m);
      });
      if (taken < this.msgs) {
        throw NatsError.errorForCode(ErrorCode.ConnectionClosed);
      }
    }
    this.perf.mark(`${name}Stop`);
    this.perf.measure(name, `${name}Start`, `${name}Stop`);
  }

  private async timed(name: string, work: () => Promise<unknown>): Promise<void> {
    this.perf.mark(`${name}Start`);
    await work();
    this.perf.mark(`${name}Stop`);
    this.perf.measure(name, `${name}Start`, `${name}Stop`);
  }

  private publish(): Promise<void> {
    for (let i = 0; i < this.msgs; i++) {
      this.nc.publish(this.subject, this.payload);
    }
    return this.nc.flush();
  }

  private async request(): Promise<void> {
    const all: Promise<Msg>[] = [];
    for (let i = 0; i < this.msgs; i++) {
      const answer = this.nc.request(this.subject, this.payload, { timeout: TIMEOUT });
      if (this.asyncRequests) {
        all.push(answer);
      } else {
        await answer;
      }
    }
    await Promise.all(all);
  }
}

/** Milliseconds that an answer may take. */
const TIMEOUT = 20_000;
