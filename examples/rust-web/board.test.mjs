// The application in two windows of Chromium, against a real server: what is done in one, the other shows.
import assert from "node:assert/strict";
import { after } from "node:test";
import { fileURLToPath } from "node:url";
import { launch, serve, Tabs } from "../../npm/test/browser/chromium.mjs";
import { test } from "../../npm/test/helpers/modules.mjs";
import { NatsServer } from "../../npm/test/helpers/server.mjs";

const file = { after };
const server = await NatsServer.start(file, { jetstream: true });
const browser = await launch(file);
const site = await serve(file, {
  folders: { "/": fileURLToPath(new URL("../../target/rust-web/rust-web/", import.meta.url)) },
});
const tabs = new Tabs(browser);

/** Opens the page, and waits until it can be used. */
async function open(t) {
  const page = await tabs.open(t, `${site}/index.html?server=${server.ws}`);
  await page.locator("fieldset:enabled").waitFor();
  assert.equal(await page.locator("#status").textContent(), "connected");
  return page;
}

test("messages reach all pages, and are text", async (t) => {
  const [ada, bob] = await Promise.all([open(t), open(t)]);
  await ada.getByLabel("Message").fill("hello, <b>bob</b>");
  await ada.getByRole("button", { name: "Send" }).click();
  for (const page of [ada, bob]) {
    await page.locator("#messages li", { hasText: "hello, <b>bob</b>" }).waitFor();
    assert.deepEqual(page.mishaps, []);
  }
});

test("a question is answered by some page", async (t) => {
  const page = await open(t);
  await page.getByRole("button", { name: "What time is it over there?" }).click();
  await page.locator("#answer", { hasText: /^\d\d:\d\d:\d\d/ }).waitFor();
  assert.deepEqual(page.mishaps, []);
});

test("what is pinned is there for pages that come later", async (t) => {
  const ada = await open(t);
  await ada.getByLabel("Message").fill("keep this");
  await ada.getByRole("button", { name: "Send" }).click();
  await ada.getByRole("listitem").filter({ hasText: "keep this" }).getByRole("button", { name: "Pin" }).click();
  const bob = await open(t);
  for (const page of [ada, bob]) {
    await page.locator("#pinned", { hasText: "keep this" }).waitFor();
    assert.deepEqual(page.mishaps, []);
  }
});

test("a lost connection is seen, and made again", async (t) => {
  const page = await open(t);
  await server.down();
  await page.locator("#status", { hasText: "lost" }).waitFor();
  await server.up();
  await page.locator("#status", { hasText: /^connected$/ }).waitFor();
  assert.deepEqual(page.mishaps, []);
});
