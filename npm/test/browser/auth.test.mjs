// Authentication in a page of headless Chromium, against servers that want nkeys and JWTs.
import assert from "node:assert/strict";
import { after } from "node:test";
import { fileURLToPath } from "node:url";
import { Callout } from "../helpers/callout.mjs";
import { nats } from "../helpers/client.mjs";
import { operator } from "../helpers/jwt.mjs";
import { moduleUrl, test } from "../helpers/modules.mjs";
import { NatsServer } from "../helpers/server.mjs";
import { launch, openPage, serve } from "./chromium.mjs";

const file = { after };
const browser = await launch(file);
const folders = { "/dist/": fileURLToPath(new URL(".", moduleUrl)) };
const site = await serve(file, { folders, pages: { "/": "<title>nats-web</title>" } });
const text = (bytes) => new TextDecoder().decode(bytes);

/** Runs `body` in a page with the module and `args`; gives what it gives. */
async function inPage(t, body, args) {
  const page = await openPage(t, browser, site);
  const run = ([source, args]) =>
    import("/dist/nats.js").then((nats) => new Function("nats", "args", `return (${source})(nats, args)`)(nats, args));
  const result = await page.evaluate(run, [`${body}`, args]);
  assert.deepEqual(page.mishaps, []);
  return result;
}

test("a page authenticates by credentials file, by JWT and seed, and by bearer token", async (t) => {
  const { accounts, config } = operator({});
  const server = await NatsServer.start(t, { extra: config });
  const [alice, bearer] = [accounts[0].user(), accounts[0].user({ bearer_token: true })];
  const ways = await inPage(
    t,
    async (nats, { url, creds, jwt, seed, bearer }) => {
      const bytes = (text) => new TextEncoder().encode(text);
      const authenticators = {
        creds: nats.credsAuthenticator(bytes(creds)),
        late: nats.credsAuthenticator(async () => bytes(creds)),
        jwt: nats.jwtAuthenticator(jwt, bytes(seed)),
        bearer: nats.jwtAuthenticator(bearer),
        nobody: nats.nkeyAuthenticator(nats.nkeys.createUser().getSeed()),
        garbage: nats.credsAuthenticator(bytes("x")),
      };
      const outcomes = {};
      for (const [name, authenticator] of Object.entries(authenticators)) {
        try {
          const nc = await nats.connect({ servers: url, authenticator });
          nc.subscribe(name, { callback: (_err, m) => m.respond(m.data) });
          outcomes[name] = (await nc.request(name, "welcome")).string();
          await nc.close();
        } catch (err) {
          outcomes[name] = err.code;
        }
      }
      return outcomes;
    },
    { url: server.ws, creds: text(alice.creds), jwt: alice.jwt, seed: text(alice.key.getSeed()), bearer: bearer.jwt },
  );
  assert.deepEqual(ways, {
    creds: "welcome",
    late: "welcome",
    jwt: "welcome",
    bearer: "welcome",
    nobody: "AUTHORIZATION_VIOLATION",
    garbage: "BAD_CREDS",
  });
});

test("a page authenticates by nkey, again at every connection", async (t) => {
  const user = nats.nkeys.createUser();
  const server = await NatsServer.start(t, {
    extra: `authorization { users: [{ nkey: ${user.getPublicKey()} }] }`,
  });
  const page = await openPage(t, browser, site);
  await page.exposeFunction("restart", () => server.restart());
  const asked = await page.evaluate(
    async ({ url, seed }) => {
      const nats = await import("/dist/nats.js");
      let asked = 0;
      const authenticator = nats.nkeyAuthenticator(() => {
        asked++;
        return new TextEncoder().encode(seed);
      });
      const nc = await nats.connect({
        servers: url,
        authenticator,
        reconnectTimeWait: 10,
        reconnectJitter: 0,
        maxReconnectAttempts: -1,
      });
      const again = (async () => {
        for await (const status of nc.status()) {
          if (status.type === "reconnect") {
            return;
          }
        }
      })();
      await window.restart();
      await again;
      await nc.flush();
      await nc.close();
      return asked;
    },
    { url: server.ws, seed: text(user.getSeed()) },
  );
  assert.ok(asked >= 2);
  assert.deepEqual(page.mishaps, []);
});

test("a page is let in by a service that the server asks, as often as it connects", async (t) => {
  const callout = await Callout.start(t, { sealed: true });
  const user = nats.nkeys.createUser();
  callout.decide = ({ connect_opts: { user: name, pass, nkey } }) => {
    const isKnown = nkey === user.getPublicKey() || (name === "alice" && pass === "secret");
    return isKnown ? { account: "APP", settings: { sub: { deny: ["secret"] } } } : { error: "a stranger" };
  };
  const outcomes = await inPage(
    t,
    async (nats, { url, seed }) => {
      const eager = { reconnectTimeWait: 10, reconnectJitter: 0 };
      const tellAll = async (opts) => {
        const nc = await nats.connect({ servers: url, ...eager, ...opts });
        const again = (async () => {
          for await (const { type } of nc.status()) {
            if (type === "reconnect") {
              return;
            }
          }
        })();
        const denied = await new Promise((resolve) => nc.subscribe("secret", { callback: resolve }));
        await nc.reconnect();
        await again;
        const { account } = (await nc.request("$SYS.REQ.USER.INFO")).json().data;
        await nc.close();
        return [account, denied.code];
      };
      const ways = {
        password: { user: "alice", pass: "secret" },
        nkey: { authenticator: nats.nkeyAuthenticator(new TextEncoder().encode(seed)) },
        stranger: { user: "eve", pass: "secret" },
      };
      const outcomes = {};
      for (const [name, opts] of Object.entries(ways)) {
        outcomes[name] = await tellAll(opts).catch((err) => err.code);
      }
      return outcomes;
    },
    { url: callout.server.ws, seed: text(user.getSeed()) },
  );
  assert.deepEqual(outcomes, {
    password: ["APP", "PERMISSIONS_VIOLATION"],
    nkey: ["APP", "PERMISSIONS_VIOLATION"],
    stranger: "AUTHORIZATION_VIOLATION",
  });
  assert.equal(callout.asked.length, 5);
});
