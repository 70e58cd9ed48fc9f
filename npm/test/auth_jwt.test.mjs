// Decentralised authentication: users that accounts vouch for, accounts that the operator vouches for. The server knows
// the operator only.
import assert from "node:assert/strict";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { eager, failsWith, failure, nats, open, StatusLog } from "./helpers/client.mjs";
import { Account, claims, creds as file, operator } from "./helpers/jwt.mjs";
import { ours, parity, test } from "./helpers/modules.mjs";
import { NatsServer } from "./helpers/server.mjs";
import { sharedServer } from "./helpers/shared.mjs";

const { connect, credsAuthenticator, ErrorCode, Events, jwtAuthenticator, nkeyAuthenticator, nkeys } = nats;
const text = (bytes) => new TextDecoder().decode(bytes);
const bytes = (string) => new TextEncoder().encode(string);
const {
  accounts: [account, other],
  config,
  key: operatorKey,
} = operator({}, {});
const server = await sharedServer({ extra: config });
const alice = account.user();

/** Seconds since 1970, `n` from now. */
const inSeconds = (n) => Math.floor(Date.now() / 1000) + n;

test("a credentials file, or a function that gives one", async (t) => {
  for (const creds of [alice.creds, () => alice.creds]) {
    const nc = await open(t, server, { authenticator: credsAuthenticator(creds) });
    await nc.flush();
  }
});

test("a JWT and a seed, as they are or from functions", async (t) => {
  const seed = alice.key.getSeed();
  for (const authenticator of [
    jwtAuthenticator(alice.jwt, seed),
    jwtAuthenticator(
      () => alice.jwt,
      () => seed,
    ),
    [nkeyAuthenticator(seed), () => ({ jwt: alice.jwt })],
  ]) {
    await (await open(t, server, { authenticator })).flush();
  }
});

ours("all of that may come late", "1.30.3 takes no promise", async (t) => {
  for (const authenticator of [
    credsAuthenticator(async () => alice.creds),
    jwtAuthenticator(async () => alice.jwt, alice.key.getSeed()),
    jwtAuthenticator(alice.jwt, async () => alice.key.getSeed()),
    [async () => ({ jwt: alice.jwt }), nkeyAuthenticator(alice.key.getSeed())],
  ]) {
    await (await open(t, server, { authenticator })).flush();
  }
});

ours("line breaks of Windows, and a last one that is missing", "1.30.3 finds no credentials there", async (t) => {
  const lines = text(alice.creds);
  for (const creds of [lines.replaceAll("\n", "\r\n"), lines.slice(0, lines.lastIndexOf("\n\n***"))]) {
    await (await open(t, server, { authenticator: credsAuthenticator(bytes(creds)) })).flush();
  }
});

test("a bearer token needs no signature", async (t) => {
  const bearer = account.user({ bearer_token: true });
  await (await open(t, server, { authenticator: jwtAuthenticator(bearer.jwt) })).flush();
});

/** Credentials that the server does not believe. */
const UNBELIEVABLE = {
  "none at all": undefined,
  "no signature": jwtAuthenticator(alice.jwt),
  "another's signature": jwtAuthenticator(alice.jwt, account.user().key.getSeed()),
  expired: credsAuthenticator(account.user({}, { exp: inSeconds(-10) }).creds),
  "not valid yet": credsAuthenticator(account.user({}, { nbf: inSeconds(3600) }).creds),
  "of an account that the server does not know": credsAuthenticator(new Account(operatorKey).user().creds),
  "with claims that were changed": jwtAuthenticator(forged(), alice.key.getSeed()),
  "a key alone": nkeyAuthenticator(alice.key.getSeed()),
  "a password": () => ({ user: "alice", pass: "secret" }),
};

function forged() {
  const [header, , signature] = alice.jwt.split(".");
  const changed = Buffer.from(JSON.stringify({ ...claims(alice.jwt), name: "admin" })).toString("base64url");
  return `${header}.${changed}.${signature}`;
}

for (const [what, authenticator] of Object.entries(UNBELIEVABLE)) {
  test(`refused: ${what}`, async () => {
    await failsWith(ErrorCode.AuthorizationViolation, connect({ servers: server.ws, authenticator }));
    const waiting = { waitOnFirstConnect: true, reconnectTimeWait: 10, reconnectJitter: 0, maxReconnectAttempts: -1 };
    await failsWith(ErrorCode.AuthorizationViolation, connect({ servers: server.ws, authenticator, ...waiting }));
  });
}

