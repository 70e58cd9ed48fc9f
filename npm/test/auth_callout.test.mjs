// Auth callout: whoever connects, the server asks a service. All is done twice: as it is, and sealed with curve keys.
import assert from "node:assert/strict";
import { after } from "node:test";
import { Callout, forms, hasSigned, whoAmI, XKEY } from "./helpers/callout.mjs";
import { failsWith, nats, open } from "./helpers/client.mjs";
import { Account, verifiedClaims } from "./helpers/jwt.mjs";
import { ours, test } from "./helpers/modules.mjs";

const { connect, credsAuthenticator, ErrorCode, jwtAuthenticator, nkeyAuthenticator, nkeys } = nats;
const encoder = new TextEncoder();
const waiting = { waitOnFirstConnect: true, reconnectTimeWait: 10, reconnectJitter: 0, maxReconnectAttempts: -1 };
/** What public keys of servers begin with: N. */
const SERVER = 13 << 3;
const inSeconds = (n) => Math.floor(Date.now() / 1000) + n;

/** An account that the server knows nothing of; the service may. */
const elsewhere = new Account();
const alice = elsewhere.user();
const key = nkeys.createUser();

/** Ways to say who one is, and what the service is told of each. */
const WAYS = {
  "user and password": [
    { user: "alice", pass: "secret" },
    { user: "alice", pass: "secret" },
  ],
  "a token": [{ token: "tick" }, { auth_token: "tick" }],
  "an nkey": [{ authenticator: nkeyAuthenticator(key.getSeed()) }, { nkey: key.getPublicKey() }],
  // A server without an operator takes no notice of the JWT.
  "a credentials file": [{ authenticator: credsAuthenticator(alice.creds) }, { nkey: alice.key.getPublicKey() }],
  nothing: [{}, {}],
};

/** Replies that let nobody in. */
const REFUSALS = {
  "an error": () => ({ error: "not today" }),
  "an empty reply": () => ({ reply: new Uint8Array(), plain: true }),
  "a reply that is no JWT": () => ({ reply: encoder.encode("welcome") }),
  "a user that somebody else vouches for": () => ({ account: "APP", issuer: new Account() }),
  "another user than the one asked about": () => ({ account: "APP", user: nkeys.createUser().getPublicKey() }),
  "an account that there is not": () => ({ account: "NOWHERE" }),
  "a reply for another server": () => ({ account: "APP", audience: nkeys.createPair(SERVER).getPublicKey() }),
  "a user whose time is over": () => ({ account: "APP", exp: inSeconds(-10) }),
  "a user who may not come over WebSocket": () => ({
    account: "APP",
    settings: { allowed_connection_types: ["STANDARD"] },
  }),
};

