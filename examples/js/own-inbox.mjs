// A request with a reply subject of one's own, for clients that may not subscribe to `_INBOX.>`; or with another prefix.
//
//   node own-inbox.mjs [ws://127.0.0.1:8080]
import { connect } from "nats-web";

const servers = process.argv[2] ?? process.env.NATS_URL ?? "ws://127.0.0.1:8080";
const nc = await connect({ servers, name: "own-inbox", inboxPrefix: "replies.ada" });
nc.subscribe("where", { callback: (_err, msg) => msg.respond(msg.reply) });

// All requests share one subscription below the prefix.
const shared = await nc.request("where");
console.log(`shared: ${shared.string().startsWith("replies.ada.")}`);

// This one has a subscription of its own, which ends with the reply.
const own = await nc.request("where", "", { noMux: true, reply: "replies.ada.here", timeout: 1000 });
console.log(`own: ${own.string()}`);
await nc.drain();
