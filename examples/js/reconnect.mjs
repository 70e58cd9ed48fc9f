// A link is lost and made again: what is published meanwhile is kept, subscriptions are made anew.
//
//   node reconnect.mjs [ws://127.0.0.1:8080]
import { connect, Events } from "nats-web";

const servers = process.argv[2] ?? process.env.NATS_URL ?? "ws://127.0.0.1:8080";
const nc = await connect({
  servers,
  name: "reconnect",
  // Without a handler: 2000 ms, and up to 100 ms at random so that not all clients come back at once.
  reconnectDelayHandler: () => 20,
  maxReconnectAttempts: -1,
  // What may wait while there is no link; beyond it `publish` throws.
  maxPendingBytes: 1024 * 1024,
});

const inbox = nc.subscribe("parcels", { max: 3 });
const back = (async () => {
  for await (const { type } of nc.status()) {
    if (type === Events.Disconnect || type === Events.Reconnect) {
      console.log(type);
    }
    if (type === Events.Reconnect) {
      return;
    }
  }
})();

// Gives the link up, as a cut cable would.
await nc.reconnect();
for (const parcel of ["one", "two", "three"]) {
  nc.publish("parcels", parcel);
}
await back;
for await (const msg of inbox) {
  console.log(`parcel ${msg.string()}`);
}
await nc.drain();
