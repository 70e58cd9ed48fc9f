// A page that comes back, or whose network does: Chromium's own events, against a real server behind a link that can stall.
import assert from "node:assert/strict";
import { after } from "node:test";
import { fileURLToPath } from "node:url";
import { environment } from "../helpers/environment.mjs";
import { moduleUrl, packageRoot, test } from "../helpers/modules.mjs";
import { TcpProxy } from "../helpers/proxy.mjs";
import { launch, openPage, serve } from "./chromium.mjs";

const file = { after };
const env = await environment(file);
const browser = await launch(file);
const folders = { "/dist/": fileURLToPath(new URL(".", moduleUrl)), "/test/": `${packageRoot}/test/` };
const site = await serve(file, { folders, pages: { "/": "<title>nats-web</title>" } });

/** A page with a connection `nc` through `proxy`, whose statuses are in `seen`. */
async function connectedPage(t, proxy, opts = {}) {
  const page = await openPage(t, browser, site);
  await page.evaluate(
    async ({ servers, opts }) => {
      const { connect } = await import("/dist/nats.js");
      window.nc = await connect({ servers, maxReconnectAttempts: -1, ...opts });
      window.seen = [];
      (async () => {
        for await (const { type } of window.nc.status()) {
          window.seen.push(type);
        }
      })();
    },
    { servers: proxy.ws, opts },
  );
  return page;
}

const seen = (page, type) => page.waitForFunction((type) => window.seen.includes(type), type, { timeout: 50_000 });

test("the network comes back and the link is dead: found out long before the next ping", async (t) => {
  const proxy = await TcpProxy.start(t, Number(new URL(env.url).port));
  const page = await connectedPage(t, proxy, { reconnectTimeWait: 20 });
  proxy.stall();
  await page.context().setOffline(true);
  await page.context().setOffline(false);
  await seen(page, "staleConnection");
  proxy.resume();
  await seen(page, "reconnect");
  await page.evaluate(() => window.nc.close());
  assert.deepEqual(page.mishaps, []);
});

test("the network comes back: the next attempt is made at once", async (t) => {
  const proxy = await TcpProxy.start(t, Number(new URL(env.url).port));
  const page = await connectedPage(t, proxy, { reconnectTimeWait: 3_600_000 });
  proxy.cut();
  await seen(page, "disconnect");
  await page.context().setOffline(true);
  await page.context().setOffline(false);
  await seen(page, "reconnect");
  await page.evaluate(() => window.nc.close());
  assert.deepEqual(page.mishaps, []);
});

test("the page is shown again", async (t) => {
  const proxy = await TcpProxy.start(t, Number(new URL(env.url).port));
  const page = await connectedPage(t, proxy, { reconnectTimeWait: 3_600_000 });
  proxy.cut();
  await seen(page, "disconnect");
  await page.evaluate(() => dispatchEvent(new PageTransitionEvent("pageshow", { persisted: true })));
  await seen(page, "reconnect");
  await page.evaluate(() => window.nc.close());
  assert.deepEqual(page.mishaps, []);
});