for (const [what, creds, expected] of [
  ["no file at all", bytes("x"), { name: "NatsError", code: ErrorCode.BadCreds }],
  ["no seed", bytes(text(alice.creds).slice(0, text(alice.creds).indexOf("*****"))), { code: ErrorCode.BadCreds }],
  ["a mistyped seed", bytes(file(alice.jwt, alice.key.getSeed().slice().fill(65, 2, 9))), { name: "NKeysError" }],
]) {
  test(`a credentials file that is none fails with what is wrong: ${what}`, async () => {
    const authenticator = credsAuthenticator(creds);
    for (const opts of parity ? [{}] : [{}, { waitOnFirstConnect: true }, { reconnect: false }]) {
      const err = await failure(connect({ servers: server.ws, authenticator, ...opts }));
      assert.deepEqual({ ...expected, ...pick(err, Object.keys(expected)) }, expected);
      assert.ok(!`${err.stack}${JSON.stringify(err)}`.includes(text(alice.key.getSeed()).slice(8)));
    }
  });
}

function pick(object, keys) {
  return Object.fromEntries(keys.map((key) => [key, object[key]]));
}

ours("the file's function is asked once for each attempt", "1.30.3 asks twice, for JWT and seed", async (t) => {
  let asked = 0;
  const authenticator = credsAuthenticator(() => {
    asked++;
    // A new key each time: JWT and seed of different calls do not go together.
    return account.user().creds;
  });
  await open(t, server, { authenticator });
  assert.equal(asked, 1);
});

test("permissions of the JWT hold: subscriptions, publishes, requests", async (t) => {
  const limited = account.user({ pub: { deny: ["secret.>"] }, sub: { deny: ["secret.>"] } });
  const nc = await open(t, server, { authenticator: credsAuthenticator(limited.creds) });
  const log = new StatusLog(nc);
  const kept = nc.subscribe("open");
  const denied = nc.subscribe("secret.x");
  const err = await failsWith(ErrorCode.PermissionsViolation, async () => {
    for await (const _ of denied) {
      assert.fail("a message");
    }
  });
  assert.equal(err.permissionContext.subject, "secret.x");
  assert.equal((await log.next(Events.Error)).permissionContext.operation, "subscription");
  nc.publish("secret.y");
  const status = await log.next(Events.Error);
  assert.equal(status.data, ErrorCode.PermissionsViolation);
  assert.deepEqual(
    { ...status.permissionContext, queue: undefined },
    { operation: "publish", subject: "secret.y", queue: undefined },
  );
  await failsWith(ErrorCode.PermissionsViolation, nc.request("secret.z", "", { timeout: 60_000 }));
  nc.publish("open");
  await nc.flush();
  assert.equal(kept.getPending(), 1);
});

test("accounts do not hear of one another", async (t) => {
  const [mine, theirs] = await Promise.all(
    [alice, other.user()].map(({ creds }) => open(t, server, { authenticator: credsAuthenticator(creds) })),
  );
  const [heard, foreign] = [mine.subscribe("hello"), theirs.subscribe("hello")];
  await Promise.all([mine.flush(), theirs.flush()]);
  mine.publish("hello");
  await Promise.all([mine.flush(), theirs.flush()]);
  assert.deepEqual([heard.getPending(), foreign.getPending()], [1, 0]);
});

test("a user whose JWT runs out comes back with another", async (t) => {
  const key = nkeys.createUser();
  const fresh = account.user({}, {}, key);
  let next = account.user({}, { exp: inSeconds(2) }, key);
  const authenticator = credsAuthenticator(() => next.creds);
  const nc = await open(t, server, { ...eager, authenticator, jwtRenewalLead: 0 });
  next = fresh;
  const log = new StatusLog(nc);
  nc.subscribe("echo", { callback: (_err, m) => m.respond(m.data) });
  assert.equal((await log.next(Events.Error)).data, ErrorCode.AuthenticationExpired);
  await log.next(Events.Disconnect);
  await log.next(Events.Reconnect);
  assert.equal((await nc.request("echo", "still here", { timeout: 10_000 })).string(), "still here");
});

