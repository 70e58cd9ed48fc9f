// The tests of the package in Node, file by file as they are, in pages of headless Chromium. What they do to servers and
// links is done by this process (control.mjs).
import assert from "node:assert/strict";
import { readdirSync } from "node:fs";
import { join } from "node:path";
import { after, describe, test as suite } from "node:test";
import { fileURLToPath } from "node:url";
import { moduleUrl, packageRoot, parity, test } from "../helpers/modules.mjs";
import { bundled } from "./bundle.mjs";
import { launch, serve, Tabs } from "./chromium.mjs";
import { Control } from "./control.mjs";

/** Files whose tests are not for a page, and why. */
const NOT_HERE = {
  "behaviours.test.mjs": "chromium.test.mjs has them",
  "jetstream_chaos.test.mjs": "is about servers and flows, which are the same here, and takes half a minute",
  "memory.test.mjs": "measures with Node's collector",
  "node.test.mjs": "is about Node",
  "page_assert.test.mjs": "compares with Node's assert",
  "readme.test.mjs": "readme.test.mjs beside this file has them",
  "wake.test.mjs": "makes up a page; wake.test.mjs beside this file has a real one",
};

const MEASURES = "measures with Node's collector";
/** Tests that are not for a page, and why, by file. */
const SKIPPED = {
  "abort.test.mjs": { "a hundred thousand requests with one signal leave nothing behind": MEASURES },
  "nkeys.test.mjs": {
    "a key that is logged shows no seed": "asks how Node shows it",
    "nothing of a secret stays in wasm memory, and nothing else does":
      "looks into the memory of a module that the build has left beside",
  },
  "writable.test.mjs": { "200 MB over a slow link need no more than the mark": MEASURES },
};

/** How many pages are open at a time. Much of what tests do is wait. */
const PAGES = 4;
/** Milliseconds for a file; each of its tests is watched by itself. */
const TIMEOUT = 600_000;

const folder = join(packageRoot, "test");
const files = readdirSync(folder).filter((name) => name.endsWith(".test.mjs"));
const [pages, answers, built] = [{}, {}, {}];
const theirs = `${packageRoot}/node_modules/nats.ws/esm/`;
const module = parity ? theirs : fileURLToPath(new URL(".", moduleUrl));
const folders = { "/module/": module, "/theirs/": theirs, "/package/": packageRoot };

const file = { after };
const tabs = new Tabs(await launch(file));
const site = await serve(file, { folders, pages, answers, scripts: built });

test("what is not for a page is named by names that there are", () => {
  const strangers = [...Object.keys(NOT_HERE), ...Object.keys(SKIPPED)].filter((name) => !files.includes(name));
  assert.deepEqual(strangers, []);
});

describe("in pages", { concurrency: PAGES }, () => {
  // NATS_WEB_PAGES is a part of the names of the files to run.
  const chosen = files.filter((name) => !(name in NOT_HERE) && name.includes(process.env.NATS_WEB_PAGES ?? ""));
  for (const name of chosen) {
    suite(`in a page: ${name}`, { concurrency: 1, timeout: TIMEOUT }, (t) => run(t, name, SKIPPED[name] ?? {}));
  }
});

/** Runs the tests of a file in a page of its own. */
async function run(t, name, skipped) {
  const control = new Control();
  t.after(() => control.close());
  built[`/built/${name}`] = await bundled(join(folder, name));
  pages[`/${name}/`] = `<title>${name}</title>`;
  answers[`/${name}/control`] = (question) => control.answer(question);
  const page = await tabs.open(t, `${site}/${name}/`);
  await page.evaluate((url) => import(url).then(() => {}), `/built/${name}`);
  const tests = await page.evaluate(() => natsWebTests.list());
  const names = tests.map((one) => one.name);
  assert.deepEqual(
    Object.keys(skipped).filter((one) => !names.includes(one)),
    [],
  );
  for (const [i, { name: title, skip }] of tests.entries()) {
    const options = { skip: skip || skipped[title] || false, timeout: 60_000 };
    await t.test(`${name}: ${title}`, options, () => page.evaluate((i) => natsWebTests.run(i), i));
  }
  await page.evaluate(() => natsWebTests.end());
  // What came too late to be a test's.
  assert.deepEqual(page.mishaps, []);
}
