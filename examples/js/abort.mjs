// Calling things off with an AbortSignal: a user who changes her mind, a time limit for several steps.
//
//   node abort.mjs [ws://127.0.0.1:8080]
import { connect } from "nats-web";

const servers = process.argv[2] ?? process.env.NATS_URL ?? "ws://127.0.0.1:8080";
// One limit for the dials and the handshake, however many servers there are.
const nc = await connect({ servers, name: "abort", signal: AbortSignal.timeout(10_000) });

nc.subscribe("search", { callback: () => {} });

// A search that the user gives up: the promise rejects with the reason that was given to abort().
const search = new AbortController();
const hits = nc.request("search", "needle", { timeout: 60_000, signal: search.signal });
search.abort("she typed something else");
await hits.catch((reason) => console.log(`the search: ${reason}`));

// Without a reason it is the platform's own error; AbortSignal.timeout() has another.
const errors = [AbortSignal.abort(), AbortSignal.timeout(50)].map((signal) =>
  nc.request("search", "needle", { timeout: 60_000, signal }).catch((err) => err.name),
);
console.log((await Promise.all(errors)).join(", "));

// One signal for many things at once. Their loops and promises all end with it.
const page = new AbortController();
const { signal } = page;
const all = Array.from({ length: 100 }, (_, i) => nc.request("search", `${i}`, { timeout: 60_000, signal }));
page.abort();
const outcomes = await Promise.allSettled(all);
console.log(`${outcomes.filter((o) => o.reason === signal.reason).length} of 100 were called off`);

// What must not take longer than that.
await nc.flush({ signal: AbortSignal.timeout(5000) });
await nc.drain({ signal: AbortSignal.timeout(5000) });
console.log("done");
