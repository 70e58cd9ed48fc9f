import assert from "node:assert/strict";
import { failsWith, failure, nats, open, subject, take, texts } from "./helpers/client.mjs";
import { ours, test } from "./helpers/modules.mjs";
import { sharedServer } from "./helpers/shared.mjs";

const { ErrorCode, headers, RequestStrategy } = nats;
const server = await sharedServer();

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

test("requestMany gathers until its time is up", async (t) => {
  const s = await responder(t, (m) => [1, 2, 3].forEach((i) => m.respond(`${i}`)));
  const nc = await open(t, server);
  const gather = async (noMux) =>
    texts(await take(await nc.requestMany(s, "", { strategy: RequestStrategy.Timer, maxWait: 1500, noMux }), 9));
  assert.deepEqual(await Promise.all([gather(false), gather(true)]), [
    ["1", "2", "3"],
    ["1", "2", "3"],
  ]);
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

test("requestMany stops at a count, at an empty answer, or when no more come", async (t) => {
  const { Count, JitterTimer, SentinelMsg } = RequestStrategy;
  assert.deepEqual(await gatherFrom(t, { strategy: Count, maxMessages: 2 }), ["1", "2"]);
  assert.deepEqual(await gatherFrom(t, { strategy: SentinelMsg }), ["1", "2", ""]);
  assert.deepEqual(await gatherFrom(t, { strategy: JitterTimer, jitter: 1000 }), ["1", "2", "", "3"]);
});

ours("and so does one with a subscription of its own", "1.30.3 lets what is on its way through", async (t) => {
  const { Count, JitterTimer, SentinelMsg } = RequestStrategy;
  assert.deepEqual(await gatherFrom(t, { strategy: Count, maxMessages: 2, noMux: true }), ["1", "2"]);
  assert.deepEqual(await gatherFrom(t, { strategy: SentinelMsg, noMux: true }), ["1", "2", ""]);
  assert.deepEqual(await gatherFrom(t, { strategy: JitterTimer, jitter: 1000, noMux: true }), ["1", "2", "", "3"]);
});

test("leaving a requestMany early ends it", async (t) => {
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

test("requestMany refuses a wait below 1", async (t) => {
  const nc = await open(t, server);
  await failsWith(ErrorCode.InvalidOption, nc.requestMany("x", "", { maxWait: 0.5 }));
});

for (const noMux of [false, true]) {
  const kind = noMux ? "on its own" : "shared";

  test(`nobody listens: the loop fails with 503, and the caller is in the stack (${kind})`, async (t) => {
    const nc = await open(t, server);
    const answers = await nc.requestMany(subject(), "", { maxWait: 60_000, noMux });
    const err = await failsWith(ErrorCode.NoResponders, take(answers, 1));
    assert.match(err.stack, /request_many\.test\.mjs/);
    assert.equal((await inboxes(nc)).length, noMux ? 0 : 1);
  });

  test(`nobody answers: an end like any (${kind})`, async (t) => {
    const s = await responder(t, () => {});
    const nc = await open(t, server);
    for (const strategy of Object.values(RequestStrategy)) {
      assert.deepEqual(await take(await nc.requestMany(s, "", { strategy, maxWait: 20, noMux }), 1), []);
    }
    assert.equal((await inboxes(nc)).length, noMux ? 0 : 1);
  });

  test(`a connection that drains or has closed refuses (${kind})`, async (t) => {
    const s = await responder(t);
    const nc = await open(t, server);
    const drained = nc.drain();
    await failsWith(ErrorCode.ConnectionDraining, nc.requestMany(s, "", { noMux }));
    await drained;
    await failsWith(ErrorCode.ConnectionClosed, nc.requestMany(s, "", { noMux }));
    await failsWith(ErrorCode.BadSubject, (await open(t, server)).requestMany("", "", { noMux }));
  });
}

test("with a jitter the wait is for the first answer", async (t) => {
  const s = await responder(t, (m) => m.respond(m.reply));
  const nc = await open(t, server);
  const opts = { strategy: RequestStrategy.JitterTimer, maxWait: 2000, jitter: 60_000 };
  const seen = [];
  for await (const m of await nc.requestMany(s, "", opts)) {
    if (seen.push(m.string()) === 2) {
      break;
    }
    setTimeout(() => nc.publish(m.string(), "much later"), 2100);
  }
  assert.equal(seen[1], "much later");
});

test("one that has no strategy that we know of waits for its time", async (t) => {
  const s = await responder(t, (m) => [1, 2].forEach((i) => m.respond(`${i}`)));
  const nc = await open(t, server);
  const all = [{ strategy: "none" }, { strategy: RequestStrategy.Count }, { maxMessages: 1 }].map(async (opts) => {
    assert.deepEqual(texts(await take(await nc.requestMany(s, "", { maxWait: 1500, ...opts }), 9)), ["1", "2"]);
  });
  await Promise.all(all);
});

test("a connection that closes meanwhile lets the loop fail", async (t) => {
  const s = await responder(t, (m) => m.respond("1"));
  const nc = await open(t, server);
  const answers = await nc.requestMany(s, "", { maxWait: 60_000 });
  const seen = [];
  const err = await failsWith(ErrorCode.Timeout, async () => {
    for await (const m of answers) {
      seen.push(m.string());
      nc.close();
    }
  });
  assert.deepEqual(seen, ["1"]);
  assert.match(err.stack, /request_many\.test\.mjs/);
});

test("what is wrong with the message is for the loop to find out", async (t) => {
  const nc = await open(t, server);
  const large = await nc.requestMany("x", new Uint8Array(nc.info.max_payload + 1));
  await failsWith(ErrorCode.MaxPayloadExceeded, take(large, 1));
  await failsWith(ErrorCode.BadPayload, take(await nc.requestMany("x", 5), 1));
});

ours("headers are sent whatever the inbox, and the options stay as they are", "1.30.3 does neither", async (t) => {
  const s = await responder(t, (m) => m.respond(m.headers.get("k")));
  const nc = await open(t, server);
  const h = headers();
  h.set("k", "v");
  for (const noMux of [false, true]) {
    const opts = Object.freeze({ strategy: RequestStrategy.Count, maxMessages: 1, headers: h, noMux });
    assert.deepEqual(texts(await take(await nc.requestMany(s, "", opts), 9)), ["v"]);
  }
});

ours("noMux or not, a close meanwhile is the same failure", "1.30.3 ends the loop as if all had come", async (t) => {
  const s = await responder(t, () => {});
  const nc = await open(t, server);
  const answers = await nc.requestMany(s, "", { maxWait: 60_000, noMux: true });
  const first = failure(take(answers, 1));
  await nc.close();
  assert.equal((await first).code, ErrorCode.Timeout);
});

test("answers that nobody takes in time cost nobody else theirs", async (t) => {
  const s = await responder(t, (m) => [1, 2, 3].forEach((i) => m.respond(`${i}`)));
  const nc = await open(t, server);
  const many = Array.from({ length: 200 }, () =>
    nc.requestMany(s, "", { strategy: RequestStrategy.Count, maxMessages: 2, maxWait: 30_000 }),
  );
  const single = Array.from({ length: 200 }, () => nc.request(s, "", { timeout: 30_000 }));
  for (const answers of await Promise.all(many)) {
    assert.deepEqual(texts(await take(answers, 9)), ["1", "2"]);
  }
  assert.deepEqual(new Set(texts(await Promise.all(single))), new Set(["1"]));
});
