// Authentication with nkeys that the server's configuration names.
import assert from "node:assert/strict";
import { runInNewContext } from "node:vm";
import { eager, failsWith, failure, nats, open, StatusLog } from "./helpers/client.mjs";
import { ours, test } from "./helpers/modules.mjs";
import { ScriptedSocket } from "./helpers/scripted_socket.mjs";
import { NatsServer } from "./helpers/server.mjs";
import { sharedServer } from "./helpers/shared.mjs";

const { connect, ErrorCode, Events, jwtAuthenticator, nkeyAuthenticator, nkeys } = nats;
const encoder = new TextEncoder();
const me = nkeys.createUser();
const users = (...keys) =>
  `authorization { users: [{ user: derek, password: foobar }, ${keys.map((k) => `{ nkey: ${k.getPublicKey()} }`)}] }`;
const server = await sharedServer({ extra: users(me) });
const stranger = nkeys.createUser();

/** What CONNECT says to a server that sent `nonce`. */
async function connectWith(t, authenticator, nonce) {
  const socket = new ScriptedSocket();
  const info = { server_id: "S", version: "2.12.0", proto: 1, headers: true, max_payload: 1000, nonce };
  socket.open = () => {
    socket.readyState = 1;
    socket.onopen?.({});
    socket.say(`INFO ${JSON.stringify(info)}\r\n`);
  };
  const wsFactory = async () => {
    setImmediate(() => socket.open());
    return { socket, encrypted: false };
  };
  await open(t, "ws://127.0.0.1:1", { wsFactory, authenticator });
  return JSON.parse(/^CONNECT (\{.*\})\r\n/.exec(socket.words)[1]);
}

test("a seed, or a function that gives one", async (t) => {
  for (const seed of [me.getSeed(), () => me.getSeed()]) {
    await (await open(t, server, { authenticator: nkeyAuthenticator(seed) })).flush();
  }
});

ours("a seed that comes late", "1.30.3 takes no promise", async (t) => {
  await (await open(t, server, { authenticator: nkeyAuthenticator(async () => me.getSeed()) })).flush();
  // A promise of another realm, as a page gets it from a frame.
  const { Promise: Foreign } = runInNewContext("({ Promise })");
  const sign = nkeyAuthenticator(me.getSeed());
  for (const authenticator of [
    nkeyAuthenticator(() => Foreign.resolve(me.getSeed())),
    (nonce) => Foreign.resolve(sign(nonce)),
  ]) {
    await (await open(t, server, { authenticator })).flush();
  }
});

test("another key is refused", async () => {
  const authenticator = nkeyAuthenticator(stranger.getSeed());
  await failsWith(ErrorCode.AuthorizationViolation, connect({ servers: server.ws, authenticator }));
});

test("a signature of something else is refused", async () => {
  const sign = nkeyAuthenticator(me.getSeed());
  const authenticator = (nonce) => sign(`${nonce}!`);
  await failsWith(ErrorCode.AuthorizationViolation, connect({ servers: server.ws, authenticator }));
});

test("what it gives verifies", () => {
  const sign = nkeyAuthenticator(me.getSeed());
  const { nkey, sig } = sign("nonce");
  assert.equal(nkey, me.getPublicKey());
  assert.equal(nkeys.fromPublic(nkey).verify(encoder.encode("nonce"), nkeys.decode(sig)), true);
  assert.deepEqual(sign(), { nkey, sig: "" });
  assert.deepEqual(nkeyAuthenticator()("nonce"), { nkey: "", sig: "" });
  assert.deepEqual(jwtAuthenticator("x.y.z")("nonce"), { jwt: "x.y.z", nkey: "", sig: "" });
  assert.deepEqual(
    jwtAuthenticator(
      () => "x.y.z",
      () => me.getSeed(),
    )("nonce"),
    { jwt: "x.y.z", nkey, sig },
  );
});

