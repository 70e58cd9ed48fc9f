// A bucket of settings: values by keys, changes that notice each other, and a watch that sees every change.
//
//   node key-value.mjs [ws://127.0.0.1:8080]      (a server with JetStream: nats-server -js)
import { connect } from "nats-web";

const servers = process.argv[2] ?? process.env.NATS_URL ?? "ws://127.0.0.1:8080";
const nc = await connect({ servers, name: "key-value" });
const kv = await nc.jetstream().views.kv("settings", { history: 5 });

await kv.put("colour", "green");
const revision = await kv.put("size", "small");

// The watch gives the last value of each key, and then what changes.
const changes = await kv.watch();
const watching = (async () => {
  for await (const { key, operation, string } of rows(changes)) {
    console.log(`${key} ${operation} ${string}`);
    if (operation === "DEL") {
      break;
    }
  }
})();

// An update says what it changes. One that comes too late is refused, and nothing is overwritten.
await kv.update("size", "large", revision);
await kv.update("size", "medium", revision).catch((err) => console.log(`too late: ${err.message}`));
await kv.create("colour", "red").catch(() => console.log("there is a colour already"));
await kv.delete("colour");
await watching;

for await (const key of await kv.keys()) {
  console.log(`${key} is ${(await kv.get(key)).string()}`);
}
await kv.destroy();
await nc.drain();

/** Entries with their values as text. */
async function* rows(entries) {
  for await (const entry of entries) {
    yield { key: entry.key, operation: entry.operation, string: entry.string() };
  }
}
