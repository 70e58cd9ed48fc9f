// A queue group shares work: each message goes to one member. Who subscribes without a group sees them all.
//
//   node queue-groups.mjs [ws://127.0.0.1:8080]
import { connect } from "nats-web";

const JOBS = 30;
const servers = process.argv[2] ?? process.env.NATS_URL ?? "ws://127.0.0.1:8080";

// Members may live in one process or in many; here each has a connection of its own.
const workers = [];
for (const name of ["ada", "grace", "edsger"]) {
  const nc = await connect({ servers, name });
  const worker = { name, nc, done: 0 };
  nc.subscribe("jobs", {
    queue: "workers",
    callback: (err, msg) => {
      if (err === null) {
        worker.done++;
        msg.respond(name);
      }
    },
  });
  await nc.flush();
  workers.push(worker);
}

const nc = await connect({ servers, name: "foreman" });
let seen = 0;
nc.subscribe("jobs", { callback: (err) => (seen += err === null ? 1 : 0) });

await Promise.all(Array.from({ length: JOBS }, (_, job) => nc.request("jobs", `${job}`)));
await nc.flush();

console.log(`${JOBS} jobs were given out, the observer saw ${seen}`);
for (const { name, done } of workers) {
  console.log(`${name} did ${done}`);
}
console.log(`together they did ${workers.reduce((sum, { done }) => sum + done, 0)}`);

await Promise.all([nc, ...workers.map((worker) => worker.nc)].map((each) => each.drain()));
