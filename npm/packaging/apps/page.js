// A page's script as a user would write it; a bundler or an import map finds the package.
import { connect, JSONCodec } from "nats-web";

const jc = JSONCodec();
const nc = await connect({ servers: new URLSearchParams(location.search).get("nats") });
nc.subscribe("add", {
  callback: (_err, m) => {
    const { a, b } = jc.decode(m.data);
    m.respond(jc.encode({ sum: a + b }));
  },
});
const reply = await nc.request("add", jc.encode({ a: 20, b: 22 }));
await nc.close();
document.title = `sum ${reply.json().sum}`;
