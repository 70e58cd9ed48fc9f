import assert from "node:assert/strict";
import { failsWith, failure, nats } from "./helpers/client.mjs";
import { internals } from "./helpers/internals.mjs";
import { test } from "./helpers/modules.mjs";

const {
  backoff,
  createInbox,
  deadline,
  deferred,
  delay,
  ErrorCode,
  Events,
  Match,
  millis,
  NatsError,
  nanos,
  Nuid,
  nuid,
} = nats;
const { collect, isNatsError, QueuedIteratorImpl, timeout } = await internals();

test("a deferred is settled from outside, once", async () => {
  const d = deferred();
  d.resolve(1);
  d.resolve(2);
  d.reject(new Error("too late"));
  assert.equal(await d, 1);
  const r = deferred();
  r.reject(new Error("no"));
  assert.equal((await failure(r)).message, "no");
});

test("a delay that is called off never ends", async () => {
  let ended = false;
  const d = delay(5);
  d.then(() => {
    ended = true;
  });
  d.cancel();
  await delay(20);
  assert.equal(ended, false);
});

test("a deadline passes on what comes in time", async () => {
  assert.equal(await deadline(Promise.resolve(7), 1000), 7);
  assert.equal((await failure(deadline(Promise.reject(new Error("own")), 1000))).message, "own");
  assert.equal((await failure(deadline(new Promise(() => {}), 5))).message, "deadline exceeded");
});

test("a timeout rejects with TIMEOUT and names its maker", async () => {
  const err = await failsWith(ErrorCode.Timeout, timeout(1));
  assert.match(err.stack, /util\.test\.mjs/);
});

test("a backoff follows its policy and stays with the last entry", () => {
  const b = backoff([0, 100, 1000]);
  assert.equal(b.backoff(0), 0);
  for (let i = 0; i < 100; i++) {
    const w = b.backoff(1);
    assert.ok(w >= 50 && w < 150, `${w}`);
    const last = b.backoff(99);
    assert.ok(last >= 500 && last < 1500, `${last}`);
  }
});

test("nanos and millis", () => {
  assert.equal(nanos(1.5), 1_500_000);
  assert.equal(millis(1_999_999), 1);
});

test("collect gathers everything", async () => {
  const q = new QueuedIteratorImpl();
  [1, 2, 3].forEach((v) => q.push(v));
  q.push(() => q.stop());
  assert.deepEqual(await collect(q), [1, 2, 3]);
});

test("a sync iterator gives null at the end", async () => {
  const q = new QueuedIteratorImpl();
  q.push("a");
  const it = nats.syncIterator(q);
  assert.equal(await it.next(), "a");
  q.stop();
  assert.equal(await it.next(), null);
});

test("an inbox is a prefix, a dot and 22 characters", async () => {
  assert.match(createInbox(), /^_INBOX\.[0-9A-Z]{22}$/);
  assert.match(createInbox(""), /^_INBOX\./);
  assert.match(createInbox("a.b"), /^a\.b\.[0-9A-Z]{22}$/);
  for (const bad of ["*", "a.*", "a.>", ">"]) {
    assert.match((await failure(() => createInbox(bad))).message, /wildcards/);
  }
  assert.match((await failure(() => createInbox(5))).message, /must be a string/);
});

test("identifiers differ, and share their prefix until they run out", () => {
  const n = new Nuid();
  const all = new Set(Array.from({ length: 1000 }, () => n.next()));
  assert.equal(all.size, 1000);
  assert.equal(new Set([...all].map((id) => id.slice(0, 12))).size, 1);
  const before = n.next().slice(0, 12);
  n.reset();
  assert.notEqual(n.next().slice(0, 12), before);
  assert.equal(nuid.next().length, 22);
});

test("a sequence that is used up begins anew, with another prefix", () => {
  const n = new Nuid();
  const before = n.next().slice(0, 12);
  n.seq = 36 ** 10 - 1;
  const id = n.next();
  assert.equal(id.length, 22);
  assert.notEqual(id.slice(0, 12), before);
});

test("an error has a name, a code and a message that JSON shows", () => {
  const cause = new Error("cause");
  const err = new NatsError("words", "CODE", cause);
  assert.ok(err instanceof Error);
  assert.equal(err.name, "NatsError");
  assert.equal(err.constructor.name, "NatsError");
  assert.equal(err.chainedError, cause);
  assert.deepEqual(JSON.parse(JSON.stringify(err)), {
    name: "NatsError",
    message: "words",
    code: "CODE",
    chainedError: {},
  });
  assert.match(err.stack, /words/);
  assert.equal(isNatsError(err), true);
  assert.equal(isNatsError(new Error("x")), false);
});

test("some codes have sentences, the others speak for themselves", () => {
  assert.equal(NatsError.errorForCode(ErrorCode.BadJson).message, "Bad JSON");
  assert.equal(NatsError.errorForCode(ErrorCode.Timeout).message, "TIMEOUT");
  assert.match(NatsError.errorForCode(ErrorCode.WssRequired).message, /secure websocket/);
});

test("an error says what kind it is", () => {
  const of = (code) => NatsError.errorForCode(code);
  assert.ok(of(ErrorCode.AuthorizationViolation).isAuthError());
  assert.ok(of(ErrorCode.AuthenticationExpired).isAuthError());
  assert.ok(of(ErrorCode.AccountExpired).isAuthError());
  assert.ok(!of(ErrorCode.BadAuthentication).isAuthError());
  assert.ok(of(ErrorCode.AuthenticationTimeout).isAuthTimeout());
  assert.ok(of(ErrorCode.PermissionsViolation).isPermissionError());
  assert.ok(of(ErrorCode.ProtocolError).isProtocolError());
  assert.ok(!of(ErrorCode.Timeout).isJetStreamError());
  assert.equal(of(ErrorCode.Timeout).jsError(), null);
});

test("enums have the values that programs compare with", () => {
  assert.equal(ErrorCode.NoResponders, "503");
  assert.equal(ErrorCode.ApiError, "BAD API");
  assert.equal(Events.LDM, "ldm");
  assert.equal(nats.DebugEvents.ClientInitiatedReconnect, "client initiated reconnect");
  assert.equal(Match.IgnoreCase, 2);
  assert.equal(Match[1], "CanonicalMIME");
  assert.equal(nats.RequestStrategy.SentinelMsg, "sentinelMsg");
});
