// A stream of orders: stored once, read by a consumer that acknowledges each, and read again in order from its beginning.
//
//   node streams.mjs [ws://127.0.0.1:8080]      (a server with JetStream: nats-server -js)
import { AckPolicy, connect } from "nats-web";

const servers = process.argv[2] ?? process.env.NATS_URL ?? "ws://127.0.0.1:8080";
const nc = await connect({ servers, name: "streams" });
const jsm = await nc.jetstreamManager();
await jsm.streams.add({ name: "ORDERS", subjects: ["orders.*"], storage: "memory" });

// What is published with an id is stored once, however often it is sent.
const js = nc.jetstream();
for (const apples of [3, 5, 7]) {
  await js.publish("orders.new", JSON.stringify({ apples }), { msgID: `order-${apples}` });
}
const { seq, duplicate } = await js.publish("orders.new", JSON.stringify({ apples: 7 }), { msgID: "order-7" });
console.log(`order ${seq} was there already: ${duplicate}`);

// A consumer remembers what was acknowledged, also while nobody reads. Run two programs, and they share the work.
await jsm.consumers.add("ORDERS", { durable_name: "shop", ack_policy: AckPolicy.Explicit });
const shop = await js.consumers.get("ORDERS", "shop");
let sold = 0;
for await (const order of await shop.consume({ max_messages: 10 })) {
  sold += order.json().apples;
  order.ack();
  if (order.info.pending === 0) {
    break;
  }
}
console.log(`sold ${sold} apples`);

// Without a name the stream is read in order; nothing has to be acknowledged.
const everything = await js.consumers.get("ORDERS");
for await (const order of await everything.fetch({ max_messages: 2 })) {
  console.log(`order ${order.seq}: ${order.string()}`);
}
console.log("more:", (await everything.next({ expires: 1000 })).string());

await jsm.streams.delete("ORDERS");
await nc.drain();
