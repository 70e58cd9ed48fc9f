// Authentication in a page of headless Chromium, against servers that want nkeys and JWTs.
import assert from "node:assert/strict";
import { after } from "node:test";
import { fileURLToPath } from "node:url";
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
