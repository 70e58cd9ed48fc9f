// What a typed program does with the package. Only compiled.
import {
  type Codec,
  type ConnectionOptions,
  connect,
  createInbox,
  Empty,
  ErrorCode,
  Events,
  headers,
  JSONCodec,
  Match,
  type Msg,
  type MsgHdrs,
  type NatsConnection,
  NatsError,
  type Subscription,
  type SubscriptionOptions,
} from "nats-web";

interface Order {
  id: number;
}

export async function main(opts: ConnectionOptions): Promise<number> {
  const nc: NatsConnection = await connect({ servers: ["wss://localhost"], timeout: 1000, ...opts });
  const codec: Codec<Order> = JSONCodec<Order>();
  const options: SubscriptionOptions = {
    queue: "q",
    max: 1,
    callback: (err: NatsError | null, m: Msg) => {
      if (err === null && m.reply) {
        const order: Order = m.json<Order>();
        m.respond(codec.encode(order));
      }
    },
  };
  const sub: Subscription = nc.subscribe("orders.*", options);
  const h: MsgHdrs = headers();
  h.set("k", "v", Match.CanonicalMIME);
  nc.publish("orders.new", codec.encode({ id: 1 }), { headers: h, reply: createInbox() });
  let seen = 0;
  for await (const m of nc.subscribe("loop", { max: 1 })) {
    seen += m.data.length + m.subject.length;
  }
  for await (const s of nc.status()) {
    if (s.type === Events.Disconnect) {
      break;
    }
  }
  try {
    await nc.request("svc", Empty, { timeout: 1000, noMux: true });
  } catch (err) {
    if (err instanceof NatsError && err.code === ErrorCode.NoResponders) {
      seen++;
    }
  }
  await sub.drain();
  await nc.drain();
  const closed: void | Error = await nc.closed();
  return closed ? -1 : seen;
}
