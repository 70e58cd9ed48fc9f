// Auth callout: what the service says about somebody holds for as long as their link, and is asked about again with the
// next one. All is done as it is and, with curve keys, sealed.
import assert from "node:assert/strict";
import { after } from "node:test";
import { Callout, forms, hasSigned } from "./helpers/callout.mjs";
import { eager, failsWith, nats, open, StatusLog } from "./helpers/client.mjs";
import { ours, test } from "./helpers/modules.mjs";
import { TcpProxy } from "./helpers/proxy.mjs";

const { ErrorCode, Events, nkeyAuthenticator, nkeys } = nats;

for (const sealed of forms) {
  const callout = await Callout.start({ after }, { sealed });
  const { server } = callout;
  const it = sealed ? "sealed: " : "";

  test(`${it}the service's permissions hold: subscriptions, publishes, requests`, async (t) => {
    const settings = { pub: { deny: ["secret.>"] }, sub: { deny: ["secret.>", "both q"] } };
    callout.decide = () => ({ account: "APP", settings });
    const nc = await open(t, server, { user: "limited" });
    const log = new StatusLog(nc);
    const kept = nc.subscribe("open");
    const err = await failsWith(ErrorCode.PermissionsViolation, async () => {
      for await (const _ of nc.subscribe("secret.x")) {
        assert.fail("a message");
      }
    });
    assert.deepEqual(context(err), { operation: "subscription", subject: "secret.x" });
    assert.deepEqual(context(await log.next(Events.Error)), { operation: "subscription", subject: "secret.x" });
    nc.publish("secret.y");
    assert.deepEqual(context(await log.next(Events.Error)), { operation: "publish", subject: "secret.y" });
    const denied = await failsWith(ErrorCode.PermissionsViolation, nc.request("secret.z", "", { timeout: 60_000 }));
    assert.deepEqual(context(denied), { operation: "publish", subject: "secret.z" });
    const queued = await new Promise((resolve) => nc.subscribe("both", { queue: "q", callback: resolve }));
    assert.equal(queued.permissionContext.queue, "q");
    nc.publish("open");
    await nc.flush();
    assert.equal(kept.getPending(), 1);
    assert.equal(nc.isClosed(), false);
  });

  test(`${it}an inbox that the service denies rejects the request; one that it allows does not`, async (t) => {
    callout.decide = ({ connect_opts: { user } }) => ({
      account: "APP",
      settings: user === "narrow" ? { sub: { allow: ["mine.>"] } } : {},
    });
    const responder = await open(t, server, { user: "wide" });
    responder.subscribe("svc", { callback: (_err, m) => m.respond("ok") });
    await responder.flush();
    const nc = await open(t, server, { user: "narrow" });
    await failsWith(ErrorCode.PermissionsViolation, nc.request("svc", "", { timeout: 60_000 }));
    const own = await open(t, server, { user: "narrow", inboxPrefix: "mine" });
    assert.equal((await own.request("svc", "", { timeout: 10_000 })).string(), "ok");
  });

  test(`${it}a responder who may only answer`, async (t) => {
    const settings = { pub: { deny: [">"] }, sub: { allow: ["svc"] }, resp: { max: 1, ttl: 0 } };
    callout.decide = ({ connect_opts: { user } }) => ({
      account: "APP",
      settings: user === "responder" ? settings : {},
    });
    const [responder, asker] = await Promise.all(["responder", "asker"].map((user) => open(t, server, { user })));
    const log = new StatusLog(responder);
    responder.subscribe("svc", { callback: (_err, m) => [m.respond("once"), m.respond("twice")] });
    await responder.flush();
    assert.equal((await asker.request("svc", "", { timeout: 10_000 })).string(), "once");
    assert.equal(context(await log.next(Events.Error)).operation, "publish");
  });

  test(`${it}who reconnects is asked about again, and the new answer holds`, async (t) => {
    const proxy = await TcpProxy.start(t, server.ports[1]);
    let settings = {};
    callout.decide = () => ({ account: "APP", settings });
    const nc = await open(t, proxy, { ...eager, user: "alice" });
    const log = new StatusLog(nc);
    const asked = callout.asked.length;
    const kept = nc.subscribe("open");
    const lost = failsWith(ErrorCode.PermissionsViolation, async () => {
      for await (const _ of nc.subscribe("later")) {
        assert.fail("a message");
      }
    });
    await nc.flush();
    settings = { sub: { deny: ["later"] } };
    proxy.cut();
    await log.next(Events.Reconnect);
    await lost;
    assert.equal(callout.asked.length, asked + 1);
    assert.equal(callout.asked.at(-1).connect_opts.user, "alice");
    assert.notEqual(callout.asked.at(-1).user_nkey, callout.asked.at(-2).user_nkey);
    nc.publish("open");
    await nc.flush();
    assert.equal(kept.getPending(), 1);
  });

  test(`${it}each attempt signs its own nonce`, async (t) => {
    const key = nkeys.createUser();
    const proxy = await TcpProxy.start(t, server.ports[1]);
    callout.decide = () => ({ account: "APP" });
    const nc = await open(t, proxy, { ...eager, authenticator: nkeyAuthenticator(key.getSeed()) });
    const log = new StatusLog(nc);
    proxy.cut();
    await log.next(Events.Reconnect);
    const [first, second] = callout.asked.slice(-2);
    assert.notEqual(first.client_info.nonce, second.client_info.nonce);
    for (const { client_info, connect_opts } of [first, second]) {
      assert.ok(hasSigned(key.getPublicKey(), client_info.nonce, connect_opts.sig));
    }
  });

  test(`${it}who is refused twice in a row when reconnecting is sent away`, async (t) => {
    const proxy = await TcpProxy.start(t, server.ports[1]);
    callout.decide = () => ({ account: "APP" });
    const nc = await open(t, proxy, { ...eager, user: "alice" });
    const asked = callout.asked.length;
    callout.decide = () => ({ error: "no" });
    proxy.cut();
    assert.equal((await nc.closed()).code, ErrorCode.AuthorizationViolation);
    assert.equal(callout.asked.length, asked + 2);
  });

  ours(`${it}who was let in between two refusals is not`, "1.30.3 does not forget the first refusal", async (t) => {
    const proxy = await TcpProxy.start(t, server.ports[1]);
    callout.decide = () => ({ account: "APP" });
    const nc = await open(t, proxy, { ...eager, user: "alice" });
    const log = new StatusLog(nc);
    for (let i = 0; i < 2; i++) {
      const decisions = [{ error: "a bad moment" }, { account: "APP" }];
      callout.decide = () => decisions.shift();
      proxy.cut();
      assert.equal((await log.next(Events.Error)).data, ErrorCode.AuthorizationViolation);
      await log.next(Events.Reconnect);
    }
    await nc.flush();
  });

  test(`${it}a user whom the service lets in for a while is asked about again when it is over`, async (t) => {
    callout.decide = () => ({ account: "APP", exp: Math.floor(Date.now() / 1000) + 3 });
    const nc = await open(t, server, { ...eager, user: "alice" });
    const log = new StatusLog(nc);
    const asked = callout.asked.length;
    callout.decide = () => ({ account: "APP" });
    nc.subscribe("echo", { callback: (_err, m) => m.respond(m.data) });
    assert.equal((await log.next(Events.Error)).data, ErrorCode.AuthenticationExpired);
    await log.next(Events.Reconnect);
    assert.equal((await nc.request("echo", "still here", { timeout: 10_000 })).string(), "still here");
    assert.equal(callout.asked.length, asked + 1);
  });
}

function context({ permissionContext: { operation, subject } }) {
  return { operation, subject };
}
