/** The older way to read streams: finding out what a subscription is to, and making it. Source: the `nats.ws` 1.30.3 API. */
import { invalid } from "../checks.js";
import { ErrorCode, NatsError } from "../errors.js";
import { createInbox } from "../inbox.js";
import { nanos } from "../util.js";
import { consumerOpts, isConsumerOptsBuilder } from "./consumer_opts.js";
import { AckPolicy, DeliverPolicy, ReplayPolicy } from "./enums.js";
import { findStream } from "./streams.js";
import { JetStreamSubscriptionImpl, type Subscribed, type SubscribingHost } from "./subscription.js";
import type { ConsumerInfo } from "./types/consumers.js";
import type { ConsumerAPI } from "./types/manager.js";
import type {
  ConsumerOpts,
  ConsumerOptsBuilder,
  JetStreamPullSubscription,
  JetStreamSubscription,
} from "./types/subscriptions.js";

/** See {@link JetStreamClient.subscribe}. */
export async function subscribe(
  host: SubscribingHost,
  subject: string,
  opts: ConsumerOptsBuilder | Partial<ConsumerOpts> = consumerOpts(),
): Promise<JetStreamSubscription> {
  const { info, isThere } = await resolve(host, subject, opts);
  if (!info.isBind && !info.config.deliver_subject && !info.ordered) {
    throw invalid("push consumer requires deliver_subject");
  }
  const subscription = new JetStreamSubscriptionImpl(host, info);
  return create(host, info, isThere, subscription);
}

/** See {@link JetStreamClient.pullSubscribe}. */
export async function pullSubscribe(
  host: SubscribingHost,
  subject: string,
  opts: ConsumerOptsBuilder | Partial<ConsumerOpts> = consumerOpts(),
): Promise<JetStreamPullSubscription> {
  const { info, isThere } = await resolve(host, subject, opts);
  if (info.ordered) {
    throw invalid("pull subscribers cannot be be ordered");
  }
  if (info.config.deliver_subject) {
    throw invalid("consumer info specifies deliver_subject - pull consumers cannot have deliver_subject set");
  }
  if (info.config.ack_policy === AckPolicy.None || info.config.ack_policy === AckPolicy.All) {
    throw invalid("ack policy for pull consumers must be explicit");
  }
  const subscription = new JetStreamSubscriptionImpl(host, info);
  return create(host, info, isThere, subscription);
}

/** Makes the consumer, unless it is there or the core makes it. The subscription listens already. */
async function create(
  { consumers }: SubscribingHost,
  info: Subscribed,
  isThere: boolean,
  subscription: JetStreamSubscriptionImpl,
): Promise<JetStreamSubscriptionImpl> {
  try {
    if (info.ordered) {
      await subscription.begun;
    } else if (!isThere) {
      if (info.isBind) {
        throw invalid(`unable to bind - durable consumer ${info.config.durable_name} doesn't exist in ${info.stream}`);
      }
      const { name, config } = await consumers.add(info.stream, { ...DEFAULTS, ...info.config });
      Object.assign(info, { name, config });
    }
    return subscription;
  } catch (err) {
    subscription.unsubscribe();
    throw err;
  }
}

/** Finds out what `opts` mean: which stream, which consumer, and whether that is there. */
async function resolve(
  host: SubscribingHost,
  subject: string,
  opts: ConsumerOptsBuilder | Partial<ConsumerOpts>,
): Promise<{ info: Subscribed; isThere: boolean }> {
  const { js, consumers } = host;
  const given: Partial<ConsumerOpts> = isConsumerOptsBuilder(opts) ? opts.getOpts() : (opts as Partial<ConsumerOpts>);
  const config = { ...given.config };
  if (given.ordered) {
    checkOrdered(config);
    config.ack_policy = AckPolicy.None;
  }
  if (config.ack_policy === AckPolicy.NotSet) {
    config.ack_policy = AckPolicy.All;
  }
  const stream = given.stream || (await findStream(js, subject));
  const info: Subscribed = { mack: false, ordered: false, ...given, config, stream, deliver: "" };
  const there = config.durable_name ? await existing(consumers, stream, config.durable_name) : undefined;
  if (there !== undefined) {
    checkExisting(there, subject, config.deliver_group ?? "");
    info.config = there.config;
    info.name = there.name;
  } else if (config.filter_subject === undefined && config.filter_subjects === undefined) {
    config.filter_subject = subject;
  }
  info.deliver = info.config.deliver_subject || createInbox(js.host.inboxPrefix);
  return { info, isThere: there !== undefined };
}

async function existing(consumers: ConsumerAPI, stream: string, name: string): Promise<ConsumerInfo | undefined> {
  try {
    return await consumers.info(stream, name);
  } catch (err) {
    if ((err as NatsError).code === ErrorCode.JetStream404NoMessages) {
      return undefined;
    }
    throw err;
  }
}

function checkExisting({ config, push_bound }: ConsumerInfo, subject: string, group: string): void {
  if (config.filter_subject && config.filter_subject !== subject) {
    throw invalid("subject does not match consumer");
  }
  if (group === "" && push_bound === true) {
    throw invalid("duplicate subscription");
  }
  const required = config.deliver_group ?? "";
  if (group !== required) {
    throw invalid(required === "" ? "durable requires no queue group" : `durable requires queue group '${required}'`);
  }
}

function checkOrdered(config: ConsumerOpts["config"]): void {
  const { ack_policy, deliver_group, deliver_subject, durable_name, max_deliver } = config;
  const refuse = (words: string): never => {
    throw new NatsError(`ordered consumer: ${words}`, ErrorCode.ApiError);
  };
  if (ack_policy !== undefined && ack_policy !== AckPolicy.NotSet && ack_policy !== AckPolicy.None) {
    refuse("ack_policy can only be set to 'none'");
  }
  if (durable_name) {
    refuse("durable_name cannot be set");
  }
  if (deliver_subject) {
    refuse("deliver_subject cannot be set");
  }
  if (max_deliver !== undefined && max_deliver > 1) {
    refuse("max_deliver cannot be set");
  }
  if (deliver_group) {
    refuse("deliver_group cannot be set");
  }
}

const DEFAULTS = {
  deliver_policy: DeliverPolicy.All,
  ack_policy: AckPolicy.Explicit,
  ack_wait: nanos(30_000),
  replay_policy: ReplayPolicy.Instant,
};
