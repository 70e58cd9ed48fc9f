// Authentication with a credentials file as `nsc` writes it: a JWT and the seed of a key that signs the server's challenge.
// The file is read anew at every connection, so that whatever renews it is enough.
//
//   node auth.mjs [ws://127.0.0.1:8080] [user.creds]
import { readFile } from "node:fs/promises";
import { connect, credsAuthenticator, nkeyAuthenticator, nkeys } from "nats-web";

const [servers = process.env.NATS_URL ?? "ws://127.0.0.1:8080", file = "user.creds"] = process.argv.slice(2);

const nc = await connect({ servers, authenticator: credsAuthenticator(() => readFile(file)) });
nc.subscribe("greet.*", { callback: (_err, m) => m.respond(`hello, ${m.subject.split(".")[1]}`) });
console.log((await nc.request("greet.alice")).string());

// What the JWT does not permit ends alone: the request is rejected, the connection lives on.
try {
  await nc.request("secret.plans");
} catch (err) {
  console.log(`${err.permissionContext.operation} to ${err.permissionContext.subject}: ${err.code}`);
}
await nc.drain();

// A key of one's own making is nobody here. With an nkey that the server knows, this is all it takes.
const stranger = nkeys.createUser();
try {
  await connect({ servers, authenticator: nkeyAuthenticator(stranger.getSeed()) });
} catch (err) {
  console.log("a stranger:", err.code);
}
stranger.clear();
