// A program as a user would write it, for Node as a CommonJS module.
const { connect, ErrorCode, headers } = require("nats-web");

async function main() {
  const nc = await connect({ servers: process.argv[2] });
  nc.subscribe("greet.*", {
    callback: (_err, m) => m.respond(`hello ${m.subject.split(".")[1]}`, { headers: m.headers }),
  });
  const h = headers();
  h.set("from", "cjs");
  const reply = await nc.request("greet.cjs", "", { timeout: 5000, headers: h });
  const err = await nc.request("nobody.there").catch((e) => e);
  console.log(`${reply.string()}, ${reply.headers.get("from")}, ${err.code === ErrorCode.NoResponders}`);
  await nc.close();
}

main();