for (const sealed of forms) {
  const callout = await Callout.start({ after }, { sealed });
  const { server } = callout;
  const it = sealed ? "sealed: " : "";

  for (const [what, [opts, told]] of Object.entries(WAYS)) {
    test(`${it}let in: ${what}`, async (t) => {
      callout.decide = () => ({ account: "APP" });
      const nc = await open(t, server, { ...opts, name: what });
      assert.equal((await whoAmI(nc)).account, "APP");
      const { client_info, connect_opts } = callout.asked.at(-1);
      const { nkey, sig, auth_token, user, pass, name, lang } = connect_opts;
      assert.deepEqual(JSON.parse(JSON.stringify({ nkey, auth_token, user, pass })), told);
      assert.deepEqual([name, client_info.type, typeof lang], [what, "websocket", "string"]);
      assert.equal(sig !== undefined, nkey !== undefined);
      if (sig) {
        assert.ok(hasSigned(nkey, client_info.nonce, sig), "the service, too, can see whose key it is");
      }
    });
  }

  for (const [what, decide] of Object.entries(REFUSALS)) {
    test(`${it}refused, at once and for good: ${what}`, async () => {
      callout.decide = decide;
      const before = callout.asked.length;
      for (const [opts, attempts] of [
        [{}, 1],
        [waiting, 2],
      ]) {
        const asked = callout.asked.length;
        const err = await failsWith(
          ErrorCode.AuthorizationViolation,
          connect({ servers: server.ws, user: "eve", ...opts }),
        );
        assert.ok(err.isAuthError());
        assert.equal(callout.asked.length - asked, attempts);
      }
      assert.equal(callout.asked.length - before, 3);
    });
  }

  test(`${it}the service says in which account somebody is, and accounts do not hear of one another`, async (t) => {
    callout.decide = ({ connect_opts }) => ({ account: connect_opts.user === "alice" ? "APP" : "OTHER" });
    const users = ["alice", "bob", "alice"];
    const [a, b, c] = await Promise.all(users.map((user) => open(t, server, { user })));
    assert.deepEqual(
      (await Promise.all([a, b, c].map(whoAmI))).map((me) => me.account),
      ["APP", "OTHER", "APP"],
    );
    const subs = [a, b, c].map((nc) => nc.subscribe("hello"));
    await Promise.all([a, b, c].map((nc) => nc.flush()));
    a.publish("hello");
    await a.flush();
    await Promise.all([b, c].map((nc) => nc.flush()));
    assert.deepEqual(
      subs.map((sub) => sub.getPending()),
      [1, 0, 1],
    );
  });

  test(`${it}many at once are each answered for themselves`, async (t) => {
    callout.decide = ({ connect_opts: { user } }) =>
      Number(user) % 3 === 0 ? { error: "no multiples of three" } : { account: "APP", name: `number ${user}` };
    const numbers = Array.from({ length: 30 }, (_, i) => i);
    const outcomes = await Promise.allSettled(numbers.map((i) => open(t, server, { user: `${i}` })));
    for (const [i, { status, value, reason }] of outcomes.entries()) {
      assert.equal(status, i % 3 === 0 ? "rejected" : "fulfilled", `${reason}`);
      if (value) {
        assert.equal((await whoAmI(value)).user, `number ${i}`);
      } else {
        assert.equal(reason.code, ErrorCode.AuthorizationViolation);
      }
    }
  });
}

/** Seconds that a server waits for the service; it is no more patient with the client's own part of the handshake. */
const TIMEOUT = 2;

for (const sealed of forms) {
  const it = sealed ? "sealed: " : "";

  test(`${it}a service that does not answer, or is not there, is waited for as long as the server likes`, async (t) => {
    const callout = await Callout.start(t, { sealed, timeout: TIMEOUT });
    callout.decide = () => undefined;
    const opts = { servers: callout.server.ws, user: "alice" };
    const attempts = [opts, { ...opts, ...waiting }];
    await Promise.all(attempts.map((o) => failsWith(ErrorCode.AuthorizationViolation, connect(o))));
    assert.equal(callout.asked.length, 3);
    await callout.nc.close();
    await failsWith(ErrorCode.AuthorizationViolation, connect(opts));
    assert.equal(callout.asked.length, 3);
  });

  ours(`${it}no longer than the client's timeout says`, "1.30.3 hangs", async (t) => {
    const callout = await Callout.start(t, { sealed });
    callout.decide = () => undefined;
    await failsWith(ErrorCode.Timeout, connect({ servers: callout.server.ws, user: "alice", timeout: 300 }));
  });
}

