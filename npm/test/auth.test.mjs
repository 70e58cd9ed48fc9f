import assert from "node:assert/strict";
import { eager, failsWith, failure, nats, open, StatusLog } from "./helpers/client.mjs";
import { ours, test } from "./helpers/modules.mjs";
import { NatsServer } from "./helpers/server.mjs";
import { sharedServer } from "./helpers/shared.mjs";

const { buildAuthenticator, connect, ErrorCode, Events, tokenAuthenticator, usernamePasswordAuthenticator } = nats;
const USERS = `authorization { users: [{ user: derek, password: foobar }, { user: second, password: other }] }`;
const users = await sharedServer({ extra: USERS });
const token = await sharedServer({ extra: `authorization { token: tick }` });

test("user and password, as options or from an authenticator", async (t) => {
  await (await open(t, users, { user: "derek", pass: "foobar" })).flush();
  await (await open(t, users, { authenticator: usernamePasswordAuthenticator("derek", "foobar") })).flush();
  const nc = await open(t, users, {
    authenticator: usernamePasswordAuthenticator(
      () => "derek",
      () => "foobar",
    ),
  });
  assert.equal(nc.info.auth_required, true);
});

test("a token, as an option or from an authenticator", async (t) => {
  await (await open(t, token, { token: "tick" })).flush();
  await (await open(t, token, { authenticator: tokenAuthenticator("tick") })).flush();
  await (await open(t, token, { authenticator: tokenAuthenticator(() => "tick") })).flush();
});

test("several authenticators are merged, later ones win", async (t) => {
  const auth = buildAuthenticator({
    authenticator: [() => ({ user: "nobody" }), () => undefined, () => ({ user: "derek" })],
    user: "derek",
    pass: "foobar",
  });
  assert.deepEqual(auth(), { user: "derek", pass: "foobar" });
  await open(t, users, { authenticator: [() => ({ user: "derek" }), () => ({ pass: "foobar" })] });
});

test("wrong credentials, or none, are an authorization violation", async () => {
  for (const opts of [{ user: "derek", pass: "wrong" }, {}, { token: "tick" }]) {
    const err = await failsWith(ErrorCode.AuthorizationViolation, connect({ servers: users.ws, ...opts }));
    assert.ok(err.isAuthError());
    assert.match(err.message, /Authorization Violation/i);
  }
  await failsWith(ErrorCode.AuthorizationViolation, connect({ servers: token.ws, token: "tock" }));
});

ours("so they are without reconnecting, and while waiting for the first connection", "1.30.3 hangs", async () => {
  const wrong = { servers: users.ws, user: "derek", pass: "wrong", timeout: 5000 };
  await failsWith(ErrorCode.AuthorizationViolation, connect({ ...wrong, reconnect: false }));
  const waiting = { waitOnFirstConnect: true, reconnectTimeWait: 10, reconnectJitter: 0 };
  await failsWith(ErrorCode.AuthorizationViolation, connect({ ...wrong, ...waiting }));
});

test("credentials are asked for at every attempt", async (t) => {
  const server = await NatsServer.start(t, { extra: USERS });
  let asked = 0;
  const nc = await open(t, server, {
    ...eager,
    authenticator: () => {
      asked++;
      return { user: "derek", pass: "foobar" };
    },
  });
  assert.equal(asked, 1);
  const log = new StatusLog(nc);
  await server.restart();
  await log.next(Events.Reconnect);
  assert.equal(asked, 2);
});

test("other credentials can be given at the next attempt", async (t) => {
  const server = await NatsServer.start(t, { extra: USERS });
  let pass = "foobar";
  const nc = await open(t, server, { ...eager, authenticator: () => ({ user: "derek", pass }) });
  const log = new StatusLog(nc);
  await server.down();
  server.config.extra = USERS.replace("foobar", "changed");
  pass = "changed";
  await server.up();
  await log.next(Events.Reconnect);
  await nc.flush();
});

test("refused twice in a row is the end", async (t) => {
  const server = await NatsServer.start(t, { extra: USERS });
  const nc = await open(t, server, { ...eager, user: "derek", pass: "foobar" });
  const log = new StatusLog(nc);
  await server.down();
  server.config.extra = USERS.replace("foobar", "changed");
  await server.up();
  const err = await nc.closed();
  assert.equal(err.code, ErrorCode.AuthorizationViolation);
  const refusals = log.all.filter((s) => s.type === Events.Error && s.data === ErrorCode.AuthorizationViolation);
  assert.equal(refusals.length, 2);
});

test("unless ignoreAuthErrorAbort says to go on", async (t) => {
  const server = await NatsServer.start(t, { extra: USERS });
  let pass = "foobar";
  const nc = await open(t, server, {
    ...eager,
    ignoreAuthErrorAbort: true,
    authenticator: () => ({ user: "derek", pass }),
  });
  const log = new StatusLog(nc);
  await server.down();
  server.config.extra = USERS.replace("foobar", "changed");
  await server.up();
  for (let i = 0; i < 4; i++) {
    await log.next(Events.Error);
  }
  assert.equal(nc.isClosed(), false);
  pass = "changed";
  await log.next(Events.Reconnect);
});

ours("credentials may come late", "1.30.3 takes no promise", async (t) => {
  const nc = await open(t, users, {
    authenticator: async () => {
      await new Promise((r) => setTimeout(r, 20));
      return { user: "derek", pass: "foobar" };
    },
  });
  await nc.flush();
  const mixed = await open(t, users, { authenticator: [async () => ({ user: "derek" }), () => ({ pass: "foobar" })] });
  await mixed.flush();
});

ours("credentials that are no text fail the attempt", "1.30.3 sends them", async () => {
  const wrong = [
    [/^user /, { user: 5, pass: "foobar" }],
    [/^pass /, { user: "derek", pass: ["foobar"] }],
    [/^auth_token /, { authenticator: () => ({ auth_token: {} }) }],
    [/^jwt /, { authenticator: async () => ({ jwt: new Uint8Array(3) }) }],
  ];
  for (const [words, opts] of wrong) {
    const err = await failsWith(ErrorCode.InvalidOption, () => connect({ servers: users.ws, ...opts }));
    assert.match(err.message, words);
    assert.doesNotMatch(err.stack, /foobar/);
  }
});

test("an authenticator that throws fails the attempt with what it threw", async () => {
  const err = await failure(
    connect({
      servers: users.ws,
      timeout: 3000,
      reconnect: false,
      authenticator: () => {
        throw new Error("no credentials today");
      },
    }),
  );
  assert.match(`${err.message} ${err.chainedError?.message ?? ""}`, /no credentials today/);
});

ours(
  "a promise of credentials that is rejected, or never settles, fails the attempt",
  "1.30.3 takes none",
  async () => {
    const opts = { servers: users.ws, reconnect: false, timeout: 200 };
    const rejected = await failure(
      connect({ ...opts, authenticator: () => Promise.reject(new Error("vault is shut")) }),
    );
    assert.match(`${rejected.message} ${rejected.chainedError?.message ?? ""}`, /vault is shut/);
    await failure(connect({ ...opts, authenticator: () => new Promise(() => {}) }));
  },
);
