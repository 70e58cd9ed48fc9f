// Each example page in two windows of Chromium, against a real server: what is done in one, the other shows.
import assert from "node:assert/strict";
import { readFile } from "node:fs/promises";
import { after } from "node:test";
import { fileURLToPath } from "node:url";
import { launch, serve, Tabs } from "../../npm/test/browser/chromium.mjs";
import { moduleUrl, test } from "../../npm/test/helpers/modules.mjs";
import { TcpProxy } from "../../npm/test/helpers/proxy.mjs";
import { NatsServer } from "../../npm/test/helpers/server.mjs";

const file = { after };
const server = await NatsServer.start(file, { compression: true, jetstream: true });
const browser = await launch(file);
const site = await serve(file, {
  folders: {
    "/nats-web/": fileURLToPath(new URL(".", moduleUrl)),
    "/examples/": fileURLToPath(new URL(".", import.meta.url)),
  },
  answers: { "/config.json": () => JSON.stringify({ server: server.ws }) },
});

const tabs = new Tabs(browser);
const DESKTOP = { width: 1200, height: 900 };
const PHONE = { width: 360, height: 640 };
/** A name that would do harm as HTML. */
const TAGS = "<img src=none onerror=document.title=1>";

/** Opens a page in a window of that size. */
async function visit(t, path, size) {
  const page = await tabs.open(t, `${site}/examples/${path}`);
  await page.setViewportSize(size);
  return page;
}

/** Opens a page, and waits until it is connected. */
async function open(t, name, size = DESKTOP, query = "") {
  const page = await visit(t, `${name}.html${query}`, size);
  await page.locator("#status[data-state=connected]").waitFor();
  return page;
}

