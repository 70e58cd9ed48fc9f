// A responder, requests to it, and the three ways in which a request ends without a reply.
//
//   node request-reply.mjs [ws://127.0.0.1:8080]
import { connect, ErrorCode, JSONCodec } from "nats-web";

const servers = process.argv[2] ?? process.env.NATS_URL ?? "ws://127.0.0.1:8080";
const nc = await connect({ servers, name: "request-reply" });
const json = JSONCodec();

nc.subscribe("math.sum", {
  callback: (err, msg) => {
    if (err === null) {
      const sum = msg.json().reduce((a, b) => a + b, 0);
      msg.respond(json.encode({ sum }));
    }
  },
});

const reply = await nc.request("math.sum", json.encode([1, 2, 3]), { timeout: 2000 });
console.log("the sum is", json.decode(reply.data).sum);

// Requests in flight share one subscription: there is no need to spare them.
const replies = await Promise.all([1, 2, 3].map((n) => nc.request("math.sum", json.encode([n, n]))));
console.log("more sums:", replies.map((r) => r.json().sum).join(", "));

/** What became of a request that must fail. */
async function failure(request) {
  try {
    await request;
    return "a reply";
  } catch (err) {
    return err.code === ErrorCode.NoResponders ? "nobody listens there" : err.code;
  }
}

nc.subscribe("deaf", { callback: () => {} });
console.log("to nobody:", await failure(nc.request("no.such.subject")));
console.log("to the deaf:", await failure(nc.request("deaf", "", { timeout: 50 })));
console.log("to a bad subject:", await failure(nc.request("not a subject")));

await nc.drain();
