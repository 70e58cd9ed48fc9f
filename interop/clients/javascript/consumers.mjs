// Steps about consumers, and reading from them.
import { describeMessage } from "./streams.mjs";

export const consumerSteps = {
  "consumer.add": async ({ jsm }, { stream, config }) => (await jsm.consumers.add(stream, config)).config,
  "consumer.update": async ({ jsm }, { stream, config }) => {
    return (await jsm.consumers.update(stream, config.durable_name ?? config.name, config)).config;
  },
  "consumer.info": async ({ jsm }, { stream, consumer }) => {
    const info = await jsm.consumers.info(stream, consumer);
    return {
      config: info.config,
      delivered: info.delivered.stream_seq,
      ackFloor: info.ack_floor.stream_seq,
      ackPending: info.num_ack_pending,
      redelivered: info.num_redelivered,
      pending: info.num_pending,
    };
  },
  "consumer.fetch": async (client, { stream, consumer, count, answers }) => {
    return take(client, await client.js.consumers.get(stream, consumer), count, answers);
  },
  "push.read": async ({ js, jsm, module }, { stream, consumer, count }) => {
    const { filter_subject } = (await jsm.consumers.info(stream, consumer)).config;
    const opts = module.consumerOpts().bind(stream, consumer).manualAck().maxMessages(count);
    const all = [];
    for await (const msg of await js.subscribe(filter_subject, opts)) {
      all.push(describeDelivery(msg));
      await acknowledge(msg, "ack");
    }
    return all;
  },
  "ordered.read": async (client, { stream, filters, count }) => {
    return take(client, await client.js.consumers.get(stream, { filterSubjects: filters }), count, ["none"]);
  },
};

async function take({ nc }, consumer, count, answers) {
  const all = [];
  for await (const msg of await consumer.fetch({ max_messages: count })) {
    await acknowledge(msg, answers[Math.min(all.length, answers.length - 1)]);
    all.push(describeDelivery(msg));
  }
  await nc.flush();
  return all;
}

function describeDelivery(msg) {
  const { stream, consumer, streamSequence, deliverySequence, deliveryCount, pending, timestampNanos } = msg.info;
  const time = new Date(Math.floor(timestampNanos / 1e6));
  return {
    ...describeMessage(msg.subject, streamSequence, msg.data, msg.headers, time),
    stream,
    consumer,
    deliverySeq: deliverySequence,
    deliveries: deliveryCount,
    pending,
  };
}

async function acknowledge(msg, answer) {
  switch (answer) {
    case "ack":
      await msg.ackAck();
      break;
    case "nak":
      msg.nak();
      break;
    case "term":
      msg.term("no use");
      break;
    case "none":
      break;
    default:
      throw new Error(`no answer ${answer}`);
  }
}
