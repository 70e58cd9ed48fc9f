// A program as a user would write it, for Node as an ES module.
import { connect, StringCodec } from "nats-web";

const sc = StringCodec();
const nc = await connect({ servers: process.argv[2] });
const sub = nc.subscribe("greet.*");
(async () => {
  for await (const m of sub) {
    m.respond(sc.encode(`hello ${m.subject.split(".")[1]}`));
  }
})();
const reply = await nc.request("greet.esm");
console.log(sc.decode(reply.data));
await nc.drain();
