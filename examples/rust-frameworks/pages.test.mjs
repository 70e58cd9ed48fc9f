// The same page by each framework, in Chromium, against a real server: a live subscription, and a request.
import assert from "node:assert/strict";
import { after } from "node:test";
import { fileURLToPath } from "node:url";
import { connect } from "../../npm/dist/esm/nats.js";
import { launch, openPage, serve } from "../../npm/test/browser/chromium.mjs";
import { test } from "../../npm/test/helpers/modules.mjs";
import { NatsServer } from "../../npm/test/helpers/server.mjs";

const file = { after };
const built = fileURLToPath(new URL("../../target/rust-frameworks/", import.meta.url));
const pages = ["dioxus-page", "yew-page"];
const server = await NatsServer.start(file);
const browser = await launch(file);
const document = (name) =>
  `<title>${name}</title><main id="main"></main>
   <script type="module">import init from "/${name}/${name}.js"; init();</script>`;
const site = await serve(file, {
  folders: Object.fromEntries(pages.map((name) => [`/${name}/`, `${built}/${name}/`])),
  pages: Object.fromEntries(pages.map((name) => [`/${name}`, document(name)])),
});

for (const name of pages) {
  test(`${name} shows what comes, and what is answered`, async (t) => {
    const nc = await connect({ servers: server.ws });
    t.after(() => nc.close());
    nc.subscribe("time", { callback: (_, msg) => msg.respond("a quarter past nine") });
    const page = await openPage(t, browser, `${site}/${name}?server=${server.ws}`);
    await page.locator("button:enabled").waitFor();
    assert.equal(await page.locator("#status").textContent(), "connected");
    for (const text of ["rain", "<b>sun</b>", "wind"]) {
      nc.publish("news", text);
    }
    await page.locator("#news li:nth-child(3)").waitFor();
    assert.deepEqual(await page.locator("#news li").allTextContents(), ["rain", "<b>sun</b>", "wind"]);
    await page.getByRole("button").click();
    await page.locator("#answer", { hasText: "a quarter past nine" }).waitFor();
    await page.screenshot({ path: `${built}/${name}.png` });
    assert.deepEqual(page.mishaps, []);
  });
}