/** Waits until something holds; the test's own limit is the only one. */
async function until(holds) {
  while (!(await holds())) {
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
}

/** Nothing went wrong in these pages: neither unnoticed nor shown, and nothing needs scrolling sideways. */
async function assertSound(...pages) {
  for (const page of pages) {
    assert.deepEqual(page.mishaps, []);
    assert.equal(await page.locator("#error").textContent(), "");
    assert.ok(await page.evaluate(() => document.documentElement.scrollWidth <= innerWidth), "it is too wide");
  }
}

test("chat: messages reach all pages, and names are text", async (t) => {
  const [ada, bob] = await Promise.all([open(t, "chat"), open(t, "chat", PHONE)]);
  await ada.getByLabel("Your name").fill(TAGS);
  await ada.getByRole("textbox", { name: "Message" }).fill("hello, <b>bob</b>");
  await ada.getByRole("textbox", { name: "Message" }).press("Enter");
  for (const page of [ada, bob]) {
    const line = page.getByRole("log").getByRole("listitem");
    await line.getByText("hello, <b>bob</b>").waitFor();
    assert.equal(await line.locator("strong").textContent(), TAGS);
    assert.equal(await page.locator("main img, main b").count(), 0);
  }
  await assertSound(ada, bob);
});

test("chat: who comes and goes is seen, also when the link breaks", async (t) => {
  const proxy = await TcpProxy.start(t, Number(new URL(server.ws).port));
  const [ada, bob, eve] = await Promise.all([
    open(t, "chat"),
    open(t, "chat"),
    open(t, "chat", DESKTOP, `?server=${proxy.ws}`),
  ]);
  for (const [name, page] of Object.entries({ ada, bob, eve })) {
    await page.getByLabel("Your name").fill(name);
    await page.getByLabel("Your name").blur();
  }
  const list = (page) => page.getByRole("list", { name: "Here now" });
  const shows = (page, ...names) =>
    page.waitForFunction((text) => document.getElementById("people").innerText === text, names.join("\n"));
  await shows(ada, "ada (you)", "bob", "eve");
  await shows(bob, "ada", "bob (you)", "eve");
  await shows(eve, "ada", "bob", "eve (you)");
  await bob.close();
  await list(ada).getByText("bob").waitFor({ state: "detached" });
  // Eve is silent now, without having said so.
  proxy.stall();
  await shows(ada, "ada (you)");
  proxy.resume();
  await shows(ada, "ada (you)", "eve");
  await assertSound(ada, eve);
});

/** Waits until the drawing of a page has a colour (red, green, blue) at a place of its canvas. */
const painted = (page, [x, y], colour) =>
  page.waitForFunction(
    ({ x, y, colour }) => {
      const { data } = document.getElementById("canvas").getContext("2d").getImageData(x, y, 1, 1);
      return data.slice(0, 3).join() === colour.join();
    },
    { x, y, colour },
  );

/** What tells one picture from another: the hash of all its pixels. */
const picture = (page) =>
  page.evaluate(async () => {
    const canvas = document.getElementById("canvas");
    const { data } = canvas.getContext("2d").getImageData(0, 0, canvas.width, canvas.height);
    return new Uint8Array(await crypto.subtle.digest("SHA-256", data)).join();
  });

const [RED, BLUE, BLACK, WHITE] = [
  [255, 0, 0],
  [0, 0, 255],
  [0, 0, 0],
  [255, 255, 255],
];

test("drawing: the same picture for all, also for who comes late, and from the keyboard", async (t) => {
  const ada = await open(t, "drawing");
  const blank = await picture(ada);
  const box = await ada.locator("canvas").boundingBox();
  const at = ([x, y]) => [box.x + (box.width * x) / 1200, box.y + (box.height * y) / 800];
  for (const [colour, from, to] of [
    ["red", [120, 80], [1080, 640]],
    ["blue", [960, 160], [240, 720]],
  ]) {
    await ada.getByLabel(colour).check();
    await ada.mouse.move(...at(from));
    await ada.mouse.down();
    await ada.mouse.move(...at(to), { steps: 12 });
    await ada.mouse.up();
  }
  // Where the last line ends: by then all have been drawn.
  await painted(ada, [240, 720], BLUE);
  const bob = await open(t, "drawing", PHONE);
  await bob.getByLabel("broad").check();
  await bob.locator("canvas").focus();
  for (const key of ["ArrowUp", "Shift+ArrowRight", "Shift+ArrowRight"]) {
    await bob.keyboard.press(key);
  }
  const late = await open(t, "drawing", PHONE);
  for (const page of [ada, bob, late]) {
    await painted(page, [640, 380], BLACK);
    await painted(page, [1080, 640], RED);
  }
  const drawn = await picture(ada);
  assert.notEqual(drawn, blank);
  assert.deepEqual([await picture(bob), await picture(late)], [drawn, drawn]);

  await late.getByRole("button", { name: "Clear for everybody" }).click();
  const later = await open(t, "drawing");
  for (const page of [ada, bob, late, later]) {
    await painted(page, [640, 380], WHITE);
    assert.equal(await picture(page), blank);
  }
  await assertSound(ada, bob, late, later);
});

/** What a page plots, and what its list says. */
const chart = (page) =>
  page.evaluate(() => document.getElementById("plot").innerHTML + document.getElementById("rows").innerText);

test("chart: what one page measures all plot, and who comes later has what went before", async (t) => {
  const [ada, bob] = await Promise.all([open(t, "chart"), open(t, "chart", PHONE)]);
  const measure = ada.getByRole("button", { name: "Measure on this page" });
  await measure.click();
  const points = (page, n) =>
    page.waitForFunction(
      (n) => document.querySelector("#plot path:nth-child(3)")?.getAttribute("d").split("L").length >= n,
      n,
    );
  await points(bob, 3);
  // What has the focus keeps it while values change.
  const remove = bob.getByRole("button", { name: "Remove north" });
  await remove.focus();
  await points(bob, 6);
  assert.ok(await remove.evaluate((button) => button === document.activeElement));
  await measure.click();
  await bob.getByRole("textbox", { name: "Series" }).fill("by.bob");
  await bob.getByRole("spinbutton", { name: "Value" }).fill("42.5");
  await bob.getByRole("button", { name: "Put" }).click();
  const late = await open(t, "chart");
  const all = [ada, bob, late];
  const row = (page) => page.getByRole("listitem").filter({ hasText: "by.bob42.5" });
  await Promise.all(all.map((page) => row(page).waitFor()));
  // What was being measured when the button was pressed may still come.
  await until(async () => new Set(await Promise.all(all.map(chart))).size === 1);
  assert.equal(await late.locator("#plot path").count(), 4);

  await late.getByRole("button", { name: "Remove by.bob" }).click();
  await Promise.all(all.map((page) => row(page).waitFor({ state: "detached" })));
  await assertSound(ada, bob, late);
});

/** A file of so many bytes, no two parts of which are alike. */
function bytes(length) {
  const words = Uint32Array.from({ length: Math.ceil(length / 4) }, (_, i) => Math.imul(i, 2654435761));
  return Buffer.from(words.buffer, 0, length);
}

/** What a page's download of `name` gives. */
async function download(page, name) {
  const [taken] = await Promise.all([
    page.waitForEvent("download"),
    page.getByRole("button", { name: `Download ${name}`, exact: true }).click(),
  ]);
  return { name: taken.suggestedFilename(), content: await readFile(await taken.path()) };
}

test("files: what is dropped or chosen in one page is downloaded in the other, byte for byte", async (t) => {
  const [ada, bob] = await Promise.all([open(t, "files"), open(t, "files", PHONE)]);
  await bob.getByText("There is nothing yet.").waitFor();
  const large = bytes(3_000_001);
  await ada.getByLabel("Files to upload").setInputFiles([
    { name: "large.bin", mimeType: "application/octet-stream", buffer: large },
    { name: "empty.txt", mimeType: "text/plain", buffer: Buffer.alloc(0) },
  ]);
  const dropped = await ada.evaluateHandle((name) => {
    const data = new DataTransfer();
    data.items.add(new File(["what was dropped"], name));
    return data;
  }, TAGS);
  await ada.locator("#drop").dispatchEvent("drop", { dataTransfer: dropped });
  const name = await dropped.evaluate((data) => data.files[0].name);
  const late = await open(t, "files", PHONE);
  for (const page of [bob, late]) {
    assert.deepEqual(await download(page, "large.bin"), { name: "large.bin", content: large });
    assert.deepEqual(await download(page, "empty.txt"), { name: "empty.txt", content: Buffer.alloc(0) });
    assert.equal((await download(page, name)).content.toString(), "what was dropped");
    assert.equal(await page.locator("main img").count(), 0);
    assert.equal(await page.locator("#transfers li").count(), 0);
  }
  await bob.getByRole("button", { name: "Delete empty.txt" }).click();
  for (const page of [ada, bob, late]) {
    await page.getByRole("listitem").filter({ hasText: "empty.txt" }).waitFor({ state: "detached" });
  }
  await assertSound(ada, bob, late);
});

test("files: an upload is called off, and one that fails says why", async (t) => {
  const page = await open(t, "files");
  // A file that stands still in the middle, as one from a slow disk may.
  await page.evaluate(() => {
    const slow = new File([new Uint8Array(10)], "slow.bin");
    slow.stream = () => new ReadableStream({ start: (controller) => controller.enqueue(new Uint8Array(4)) });
    const broken = new File([], "broken.bin");
    broken.stream = () => new ReadableStream({ pull: (controller) => controller.error(new Error("the disk is gone")) });
    const data = { files: [slow, broken] };
    document.getElementById("drop").dispatchEvent(Object.assign(new Event("drop"), { dataTransfer: data }));
  });
  await page.waitForFunction(() => document.querySelector("progress")?.value === 4);
  await page.getByRole("button", { name: "Cancel: Uploading slow.bin" }).click();
  await page.getByText("Uploading slow.bin: cancelled").waitFor();
  await page.getByText("Uploading broken.bin failed: the disk is gone").waitFor();
  await page.getByRole("button", { name: "Close: Uploading slow.bin" }).click();
  await page.getByRole("button", { name: "Close: Uploading broken.bin" }).click();
  assert.equal(await page.locator("#transfers li").count(), 0);
  assert.equal(await page.locator("#rows li").filter({ hasText: "slow.bin" }).count(), 0);
  await assertSound(page);
});

test("all pages say that the link is lost, and go on once there is another", async (t) => {
  const names = ["chat", "drawing", "chart", "files"];
  const pages = await Promise.all(names.map((name) => open(t, name, PHONE)));
  const [chat, drawing, chart, files] = pages;
  await server.down();
  for (const page of pages) {
    await page.getByText("Connection lost, trying again …").waitFor();
  }
  // It waits for the link.
  await chat.getByRole("textbox", { name: "Message" }).fill("said meanwhile");
  await chat.getByRole("textbox", { name: "Message" }).press("Enter");
  await server.up();
  for (const page of pages) {
    await page.locator("#status[data-state=connected]").waitFor();
  }
  await chat.getByRole("log").getByText("said meanwhile").waitFor();
  await drawing.locator("canvas").focus();
  await drawing.keyboard.press("Shift+ArrowDown");
  await painted(drawing, [600, 420], BLACK);
  await chart.getByRole("button", { name: "Put" }).click();
  await chart.getByRole("listitem").filter({ hasText: "by.hand20" }).waitFor();
  const buffer = Buffer.from("after the outage");
  await files.getByLabel("Files to upload").setInputFiles({ name: "note.txt", mimeType: "text/plain", buffer });
  assert.deepEqual(await download(files, "note.txt"), { name: "note.txt", content: buffer });
  await assertSound(...pages);
});

test("a server that is not there is told", async (t) => {
  const page = await visit(t, "chat.html?server=ws://127.0.0.1:9", PHONE);
  await page.getByText("Could not connect: ").waitFor();
});

test("the index leads to all pages", async (t) => {
  const page = await visit(t, "index.html", PHONE);
  for (const name of ["Chat", "Drawing", "Chart", "Files"]) {
    await page.getByRole("link", { name, exact: true }).click();
    await page.getByRole("heading", { level: 1, name }).waitFor();
    await page.locator("#status[data-state=connected]").waitFor();
    await page.goBack();
  }
  assert.deepEqual(page.mishaps, []);
});