ours("what CONNECT says", "compared by what servers do", async (t) => {
  const nkey = me.getPublicKey();
  const said = await connectWith(t, nkeyAuthenticator(me.getSeed()), "abc");
  assert.equal(said.nkey, nkey);
  assert.equal(me.verify(encoder.encode("abc"), nkeys.decode(said.sig)), true);
  assert.deepEqual([said.jwt, said.user, said.pass, said.auth_token], Array(4).fill(undefined));
  const withJwt = await connectWith(t, jwtAuthenticator("x.y.z", me.getSeed()), "abc");
  assert.deepEqual([withJwt.jwt, withJwt.nkey, withJwt.sig], ["x.y.z", nkey, said.sig]);
  const bearer = await connectWith(t, jwtAuthenticator("x.y.z"), "abc");
  assert.deepEqual([bearer.jwt, bearer.nkey, bearer.sig], ["x.y.z", undefined, undefined]);
  const unasked = await connectWith(t, nkeyAuthenticator(me.getSeed()), undefined);
  assert.deepEqual([unasked.nkey, unasked.sig], [nkey, undefined]);
});

test("several together: each shows what it has", async (t) => {
  const both = [nkeyAuthenticator(me.getSeed()), () => undefined, () => ({ user: "x", pass: "y" })];
  await (await open(t, server, { authenticator: both })).flush();
  const password = [() => undefined, nats.usernamePasswordAuthenticator("derek", "foobar")];
  await (await open(t, server, { authenticator: password })).flush();
});

for (const [what, seed, code] of [
  ["a mistyped one", encoder.encode("SUAAKBIFAUCQKBIFAUCQKBIFAUCQKBIFAUCQKBIFAUCQKBIFAUCQKBKDFA"), "InvalidChecksum"],
  ["no base32", encoder.encode("SUAA!"), "InvalidEncoding"],
  ["a public key", encoder.encode(stranger.getPublicKey()), "InvalidSeed"],
]) {
  test(`a seed that is none fails with what is wrong: ${what}`, async () => {
    const err = await failure(connect({ servers: server.ws, authenticator: nkeyAuthenticator(seed) }));
    assert.equal(err.name, "NKeysError");
    assert.equal(err.code, nkeys.NKeysErrorCode[code]);
    assert.ok(!err.stack.includes(new TextDecoder().decode(seed)));
  });
}

test("the function is asked anew, and may give another seed then", async (t) => {
  const own = await NatsServer.start(t, { extra: users(me) });
  let key = me;
  let asked = 0;
  const authenticator = nkeyAuthenticator(() => {
    asked++;
    return key.getSeed();
  });
  const nc = await open(t, own, { ...eager, authenticator });
  const log = new StatusLog(nc);
  await own.down();
  own.config.extra = users(stranger);
  key = stranger;
  await own.up();
  await log.next(Events.Reconnect);
  await nc.flush();
  assert.ok(asked >= 2);
});

ours("what came too late harms nobody", "1.30.3 takes no promise", async (t) => {
  const { make, sockets } = ScriptedSocket.factory();
  const answers = [];
  const authenticator = () => new Promise((resolve, reject) => answers.push({ resolve, reject }));
  const connecting = open(t, "ws://127.0.0.1:1", {
    ...eager,
    waitOnFirstConnect: true,
    wsFactory: make,
    authenticator,
  });
  const turnsUntil = async (condition) => {
    while (!condition()) {
      await new Promise((r) => setTimeout(r, 1));
    }
  };
  await turnsUntil(() => answers.length === 1);
  sockets[0].hangUp();
  await turnsUntil(() => answers.length === 2);
  answers[0].reject(new Error("of a socket that is gone"));
  answers[1].resolve({ user: "second" });
  const nc = await connecting;
  assert.match(sockets[1].words, /"user":"second"/);
  await nc.close();
  assert.equal(await nc.closed(), undefined);
});
