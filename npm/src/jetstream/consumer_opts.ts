/** Building the options of subscriptions. Source: the `nats.ws` 1.30.3 API. */
import { invalid } from "../checks.js";
import { nanos } from "../util.js";
import { AckPolicy, DeliverPolicy, ReplayPolicy } from "./enums.js";
import { shown } from "./names.js";
import type { ConsumerConfig } from "./types/consumers.js";
import type { ConsumerOpts, ConsumerOptsBuilder, JsMsgCallback } from "./types/subscriptions.js";

/**
 * A configuration that delivers everything and expects each message to be acknowledged within 30 seconds, but for
 * `opts`.
 */
export function defaultConsumer(name: string, opts: Partial<ConsumerConfig> = {}): ConsumerConfig {
  return {
    name,
    deliver_policy: DeliverPolicy.All,
    ack_policy: AckPolicy.Explicit,
    ack_wait: nanos(30_000),
    replay_policy: ReplayPolicy.Instant,
    ...opts,
  };
}

/**
 * Returns a builder of the options of {@link JetStreamClient.subscribe} and {@link JetStreamClient.pullSubscribe}.
 *
 * @param opts - what the consumer's configuration begins as
 */
export function consumerOpts(opts?: Partial<ConsumerConfig>): ConsumerOptsBuilder {
  return new ConsumerOptsBuilderImpl(opts);
}

/** Returns whether `o` builds options, and is none itself. */
export function isConsumerOptsBuilder(o: ConsumerOptsBuilder | Partial<ConsumerOpts>): o is ConsumerOptsBuilderImpl {
  return typeof (o as ConsumerOptsBuilderImpl).getOpts === "function";
}

export class ConsumerOptsBuilderImpl implements ConsumerOptsBuilder {
  config: Partial<ConsumerConfig>;
  ordered = false;
  mack = false;
  stream = "";
  callbackFn?: JsMsgCallback;
  max?: number;
  qname?: string;
  isBind?: boolean;
  filters?: string[];

  constructor(opts?: Partial<ConsumerConfig>) {
    this.config = defaultConsumer("", opts);
  }

  /** What was built. The builder may be used on. */
  getOpts(): ConsumerOpts {
    const { filter_subject, filter_subjects, ...config } = this.config;
    const filters = [...(this.filters ?? []), ...(filter_subject ? [filter_subject] : []), ...(filter_subjects ?? [])];
    if (this.ordered) {
      config.ack_policy = AckPolicy.None;
    }
    return {
      config: { ...config, ...filtersOf(filters) },
      mack: this.mack,
      stream: this.stream,
      callbackFn: this.callbackFn,
      max: this.max,
      queue: this.qname,
      ordered: this.ordered,
      isBind: this.isBind ?? false,
    };
  }

  description(description: string): this {
    return this.set({ description });
  }

  deliverTo(subject: string): this {
    return this.set({ deliver_subject: subject });
  }

  durable(name: string): this {
    checkName(name);
    return this.set({ durable_name: name });
  }

  startSequence(seq: number): this {
    if (!(seq > 0)) {
      throw invalid("sequence must be greater than 0");
    }
    return this.set({ deliver_policy: DeliverPolicy.StartSequence, opt_start_seq: seq });
  }

  startTime(time: Date): this {
    return this.set({ deliver_policy: DeliverPolicy.StartTime, opt_start_time: time.toISOString() });
  }

  deliverAll(): this {
    return this.set({ deliver_policy: DeliverPolicy.All });
  }

  deliverLastPerSubject(): this {
    return this.set({ deliver_policy: DeliverPolicy.LastPerSubject });
  }

  deliverLast(): this {
    return this.set({ deliver_policy: DeliverPolicy.Last });
  }

  deliverNew(): this {
    return this.set({ deliver_policy: DeliverPolicy.New });
  }

  startAtTimeDelta(millis: number): this {
    return this.startTime(new Date(Date.now() - millis));
  }

  headersOnly(): this {
    return this.set({ headers_only: true });
  }

  ackNone(): this {
    return this.set({ ack_policy: AckPolicy.None });
  }

  ackAll(): this {
    return this.set({ ack_policy: AckPolicy.All });
  }

  ackExplicit(): this {
    return this.set({ ack_policy: AckPolicy.Explicit });
  }

  ackWait(millis: number): this {
    return this.set({ ack_wait: nanos(millis) });
  }

  maxDeliver(max: number): this {
    return this.set({ max_deliver: max });
  }

  filterSubject(s: string): this {
    this.filters = [...(this.filters ?? []), s];
    return this;
  }

  replayInstantly(): this {
    return this.set({ replay_policy: ReplayPolicy.Instant });
  }

  replayOriginal(): this {
    return this.set({ replay_policy: ReplayPolicy.Original });
  }

  sample(n: number): this {
    const percent = Math.trunc(n);
    if (!(percent >= 0 && percent <= 100)) {
      throw invalid("value must be between 0-100");
    }
    return this.set({ sample_freq: `${percent}%` });
  }

  limit(bps: number): this {
    return this.set({ rate_limit_bps: bps });
  }

  maxWaiting(max: number): this {
    return this.set({ max_waiting: max });
  }

  maxAckPending(max: number): this {
    return this.set({ max_ack_pending: max });
  }

  idleHeartbeat(millis: number): this {
    return this.set({ idle_heartbeat: nanos(millis) });
  }

  flowControl(): this {
    return this.set({ flow_control: true });
  }

  deliverGroup(name: string): this {
    return this.queue(name);
  }

  manualAck(): this {
    this.mack = true;
    return this;
  }

  maxMessages(max: number): this {
    this.max = max;
    return this;
  }

  queue(n: string): this {
    this.qname = n;
    return this.set({ deliver_group: n });
  }

  callback(fn: JsMsgCallback): this {
    this.callbackFn = fn;
    return this;
  }

  orderedConsumer(): this {
    this.ordered = true;
    return this;
  }

  bind(stream: string, durable: string): this {
    this.stream = stream;
    this.isBind = true;
    return this.set({ durable_name: durable });
  }

  bindStream(stream: string): this {
    this.stream = stream;
    return this;
  }

  maxPullBatch(n: number): this {
    return this.set({ max_batch: n });
  }

  maxPullRequestExpires(millis: number): this {
    return this.set({ max_expires: nanos(millis) });
  }

  inactiveEphemeralThreshold(millis: number): this {
    return this.set({ inactive_threshold: nanos(millis) });
  }

  memory(): this {
    return this.set({ mem_storage: true });
  }

  numReplicas(n: number): this {
    return this.set({ num_replicas: n });
  }

  consumerName(n: string): this {
    return this.set({ name: n });
  }

  private set(members: Partial<ConsumerConfig>): this {
    Object.assign(this.config, members);
    return this;
  }
}

/** There is no core before there is a connection, so that its rule for names stands here once more. */
function checkName(name: string): void {
  if ((name ?? "") === "") {
    throw invalid("durable name required");
  }
  const bad = UNFIT.find((character) => name.includes(character));
  if (bad !== undefined) {
    throw invalid(`invalid durable name - durable name cannot contain '${shown(bad)}'`);
  }
}

function filtersOf(filters: string[]): Partial<ConsumerConfig> {
  if (filters.length > 1) {
    return { filter_subjects: filters };
  }
  return filters.length === 1 ? { filter_subject: filters[0]! } : {};
}

const UNFIT = [".", "*", ">", "/", "\\", " ", "\t", "\n", "\r"];
