// More than the link can take, and more than a loop can: publishers that wait, and limits of what waits for a loop.
//
//   node backpressure.mjs [ws://127.0.0.1:8080]
import { connect } from "nats-web";

const servers = process.argv[2] ?? process.env.NATS_URL ?? "ws://127.0.0.1:8080";
// No more than 256 KiB are to be on their way at a time.
const nc = await connect({ servers, name: "backpressure", highWaterMark: 256 * 1024 });

// A large upload in small pieces. Without writable() all of it would pile up in memory as fast as it is read.
let received = 0;
const store = nc.subscribe("upload", { callback: (_err, msg) => (received += msg.data.length) });
const piece = new Uint8Array(50_000);
for (let i = 0; i < 200; i++) {
  await nc.writable();
  nc.publish("upload", piece);
}
await nc.flush();
console.log(`uploaded ${received / 1e6} MB`);
store.unsubscribe();

// A loop that is slower than what comes. Only the newest prices are of interest.
const prices = nc.subscribe("prices", { pendingLimits: { messages: 3, policy: "drop-old" } });
const statuses = nc.status()[Symbol.asyncIterator]();
for (let price = 1; price <= 1000; price++) {
  nc.publish("prices", `${price}`);
}
await nc.flush();
const { type, slowConsumer } = (await statuses.next()).value;
console.log(`${type}: ${slowConsumer.pending} wait for ${slowConsumer.subject}`);

const seen = [];
for await (const msg of prices) {
  if (seen.push(msg.string()) === 3) {
    break;
  }
}
console.log(`saw ${seen.join(", ")}, missed ${prices.getDropped()}`);
await nc.drain();
