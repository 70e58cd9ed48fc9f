// Subjects are words between dots; `*` stands for one word, `>` for all that follow. Subscriptions know nothing of each
// other: each gets what matches its own subject.
//
//   node wildcards.mjs [ws://127.0.0.1:8080]
import { connect } from "nats-web";

const servers = process.argv[2] ?? process.env.NATS_URL ?? "ws://127.0.0.1:8080";
const nc = await connect({ servers, name: "wildcards" });

const loops = ["trains.*.delayed", "trains.ice.*", "trains.>"].map(async (subject) => {
  const seen = [];
  for await (const msg of nc.subscribe(subject)) {
    seen.push(msg.subject);
  }
  return `${subject} saw ${seen.join(", ")}`;
});

nc.publish("trains.ice.delayed");
nc.publish("trains.ice.arrived");
nc.publish("trains.re.delayed");
nc.publish("trains.re.delayed.again");

// Drains the subscriptions: the loops get what has been published, and end.
await nc.drain();
for (const line of await Promise.all(loops)) {
  console.log(line);
}
