// Ending in order: a subscription that drains first gets what is on its way, a connection that drains also sends what
// was published.
//
//   node drain.mjs [ws://127.0.0.1:8080]
import { connect } from "nats-web";

const COUNT = 1000;
const servers = process.argv[2] ?? process.env.NATS_URL ?? "ws://127.0.0.1:8080";
const consumer = await connect({ servers, name: "consumer" });
const producer = await connect({ servers, name: "producer" });

const sub = consumer.subscribe("ticks");
await consumer.flush();
const counted = (async () => {
  let n = 0;
  for await (const _ of sub) {
    n++;
  }
  return n;
})();

for (let n = 0; n < COUNT; n++) {
  producer.publish("ticks", `${n}`);
}
// Resolves once the server has everything, and the connection is closed. No flush is needed before.
await producer.drain();
console.log("the producer has gone:", producer.isClosed());

// What the server had sent before it heard that we leave is still delivered; the loop then ends by itself.
await sub.drain();
console.log(`the consumer got ${await counted} of ${COUNT}`);

await consumer.drain();
const error = await consumer.closed();
console.log("the consumer has gone:", error === undefined ? "as it wished" : error.message);
