import assert from "node:assert/strict";
import { failsWith, nats, open, subject } from "./helpers/client.mjs";
import { parity, test } from "./helpers/modules.mjs";
import { sharedServer } from "./helpers/shared.mjs";

const { ErrorCode, RequestStrategy } = nats;
const server = await sharedServer();
const later = parity ? false : "requestMany is not built yet";

/** A responder on a subject of its own. */
async function responder(t, answer = (m) => m.respond(m.data)) {
  const nc = await open(t, server);
  const s = subject();
  nc.subscribe(s, { callback: (_err, m) => answer(m) });
  await nc.flush();
  return s;
}

/** Waits until `nc` has no inbox left on the server. */
async function inboxes(nc) {
  await nc.flush();
  const [me] = (await server.connections()).filter((c) => c.cid === nc.info.client_id);
  return (me.subscriptions_list ?? []).filter((s) => s.startsWith("_INBOX"));
}

test("requestMany gathers until its time is up", { skip: later }, async (t) => {
  const s = await responder(t, (m) => [1, 2, 3].forEach((i) => m.respond(`${i}`)));
  const nc = await open(t, server);
  for (const noMux of [false, true]) {
    const all = [];
    for await (const m of await nc.requestMany(s, "", { strategy: RequestStrategy.Timer, maxWait: 300, noMux })) {
      all.push(m.string());
    }
    assert.deepEqual(all, ["1", "2", "3"]);
  }
});

/** What requestMany gathers from a responder that says 1, 2, nothing, 3. */
async function gatherFrom(t, opts) {
  const s = await responder(t, (m) => ["1", "2", "", "3"].forEach((v) => m.respond(v)));
  const nc = await open(t, server);
  const all = [];
  for await (const m of await nc.requestMany(s, "", { maxWait: 10_000, ...opts })) {
    all.push(m.string());
  }
  await nc.flush();
  assert.equal((await inboxes(nc)).length, opts.noMux ? 0 : 1);
  return all;
}

test("requestMany stops at a count, at an empty answer, or when no more come", { skip: later }, async (t) => {
  const { Count, JitterTimer, SentinelMsg } = RequestStrategy;
  assert.deepEqual(await gatherFrom(t, { strategy: Count, maxMessages: 2 }), ["1", "2"]);
  assert.deepEqual(await gatherFrom(t, { strategy: SentinelMsg }), ["1", "2", ""]);
  assert.deepEqual(await gatherFrom(t, { strategy: JitterTimer, jitter: 100 }), ["1", "2", "", "3"]);
});

test("and so does one with a subscription of its own", {
  skip: later || "1.30.3 lets what is on its way through",
}, async (t) => {
  const { Count, JitterTimer, SentinelMsg } = RequestStrategy;
  assert.deepEqual(await gatherFrom(t, { strategy: Count, maxMessages: 2, noMux: true }), ["1", "2"]);
  assert.deepEqual(await gatherFrom(t, { strategy: SentinelMsg, noMux: true }), ["1", "2", ""]);
  assert.deepEqual(await gatherFrom(t, { strategy: JitterTimer, noMux: true }), ["1", "2", "", "3"]);
});

test("leaving a requestMany early ends it", { skip: later }, async (t) => {
  const s = await responder(t, (m) => ["1", "2"].forEach((v) => m.respond(v)));
  const nc = await open(t, server);
  for (const noMux of [false, true]) {
    for await (const m of await nc.requestMany(s, "", { maxWait: 60_000, noMux })) {
      assert.equal(m.string(), "1");
      break;
    }
  }
  await nc.flush();
  assert.equal((await inboxes(nc)).length, 1);
});

test("requestMany refuses a wait below 1", { skip: later }, async (t) => {
  const nc = await open(t, server);
  await failsWith(ErrorCode.InvalidOption, nc.requestMany("x", "", { maxWait: 0.5 }));
});
