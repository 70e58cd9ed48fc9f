// An object store: what is larger than a message, in and out, with its digest checked on the way.
//
//   node objects.mjs [ws://127.0.0.1:8080]      (a server with JetStream: nats-server -js)
import { connect } from "nats-web";

const servers = process.argv[2] ?? process.env.NATS_URL ?? "ws://127.0.0.1:8080";
const nc = await connect({ servers, name: "objects" });
const store = await nc.jetstream().views.os("pictures");

// Whatever is a ReadableStream may go in: the body of a response, a file that was dropped on a page.
const picture = new Blob([new Uint8Array(3_000_000).fill(7)]);
const { name, size, chunks } = await store.put({ name: "sea.png" }, picture.stream());
console.log(`${name}: ${size} bytes in ${chunks} chunks`);

// It comes out as one, too, no faster than it is read; `error` says whether it came whole.
const result = await store.get("sea.png");
let bytes = 0;
for await (const piece of result.data) {
  bytes += piece.length;
}
console.log(`read ${bytes} bytes, error: ${await result.error}`);

await store.putBlob({ name: "note.txt" }, new TextEncoder().encode("at noon"));
console.log(new TextDecoder().decode(await store.getBlob("note.txt")));
for (const { name } of await store.list()) {
  console.log(`there is ${name}`);
}
await store.destroy();
await nc.drain();
