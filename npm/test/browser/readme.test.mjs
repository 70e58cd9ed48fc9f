// The programs in the README of nats.ws, as they stand there but for what they import, in pages of headless Chromium.
import assert from "node:assert/strict";
import { after } from "node:test";
import { fileURLToPath } from "node:url";
import { moduleUrl, packageRoot } from "../helpers/modules.mjs";
import { application, testPrograms } from "../readme/compare.mjs";
import { launch, serve, Tabs } from "./chromium.mjs";

const MODULES = {
  "nats-web": fileURLToPath(new URL(".", moduleUrl)),
  "nats.ws": `${packageRoot}/node_modules/nats.ws/esm/`,
};
const EMPTY = "<title>empty</title>";
const imports = Object.fromEntries(Object.keys(MODULES).map((name) => [name, `/${name}/nats.js`]));

const file = { after };
const app = application();
const browser = await launch(file);
const pages = {
  "/": `<title>README</title><script type="importmap">${JSON.stringify({ imports })}</script>`,
  "/empty": EMPTY,
};
const folders = {
  "/app/": app,
  ...Object.fromEntries(Object.entries(MODULES).map(([name, folder]) => [`/${name}/`, folder])),
};
const site = await serve(file, { folders, pages });

let printed;
const tabs = new Tabs(browser, {
  ignoreHTTPSErrors: true,
  prepare: async (page) => {
    await page.exposeFunction("printed", (line) => printed.add(line));
    await page.addInitScript(() => {
      const print = (...words) => window.printed(words.map(String).join(" "));
      Object.assign(console, { log: print, info: print, warn: print, error: print });
      window.asked = new Promise((resolve) => {
        window.goOn = resolve;
      });
    });
  },
});

await testPrograms("page", app, async (t, { file, html, module }, output) => {
  printed = output;
  const page = await tabs.open(t, `${site}/empty`);
  const program = async () => {
    if (html) {
      pages[`/${module}/`] = html;
      await page.goto(`${site}/${module}/`);
    } else {
      await page.goto(site);
      await page.evaluate((url) => import(url).then(() => {}), `/app/${file}`);
    }
  };
  const unharmed = () => assert.deepEqual(page.mishaps, []);
  // What ends without a word is looked at when the page is left.
  t.after(unharmed);
  const ended = program().then(unharmed);
  ended.catch(() => {});
  return { ended, ask: () => page.evaluate(() => window.goOn()), stop: unharmed };
});
