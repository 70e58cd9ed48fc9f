// What happens to a connection: losses and returns, errors, the cluster's gossip. Stop and start the server to see some.
//
//   node status.mjs [ws://127.0.0.1:8080]      ends with Ctrl-C
import { connect, DebugEvents, Events } from "nats-web";

const servers = process.argv[2] ?? process.env.NATS_URL ?? "ws://127.0.0.1:8080";
// No limit: as long as this program runs, it tries.
const nc = await connect({ servers, name: "status", maxReconnectAttempts: -1 });
process.once("SIGINT", () => nc.drain());
process.once("SIGTERM", () => nc.drain());
console.log(`connected to ${nc.getServer()}`);

for await (const { type, data } of nc.status()) {
  switch (type) {
    case Events.Disconnect:
      console.log(`lost ${data}`);
      break;
    case Events.Reconnect:
      console.log(`back, at ${data}`);
      break;
    case Events.Update:
      console.log(`the cluster: ${data.added.length} more, ${data.deleted.length} fewer`);
      break;
    case Events.LDM:
      console.log(`${data} is about to shut down`);
      break;
    case Events.Error:
      console.log(`the server complains: ${data}`);
      break;
    case DebugEvents.Reconnecting:
      console.log(`dialling ${data}`);
      break;
    default:
      console.log(`${type}: ${data}`);
  }
}
console.log("closed");
