import assert from "node:assert/strict";
import { failsWith, nats, open, StatusLog, turn } from "./helpers/client.mjs";
import { test } from "./helpers/modules.mjs";
import { sharedServer } from "./helpers/shared.mjs";

const { deferred, ErrorCode, Events } = nats;
const server = await sharedServer({
  extra: `authorization { users: [
    { user: limited, password: pw, permissions: { publish: { deny: ["secret.>"] }, subscribe: { deny: ["secret.>", "both q"] } } }
    { user: noinbox, password: pw, permissions: { subscribe: { allow: ["mine.>", "open"] } } }
    { user: all, password: pw }
  ] }`,
});
const limited = { user: "limited", pass: "pw" };

test("a denied subscription ends alone: its loop throws, closed resolves", async (t) => {
  const nc = await open(t, server, limited);
  const log = new StatusLog(nc);
  const kept = nc.subscribe("open");
  const denied = nc.subscribe("secret.x");
  const err = await failsWith(ErrorCode.PermissionsViolation, async () => {
    for await (const _ of denied) {
      assert.fail("a message");
    }
  });
  assert.ok(err.isPermissionError());
  assert.equal(err.message, `'Permissions Violation for Subscription to "secret.x"'`);
  assert.deepEqual(
    { ...err.permissionContext, queue: undefined },
    { operation: "subscription", subject: "secret.x", queue: undefined },
  );
  await denied.closed;
  assert.equal(denied.isClosed(), true);
  const status = await log.next(Events.Error);
  assert.equal(status.data, ErrorCode.PermissionsViolation);
  assert.equal(status.permissionContext.operation, "subscription");
  assert.equal(status.permissionContext.subject, "secret.x");
  nc.publish("open");
  await nc.flush();
  assert.equal(kept.getPending(), 1);
  assert.equal(nc.isClosed(), false);
});

test("a denied subscription's callback is told", async (t) => {
  const nc = await open(t, server, limited);
  const told = deferred();
  const sub = nc.subscribe("secret.y", { callback: (err) => told.resolve(err) });
  const err = await told;
  assert.equal(err.code, ErrorCode.PermissionsViolation);
  await sub.closed;
});

test("what is denied may be drained by the callback that is told", async (t) => {
  const nc = await open(t, server, limited);
  const drained = deferred();
  const sub = nc.subscribe("secret.z", { callback: () => sub.drain().then(drained.resolve, drained.resolve) });
  await drained;
  await sub.closed;
});

test("queue groups are told apart", async (t) => {
  const nc = await open(t, server, limited);
  const told = deferred();
  const plain = nc.subscribe("both", { callback: () => {} });
  const queued = nc.subscribe("both", { queue: "q", callback: (err) => told.resolve(err) });
  const err = await told;
  assert.equal(err.permissionContext.subject, "both");
  assert.equal(err.permissionContext.queue, "q");
  await queued.closed;
  await nc.flush();
  assert.equal(plain.isClosed(), false);
});

test("a denied publish shows in status() and harms nothing else", async (t) => {
  const nc = await open(t, server, limited);
  const log = new StatusLog(nc);
  nc.publish("secret.z", "psst");
  const status = await log.next(Events.Error);
  assert.equal(status.data, ErrorCode.PermissionsViolation);
  assert.equal(status.permissionContext.operation, "publish");
  assert.equal(status.permissionContext.subject, "secret.z");
  await nc.flush();
});

for (const noMux of [false, true]) {
  test(`a denied request is rejected at once (${noMux ? "on its own" : "shared"})`, async (t) => {
    const nc = await open(t, server, limited);
    const err = await failsWith(
      ErrorCode.PermissionsViolation,
      nc.request("secret.svc", "", { timeout: 60_000, noMux }),
    );
    assert.equal(err.permissionContext.subject, "secret.svc");
    assert.match(err.stack, /permissions\.test\.mjs/);
    await nc.flush();
    const [me] = (await server.connections()).filter((c) => c.cid === nc.info.client_id);
    const left = (me.subscriptions_list ?? []).filter((s) => s.startsWith("_INBOX"));
    assert.equal(left.length, noMux ? 0 : 1);
  });

  test(`a denied inbox rejects the request (${noMux ? "on its own" : "shared"})`, async (t) => {
    const responder = await open(t, server, { user: "all", pass: "pw" });
    responder.subscribe("svc", { callback: (_err, m) => m.respond("ok") });
    await responder.flush();
    const nc = await open(t, server, { user: "noinbox", pass: "pw" });
    for (let i = 0; i < 2; i++) {
      await failsWith(ErrorCode.PermissionsViolation, nc.request("svc", "", { timeout: 60_000, noMux }));
    }
    const own = await open(t, server, { user: "noinbox", pass: "pw", inboxPrefix: "mine" });
    assert.equal((await own.request("svc", "", { timeout: 5000, noMux })).string(), "ok");
  });
}

test("permissions that change under a live connection", async (t) => {
  const { NatsServer } = await import("./helpers/server.mjs");
  const config = (deny) =>
    `authorization { users: [{ user: u, password: pw, permissions: { subscribe: { deny: [${deny}] } } }] }`;
  const own = await NatsServer.start(t, { extra: config(`"never"`) });
  const nc = await open(t, own, { user: "u", pass: "pw" });
  const sub = nc.subscribe("later");
  await nc.flush();
  const loop = failsWith(ErrorCode.PermissionsViolation, async () => {
    for await (const _ of sub) {
      assert.fail("a message");
    }
  });
  await own.reload(config(`"later"`));
  await loop;
  await turn();
  assert.equal(sub.isClosed(), true);
});
