import assert from "node:assert/strict";
import { failsWith, failure, nats, open, subject, texts } from "./helpers/client.mjs";
import { ours, test } from "./helpers/modules.mjs";
import { sharedServer } from "./helpers/shared.mjs";

const { createInbox, Empty, ErrorCode, headers } = nats;
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

for (const noMux of [false, true]) {
  const kind = noMux ? "on its own" : "shared";

  test(`a request is answered (${kind})`, async (t) => {
    const s = await responder(t);
    const nc = await open(t, server);
    const m = await nc.request(s, "hello", { timeout: 5000, noMux });
    assert.equal(m.string(), "hello");
    assert.equal((await nc.request(s, Empty, { timeout: 5000, noMux })).data.length, 0);
    assert.match(m.subject, /^_INBOX\./);
  });

  test(`a request sends its headers (${kind})`, async (t) => {
    const s = await responder(t, (m) => m.respond(m.headers.get("k"), { headers: m.headers }));
    const nc = await open(t, server);
    const h = headers();
    h.set("k", "v");
    const m = await nc.request(s, "", { timeout: 5000, headers: h, noMux });
    assert.equal(m.string(), "v");
    assert.equal(m.headers.get("k"), "v");
  });

  test(`nobody listens: 503, with the caller in the stack (${kind})`, async (t) => {
    const nc = await open(t, server);
    const err = await failsWith(ErrorCode.NoResponders, nc.request(subject(), "", { timeout: 5000, noMux }));
    assert.match(err.stack, /request\.test\.mjs/);
    if (noMux) {
      assert.deepEqual(await inboxes(nc), []);
    }
  });

  test(`nobody answers: TIMEOUT, with the caller in the stack (${kind})`, async (t) => {
    const s = await responder(t, () => {});
    const nc = await open(t, server);
    const err = await failsWith(ErrorCode.Timeout, nc.request(s, "", { timeout: 50, noMux }));
    assert.equal(err.message, "TIMEOUT");
    assert.match(err.stack, /request\.test\.mjs/);
    if (noMux) {
      assert.deepEqual(await inboxes(nc), []);
    }
  });

  test(`an answer that comes too late goes nowhere (${kind})`, async (t) => {
    const waiting = [];
    const s = await responder(t, (m) => waiting.push(m));
    const nc = await open(t, server);
    await failsWith(ErrorCode.Timeout, nc.request(s, "1", { timeout: 30, noMux }));
    waiting.forEach((m) => m.respond("late"));
    const second = nc.request(s, "2", { timeout: 5000, noMux });
    await nc.flush();
    while (waiting.length < 2) {
      await nc.flush();
    }
    waiting[1].respond("in time");
    assert.equal((await second).string(), "in time");
  });

  test(`a payload that cannot be sent rejects the request (${kind})`, async (t) => {
    const nc = await open(t, server);
    const err = await failure(async () =>
      nc.request(subject(), new Uint8Array(nc.info.max_payload + 1), { timeout: 1000, noMux }),
    );
    assert.equal(err.code, ErrorCode.MaxPayloadExceeded);
    await nc.flush();
  });
}

test("a responder that lacks the data for an answer can say so with an empty one", async (t) => {
  const s = await responder(t, (m) => m.respond());
  const nc = await open(t, server);
  assert.equal((await nc.request(s)).data.length, 0);
});

test("noMux takes a reply subject of one's own; a shared inbox does not", async (t) => {
  const s = await responder(t);
  const nc = await open(t, server);
  const reply = createInbox("my.inbox");
  const m = await nc.request(s, "x", { timeout: 5000, noMux: true, reply });
  assert.equal(m.subject, reply);
  const err = await failsWith(ErrorCode.InvalidOption, nc.request(s, "x", { timeout: 1000, reply }));
  assert.equal(err.message, "reply can only be used with noMux");
});

test("a timeout below 1 is refused", async (t) => {
  const nc = await open(t, server);
  for (const timeout of [-1, 0.5]) {
    await failsWith(ErrorCode.InvalidOption, nc.request("x", "", { timeout }));
  }
});

ours("a timeout that is no number is refused", "1.30.3 takes it", async (t) => {
  const nc = await open(t, server);
  for (const timeout of ["soon", "5 s", true, {}, new Date(5)]) {
    await failsWith(ErrorCode.InvalidOption, nc.request("x", "", { timeout }));
  }
});

test("the inbox prefix applies to both kinds", async (t) => {
  const s = await responder(t);
  const nc = await open(t, server, { inboxPrefix: "my.prefix" });
  for (const noMux of [false, true]) {
    const m = await nc.request(s, "", { timeout: 5000, noMux });
    assert.match(m.subject, /^my\.prefix\./);
  }
});

test("thousands in flight each get their own answer", async (t) => {
  const s = await responder(t);
  const nc = await open(t, server);
  const n = 5000;
  const answers = await Promise.all(Array.from({ length: n }, (_, i) => nc.request(s, `${i}`, { timeout: 15_000 })));
  answers.forEach((m, i) => assert.equal(m.string(), `${i}`));
});

test("answers in any order find their requests", async (t) => {
  const held = [];
  const s = await responder(t, (m) => {
    held.push(m);
    if (held.length === 100) {
      held.reverse().forEach((x) => x.respond(`re ${x.string()}`));
    }
  });
  const nc = await open(t, server);
  const all = await Promise.all(Array.from({ length: 100 }, (_, i) => nc.request(s, `${i}`, { timeout: 5000 })));
  assert.deepEqual(
    texts(all),
    Array.from({ length: 100 }, (_, i) => `re ${i}`),
  );
});

test("only the first answer counts", async (t) => {
  const s = await responder(t, (m) => {
    m.respond("1");
    m.respond("2");
  });
  const nc = await open(t, server);
  for (const noMux of [false, true]) {
    assert.equal((await nc.request(s, "", { timeout: 5000, noMux })).string(), "1");
  }
});

test("noAsyncTraces leaves the caller's stack out", async (t) => {
  const nc = await open(t, server, { noAsyncTraces: true });
  await failsWith(ErrorCode.NoResponders, nc.request(subject(), "", { timeout: 5000 }));
});
