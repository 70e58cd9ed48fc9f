// What a subscription can be told: to end after some messages, not to wait for ever, and to call instead of queueing.
//
//   node subscription-options.mjs [ws://127.0.0.1:8080]
import { connect, ErrorCode } from "nats-web";

const servers = process.argv[2] ?? process.env.NATS_URL ?? "ws://127.0.0.1:8080";
const nc = await connect({ servers, name: "subscription-options" });

// `max`: the server stops after three, and the loop ends.
const few = nc.subscribe("ticks", { max: 3 });
for (let i = 1; i <= 10; i++) {
  nc.publish("ticks", `${i}`);
}
for await (const msg of few) {
  console.log(`tick ${msg.string()}`);
}

// `timeout`: how long to wait for the first message, in milliseconds.
try {
  for await (const msg of nc.subscribe("silence", { timeout: 50 })) {
    console.log(msg.subject);
  }
} catch (err) {
  console.log(err.code === ErrorCode.Timeout ? "nothing came in time" : err);
}

// `callback`: called when the message arrives, before anything else runs; such a subscription is no iterator.
const called = new Promise((resolve) => {
  nc.subscribe("bell", { max: 1, callback: (err, msg) => resolve(err ?? msg) });
});
nc.publish("bell", "ding");
console.log(`the bell: ${(await called).string()}`);

// Leaving the loop ends the subscription; `max` may also be set later.
const sub = nc.subscribe("numbers");
for (let i = 1; i <= 5; i++) {
  nc.publish("numbers", `${i}`);
}
for await (const msg of sub) {
  if (msg.string() === "2") {
    break;
  }
}
console.log(`numbers: closed ${sub.isClosed()}, read ${sub.getProcessed()}`);
await nc.drain();