for (const sealed of forms) {
  test(`with an operator, the account that somebody's JWT is of asks its service${sealed ? " (sealed)" : ""}`, async (t) => {
    const callout = await Callout.startWithOperator(t, { sealed });
    const [app, other] = callout.accounts;
    const settings = { sub: { deny: ["secret"] } };
    callout.decide = () => ({ issuer: app, settings });
    const everybody = callout.issuer.user({ bearer_token: true });
    const known = callout.issuer.user();
    for (const [opts, user] of [
      [{ authenticator: jwtAuthenticator(everybody.jwt), user: "alice", pass: "secret" }, everybody],
      [{ authenticator: credsAuthenticator(known.creds), user: "alice", pass: "secret" }, known],
    ]) {
      const nc = await open(t, callout.server, opts);
      assert.equal((await whoAmI(nc)).account, app.id);
      const { client_info, connect_opts } = callout.asked.at(-1);
      assert.deepEqual([connect_opts.jwt, connect_opts.user, connect_opts.pass], [user.jwt, "alice", "secret"]);
      if (connect_opts.sig) {
        assert.ok(hasSigned(user.key.getPublicKey(), client_info.nonce, connect_opts.sig));
      }
      const err = await new Promise((resolve) => nc.subscribe("secret", { callback: resolve }));
      assert.equal(err.code, ErrorCode.PermissionsViolation);
    }
    callout.decide = () => ({ issuer: other });
    const authenticator = credsAuthenticator(known.creds);
    assert.equal((await whoAmI(await open(t, callout.server, { authenticator }))).account, other.id);
    const asked = callout.asked.length;
    const unasked = await open(t, callout.server, { authenticator: credsAuthenticator(app.user().creds) });
    assert.equal((await whoAmI(unasked)).account, app.id);
    assert.equal(callout.asked.length, asked, "the account of this one has no service");
    for (const decide of [() => ({ error: "no" }), () => ({ issuer: new Account() })]) {
      callout.decide = decide;
      await failsWith(ErrorCode.AuthorizationViolation, connect({ servers: callout.server.ws, authenticator }));
    }
    await failsWith(ErrorCode.AuthorizationViolation, connect({ servers: callout.server.ws, user: "alice" }));
  });
}

ours("what is sealed, only the service can read, and it knows who wrote it", "1.30.3 has no curve keys", async (t) => {
  const callout = await Callout.start(t, { sealed: true });
  const nc = await open(t, callout.server, { user: "alice", pass: "secret" });
  assert.equal((await whoAmI(nc)).account, "APP");
  const [{ data, headers }] = callout.requests;
  const [{ server_id }] = callout.asked;
  assert.equal(headers.get(XKEY), server_id.xkey);
  assert.ok(!Buffer.from(data).includes("eyJ") && !Buffer.from(data).includes("secret"));
  assert.equal(nkeys.createCurve().open(data, server_id.xkey), null);
  assert.equal(callout.curve.open(data, nkeys.createCurve().getPublicKey()), null);
  const changed = data.slice();
  changed[changed.length - 1] ^= 1;
  assert.equal(callout.curve.open(changed, server_id.xkey), null);
  const opened = new TextDecoder().decode(nkeys.fromSeed(callout.curve.getSeed()).open(data, server_id.xkey));
  assert.equal(verifiedClaims(opened).nats.connect_opts.pass, "secret");
});

ours(
  "a stranger's seal lets nobody in, nor does a changed one; none at all does",
  "1.30.3 has no curve keys",
  async (t) => {
    const callout = await Callout.start(t, { sealed: true });
    callout.decide = () => ({ account: "APP", plain: true });
    await open(t, callout.server, { user: "alice" });
    const stranger = nkeys.createCurve();
    const sealed = (asked, by) =>
      by.seal(encoder.encode(callout.response(asked, { account: "APP" })), asked.server_id.xkey);
    const changed = (bytes) => bytes.map((byte, i) => (i === bytes.length - 1 ? byte ^ 1 : byte));
    for (const reply of [
      (asked) => sealed(asked, stranger),
      (asked) => changed(sealed(asked, callout.curve)),
      (asked) => sealed(asked, callout.curve).slice(0, 20),
    ]) {
      callout.decide = (asked) => ({ reply: reply(asked), plain: true });
      await failsWith(ErrorCode.AuthorizationViolation, connect({ servers: callout.server.ws, user: "eve" }));
    }
    callout.decide = (asked) => ({ reply: sealed(asked, callout.curve), plain: true });
    await open(t, callout.server, { user: "alice" });
  },
);