ours("a link is renewed before its JWT runs out, and nothing is lost", "1.30.3 waits for the end", async (t) => {
  const key = nkeys.createUser();
  // A quarter of it is for leaving in order, also on a machine that stalls.
  let creds = account.user({}, { exp: inSeconds(7) }, key).creds;
  const nc = await open(t, server, { ...eager, authenticator: credsAuthenticator(() => creds) });
  creds = account.user({}, {}, key).creds;
  const log = new StatusLog(nc);
  const heard = [];
  nc.subscribe("count", { callback: (_err, m) => heard.push(m.string()) });
  nc.subscribe("slow", { callback: (_err, m) => setTimeout(() => m.respond("done"), 20) });
  let published = 0;
  let answered = 0;
  const renewed = log.next(Events.Reconnect).then(() => true);
  while (!(await Promise.race([renewed, new Promise((r) => setTimeout(r, 2, false))]))) {
    nc.publish("count", `${published++}`);
    if (published % 50 === 0) {
      await nc.request("slow", "", { timeout: 10_000 });
      answered++;
      await nc.flush();
    }
  }
  await nc.flush();
  assert.equal(log.count(Events.Error), 0, "it did not run out");
  assert.deepEqual(
    heard,
    Array.from({ length: published }, (_, i) => `${i}`),
  );
  assert.ok(answered > 0);
  assert.equal(log.count(Events.Disconnect), 1);
  assert.equal(log.count(nats.DebugEvents.ClientInitiatedReconnect), 1);
});

ours("credentials that are the same are asked about, and kept to the end", "1.30.3 does not ask", async (t) => {
  const key = nkeys.createUser();
  const short = account.user({}, { exp: inSeconds(3) }, key).creds;
  const fresh = account.user({}, {}, key).creds;
  let asked = 0;
  let hasRunOut = false;
  const authenticator = credsAuthenticator(() => {
    asked++;
    return hasRunOut ? fresh : short;
  });
  const nc = await open(t, server, { ...eager, authenticator });
  const log = new StatusLog(nc);
  assert.equal((await log.next(Events.Error)).data, ErrorCode.AuthenticationExpired);
  hasRunOut = true;
  assert.ok(asked > 1);
  await log.next(Events.Reconnect);
  assert.equal(log.count(nats.DebugEvents.ClientInitiatedReconnect), 0);
});

ours("without a lead nobody is asked before the end", "1.30.3 has none", async (t) => {
  const key = nkeys.createUser();
  let creds = account.user({}, { exp: inSeconds(2) }, key).creds;
  let asked = 0;
  const authenticator = credsAuthenticator(() => {
    asked++;
    return creds;
  });
  const nc = await open(t, server, { ...eager, authenticator, jwtRenewalLead: 0 });
  creds = account.user({}, {}, key).creds;
  const log = new StatusLog(nc);
  assert.equal((await log.next(Events.Error)).data, ErrorCode.AuthenticationExpired);
  assert.equal(asked, 1);
  await failsWith(ErrorCode.InvalidOption, connect({ servers: server.ws, jwtRenewalLead: -1 }));
});

test("a user that is revoked is sent away, and let in no more", async (t) => {
  const own = await fullResolver(t);
  const bob = own.account.user();
  const nc = await open(t, own.server, { ...eager, authenticator: credsAuthenticator(bob.creds) });
  const carol = await open(t, own.server, { ...eager, authenticator: credsAuthenticator(own.account.user().creds) });
  const log = new StatusLog(nc);
  await own.update(own.account.jwt({ revocations: { [bob.key.getPublicKey()]: inSeconds(1) } }));
  await log.next(Events.Error);
  const err = await nc.closed();
  assert.equal(err.code, ErrorCode.AuthorizationViolation);
  await carol.flush();
});

/** A server that is told of accounts while it runs. */
async function fullResolver(t) {
  const dir = mkdtempSync(join(tmpdir(), "nats-web-jwt-"));
  const own = operator({});
  const extra = own.config.replace("resolver: MEMORY", `resolver: { type: full, dir: "${dir}", interval: "2m" }`);
  const server = await NatsServer.start(t, { extra });
  t.after(() => rmSync(dir, { recursive: true, force: true }));
  const admin = await open(t, server, { authenticator: credsAuthenticator(own.system.user().creds) });
  const update = async (jwt) => {
    const reply = (await admin.request("$SYS.REQ.CLAIMS.UPDATE", jwt, { timeout: 10_000 })).json();
    assert.equal(reply.data?.code, 200, JSON.stringify(reply));
  };
  return { account: own.accounts[0], server, update };
}

test("an account that runs out takes its users along", async (t) => {
  const own = await fullResolver(t);
  const authenticator = credsAuthenticator(own.account.user().creds);
  const nc = await open(t, own.server, { ...eager, authenticator });
  const log = new StatusLog(nc);
  await own.update(own.account.jwt({}, { exp: inSeconds(2) }));
  assert.equal((await log.next(Events.Error)).data, ErrorCode.AccountExpired);
  const err = await nc.closed();
  assert.ok(err.isAuthError());
});
