// One request, many replies: everybody who can answer does, and the four ways of having heard enough.
//
//   node request-many.mjs [ws://127.0.0.1:8080]
import { connect, ErrorCode, RequestStrategy } from "nats-web";

const servers = process.argv[2] ?? process.env.NATS_URL ?? "ws://127.0.0.1:8080";
const nc = await connect({ servers, name: "request-many" });

// Three shops know a price each; none is in a queue group, so each request reaches all of them.
for (const [shop, price] of Object.entries({ north: 12, south: 9, harbour: 10 })) {
  nc.subscribe("price.apples", { callback: (_err, msg) => msg.respond(`${shop}: ${price}`) });
}
// A page of results comes in pieces; an empty message is the end.
nc.subscribe("pages", {
  callback: (_err, msg) => {
    for (const page of ["one", "two", "three", ""]) {
      msg.respond(page);
    }
  },
});

/** All that comes in answer, as text. */
async function gather(subject, opts) {
  const all = [];
  for await (const msg of await nc.requestMany(subject, "", opts)) {
    all.push(msg.string());
  }
  return all;
}

// All that comes within a time: the default.
console.log("all:", (await gather("price.apples", { maxWait: 300 })).sort().join(", "));

// As many as are enough; the time is a limit only.
const two = await gather("price.apples", { strategy: RequestStrategy.Count, maxMessages: 2, maxWait: 5000 });
console.log("the first:", two.length);

// Until nobody has said anything for a while.
const quiet = await gather("price.apples", { strategy: RequestStrategy.JitterTimer, jitter: 200, maxWait: 5000 });
console.log("until it is quiet:", quiet.length);

// Until an empty message says so.
const pages = await gather("pages", { strategy: RequestStrategy.SentinelMsg, maxWait: 5000 });
console.log("pages:", pages.filter((page) => page !== "").join(", "));

// A loop may also leave when it likes: nothing stays subscribed.
for await (const msg of await nc.requestMany("price.apples", "", { maxWait: 5000 })) {
  console.log("one will do:", msg.string().includes(":"));
  break;
}

try {
  await gather("price.moonstones");
} catch (err) {
  console.log("moonstones:", err.code === ErrorCode.NoResponders ? "nobody sells them" : err.message);
}
await nc.drain();
