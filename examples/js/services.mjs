// A service that compares numbers: two endpoints, one with a handler and one that is a loop, errors that every client
// understands, and how to find out that it is there and what it has done.
//
//   node services.mjs [ws://127.0.0.1:8080]
import { connect, RequestStrategy, ServiceError } from "nats-web";

const servers = process.argv[2] ?? process.env.NATS_URL ?? "ws://127.0.0.1:8080";
const nc = await connect({ servers, name: "services" });

// Run this program several times: the instances share the work, because their endpoints are in one queue group.
const service = await nc.services.add({
  name: "numbers",
  version: "1.0.0",
  description: "compares numbers",
  metadata: { runtime: "node" },
});

// A handler that throws is answered for: a ServiceError with its code, everything else with 500.
service.addEndpoint("max", (_err, msg) => {
  const numbers = msg.json();
  if (numbers.length === 0) {
    throw new ServiceError(400, "give me some numbers");
  }
  msg.respond(`${Math.max(...numbers)}`);
});

// The endpoints of a group have a beginning of their subjects in common. Without a handler there is a loop.
const requests = service.addGroup("v2").addEndpoint("max", { metadata: { schema: "{ max, of }" } });
const loop = (async () => {
  for await (const msg of requests) {
    const numbers = msg.json();
    msg.respond(JSON.stringify({ max: Math.max(...numbers), of: numbers.length }));
  }
})();

// Somebody asks.
const client = await connect({ servers, name: "services-client" });
const ask = (subject, numbers) => client.request(subject, JSON.stringify(numbers), { timeout: 2000 });
await nc.flush();
console.log("max:", (await ask("max", [3, 9, 5])).string());
const { max, of } = (await ask("v2.max", [3, 9, 5])).json();
console.log("v2 max:", max, "of", of);

const error = ServiceError.toServiceError(await ask("max", []));
console.log("nothing to compare:", error.code, error.message);

// Which services are there, and what do they do? By default answers are gathered until none comes any more; here one is
// enough.
const { id } = service.info();
const finder = client.services.client({ strategy: RequestStrategy.Count, maxMessages: 1, maxWait: 2000 });
for await (const found of await finder.ping("numbers", id)) {
  console.log("found:", found.name, found.version);
}
for await (const info of await finder.info("numbers", id)) {
  console.log("it offers:", info.endpoints.map((endpoint) => endpoint.subject).join(", "));
}
for await (const stats of await finder.stats("numbers", id)) {
  const [{ num_requests, num_errors }] = stats.endpoints;
  console.log(`requests: ${num_requests}, errors: ${num_errors}`);
}

// Stopping drains: what has come is still answered. The loop ends then.
console.log("stopped:", await service.stop());
await loop;
await client.close();
await nc.close();
