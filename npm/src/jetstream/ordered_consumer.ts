/** A stream that is read in order, as a consumer. */
import { invalid } from "../checks.js";
import type { FlowHost } from "../core/flows.js";
import { AnyConsumer } from "./any_consumer.js";
import { ConsumerMessagesImpl } from "./consumer_messages.js";
import type { JetStreamContext } from "./context.js";
import { AckPolicy, DeliverPolicy } from "./enums.js";
import type { Flow } from "./flow.js";
import { type OrderedSource, orderedConsume, orderedFetches } from "./ordered.js";
import { pullSettings } from "./pull_options.js";
import type { ConsumeOptions, OrderedConsumerOptions, PullConsumerOptions } from "./types/consumer_messages.js";
import type { ConsumerConfig, ConsumerInfo } from "./types/consumers.js";
import type { ConsumerAPI } from "./types/manager.js";

/** Where it reads on: each reading begins after the message that was handed over last. */
export class OrderedConsumerImpl extends AnyConsumer {
  private readonly source: OrderedSource;
  /** The consumer made last; empty before the first. */
  private name = "";
  /** The stream sequence that comes next, once there was a message. */
  private next_ = 0;
  private reading: ConsumerMessagesImpl | undefined;

  constructor(
    private readonly js: JetStreamContext,
    flows: FlowHost,
    private readonly consumers: ConsumerAPI,
    stream: string,
    opts: Partial<OrderedConsumerOptions>,
  ) {
    super();
    const inactiveThreshold = opts.inactive_threshold ?? INACTIVE;
    this.source = { js, flows, stream, namePrefix: opts.name_prefix ?? "", config: configOf(opts), inactiveThreshold };
  }

  async delete(): Promise<boolean> {
    this.reading?.stop();
    return this.name === "" ? false : this.consumers.delete(this.source.stream, this.name).catch(() => true);
  }

  async info(): Promise<ConsumerInfo> {
    return this.consumers.info(this.source.stream, this.name);
  }

  /** @throws NatsError if something is being read already, for options that make no sense, or if the connection is closed */
  protected read(opts: PullConsumerOptions, isEndless: boolean): ConsumerMessagesImpl {
    if (this.reading !== undefined && !this.reading.done) {
      throw invalid(`ordered consumer doesn't support concurrent ${isEndless ? "consume" : "fetch"}`);
    }
    const settings = pullSettings(opts, isEndless);
    const { bind, callback } = opts as Partial<ConsumeOptions>;
    if (bind) {
      throw invalid("bind is not supported");
    }
    const { js } = this;
    const messages = new ConsumerMessagesImpl(
      { nc: js.nc, core: js.core, timeout: js.timeout, isAckNone: true },
      callback,
    );
    messages.onCreated = (name) => {
      this.name = name;
    };
    messages.onTaken = (msg) => {
      this.next_ = msg.seq + 1;
    };
    const source = { ...this.source, config: this.config() };
    let flow: Flow;
    if (isEndless) {
      flow = orderedConsume(source, messages, settings);
    } else {
      flow = orderedFetches(source, messages);
      const { maxMessages, maxBytes, expires, idleHeartbeat } = settings;
      flow.fetch(maxBytes > 0 ? 0 : maxMessages, maxBytes, expires, idleHeartbeat);
    }
    messages.follow(flow);
    this.reading = messages;
    return messages;
  }

  /** What the next consumer is to deliver. */
  private config(): Partial<ConsumerConfig> {
    if (this.next_ === 0) {
      return this.source.config;
    }
    const { opt_start_time: _, ...config } = this.source.config;
    return { ...config, deliver_policy: DeliverPolicy.StartSequence, opt_start_seq: this.next_ };
  }
}

function configOf(opts: Partial<OrderedConsumerOptions>): Partial<ConsumerConfig> {
  const { deliver_policy, filterSubjects, headers_only, opt_start_seq, opt_start_time, replay_policy } = opts;
  const filters = typeof filterSubjects === "string" ? [filterSubjects] : (filterSubjects ?? []);
  const policy = deliver_policy ?? DeliverPolicy.All;
  const last = policy === DeliverPolicy.LastPerSubject && filters.length === 0 ? [">"] : filters;
  const config: Partial<ConsumerConfig> = { deliver_policy: policy, ack_policy: AckPolicy.None };
  if (last.length === 1) {
    config.filter_subject = last[0]!;
  } else if (last.length > 1) {
    config.filter_subjects = last;
  }
  if (headers_only) {
    config.headers_only = true;
  }
  if (opt_start_seq !== undefined) {
    config.opt_start_seq = opt_start_seq;
  }
  if (opt_start_time !== undefined) {
    config.opt_start_time = opt_start_time;
  }
  if (replay_policy !== undefined) {
    config.replay_policy = replay_policy;
  }
  return config;
}

/** Milliseconds: five minutes. */
const INACTIVE = 300_000;
