// @ts-check
/**
 * Messages as fast as they come: every one is counted, what is kept stays bounded, and the page goes on answering.
 * The publisher never runs far ahead of the page, so that a slow machine makes this slow and not wrong.
 */
import { Flood } from "../flood.mjs";
import { check, shows } from "../rig.mjs";

/** @param {import("../rig.mjs").Rig} rig */
export async function load(rig) {
  const visit = await rig.open();
  await visit.connect();
  const flood = new Flood(rig.settings.port, "load.test", BODY);
  rig.after(() => flood.stop());
  const panel = await visit.subscribe("load.*");
  const second = await visit.subscribe("load.>");
  await second.filter.fill("not in any message");
  visit.step("receiving a first flood");
  await pour(visit, flood, 100_000);
  const before = await memory(visit.page);
  await underLoad(visit, flood, panel);
  visit.step("counting every message of the flood");
  const count = flood.sent.toLocaleString("en");
  await shows(panel.received, new RegExp(`^${count}$`));
  await shows(second.received, new RegExp(`^${count}$`));
  const letGo = (flood.sent - KEPT).toLocaleString("en");
  await shows(panel.foot, new RegExp(`newest 5,000 kept, ${letGo} let go`));
  await panel.row('"unit"').first().waitFor();
  await visit.picture("load");
  await bounded(visit, before);
}

/** Uses the page while messages pour in. @param {import("../rig.mjs").Visit} visit @param {Flood} flood @param {import("../rig.mjs").Panel} panel */
async function underLoad(visit, flood, panel) {
  const { page } = visit;
  visit.step("using the page while messages pour in");
  let over = false;
  const using = (async () => {
    await panel.pause.click();
    await shows(panel.pause, /^Resume$/);
    await shows(panel.region.locator(".news"), /new$/);
    await panel.region.getByRole("option").first().click();
    await shows(panel.detail.locator(".payload-body"), /"sensor": "roof"/);
    await panel.detail.getByRole("button", { name: "Close the message" }).click();
    await panel.filter.fill("roof");
    await panel.pause.click();
    await shows(panel.region.locator(".list-status"), /^[\d,]+ match$/);
    await panel.filter.fill("");
    await visit.view("Server");
    await shows(page.locator("#server-received"), /^[\d,]+ · /);
    await visit.view("Messages");
    await visit.publish("load.by-hand", '{"by": "hand"}');
    flood.sent += 1;
  })().finally(() => {
    over = true;
  });
  while (!over) await pour(visit, flood, 20_000);
  await using;
  await pour(visit, flood, 200_000);
}

/**
 * Publishes, and waits now and then until the page has caught up: a server drops a client that is too far behind.
 *
 * @param {import("../rig.mjs").Visit} visit
 * @param {Flood} flood
 * @param {number} count
 */
async function pour(visit, flood, count) {
  for (let left = count; left > 0; left -= AHEAD) {
    await flood.publish(Math.min(left, AHEAD));
    await visit.page.waitForFunction((least) => {
      const counts = [...document.querySelectorAll(".count-received")];
      return counts.every((shown) => Number(shown.textContent?.replaceAll(",", "")) >= least);
    }, flood.sent - AHEAD);
  }
}

/** @param {import("../rig.mjs").Visit} visit @param {number} before bytes */
async function bounded(visit, before) {
  visit.step("looking at what is kept of the flood");
  const rows = await visit.page.getByRole("option").count();
  check(rows < 200, `${rows} rows are in the document`);
  const after = await memory(visit.page);
  const grown = (after - before) / 1024 / 1024;
  check(grown < 12, `memory grew by ${grown.toFixed(1)} MiB with messages that were let go`);
}

/** What the page holds once it has been tidied up, in bytes. @param {import("playwright-core").Page} page */
async function memory(page) {
  const session = await page.context().newCDPSession(page);
  await session.send("HeapProfiler.collectGarbage");
  const usage = /** @type {Record<string, number>} */ (
    /** @type {unknown} */ (await session.send("Runtime.getHeapUsage"))
  );
  await session.detach();
  return usage.usedSize + (usage.backingStorageSize ?? 0);
}

const BODY = '{"sensor": "roof", "temperature": 21.5, "unit": "°C", "note": "one of very many, like the others"}';
/** How many messages a subscription keeps. */
const KEPT = 5000;
/** How far the publisher may be ahead of the page. */
const AHEAD = 20_000;
