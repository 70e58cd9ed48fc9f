// Two subscriptions, one read by a loop and one by a callback, and a few messages for them.
//
//   node publish-subscribe.mjs [ws://127.0.0.1:8080]
import { connect } from "nats-web";

const servers = process.argv[2] ?? process.env.NATS_URL ?? "ws://127.0.0.1:8080";
const nc = await connect({ servers, name: "publish-subscribe" });
console.log(`connected to ${nc.getServer()}`);

// `*` stands for one token of a subject, `>` for one or more at its end.
const all = nc.subscribe("weather.>");
const loop = (async () => {
  for await (const msg of all) {
    const { degrees } = msg.json();
    console.log(`${msg.subject}: ${degrees} °C`);
  }
  console.log(`the loop is over after ${all.getProcessed()} messages`);
})();

// A callback gets an error instead of a message when the subscription fails, for instance for want of permission.
nc.subscribe("weather.*.oslo", {
  max: 1,
  callback: (err, msg) => {
    console.log(err === null ? `one reading from Oslo: ${msg.string()}` : `no readings from Oslo: ${err.message}`);
  },
});

for (const [place, degrees] of [
  ["north.oslo", -3],
  ["north.bergen", 4],
  ["south.rome", 17],
]) {
  nc.publish(`weather.${place}`, JSON.stringify({ degrees }));
}

// Publishing does not wait. After a flush the server has seen everything that was published before it.
await nc.flush();
await all.drain();
await loop;
await nc.close();
