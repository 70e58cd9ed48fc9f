// Headers: set by a publisher, read by a subscriber, with several values for a name and names in any case.
//
//   node headers.mjs [ws://127.0.0.1:8080]
import { connect, headers, Match } from "nats-web";

const servers = process.argv[2] ?? process.env.NATS_URL ?? "ws://127.0.0.1:8080";
const nc = await connect({ servers, name: "headers" });

const sub = nc.subscribe("orders.new", { max: 1 });

const h = headers();
h.set("Trace-Id", "7f3a");
h.append("Tag", "fragile");
h.append("Tag", "express");
nc.publish("orders.new", "one teapot", { headers: h });

for await (const msg of sub) {
  console.log("trace:", msg.headers?.get("Trace-Id"));
  console.log("tags:", msg.headers?.values("Tag").join(" and "));
  // Names are compared with case unless asked otherwise.
  console.log("as written:", JSON.stringify(msg.headers?.get("trace-id")));
  console.log("in any case:", msg.headers?.get("trace-id", Match.IgnoreCase));
}

// A line break would begin another header, so none is let in.
try {
  h.set("Trace-Id", "1\r\nForged: yes");
} catch (err) {
  console.log("refused:", err.code);
}
await nc.close();
