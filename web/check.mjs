// @ts-check
/**
 * Drives the console in a headless Chromium as a user would, through a restart of the server, and takes pictures.
 *
 * Environment: `CONSOLE_URL` the page; `NATS_WS_URL` the server to type into it; `CHROMIUM` the browser's path;
 * `SCREENSHOT_DIR` where the pictures go; `CONTROL_URL` takes `POST …/restart-server`, answered once the server is back.
 * Prints `demo check: ok` and ends with 0, or prints one line saying what failed and ends with 1.
 */
import { mkdir } from "node:fs/promises";
import { join } from "node:path";
import { chromium } from "playwright-core";

const settings = {
  console: required("CONSOLE_URL"),
  server: required("NATS_WS_URL"),
  browser: required("CHROMIUM"),
  pictures: required("SCREENSHOT_DIR"),
  control: required("CONTROL_URL"),
};

/** What is being checked now, to be named should it fail. */
let step = "starting Chromium";

async function check() {
  await mkdir(settings.pictures, { recursive: true });
  const browser = await chromium.launch({ executablePath: settings.browser, args: CHROMIUM_FLAGS });
  try {
    const context = await browser.newContext({ viewport: { width: 1440, height: 1000 }, colorScheme: "light" });
    const page = await context.newPage();
    page.setDefaultTimeout(DEADLINE);
    const faults = new Faults(page);
    await connect(page);
    await subscribeAndPublish(page);
    await request(page);
    await burst(page);
    await restart(page, faults);
    await inspect(page);
    await photograph(page);
    step = "looking for errors in the browser's console";
    faults.assertNone();
  } catch (error) {
    await photographFailure(browser);
    throw error;
  } finally {
    await browser.close();
  }
}

/** @param {import("playwright-core").Page} page */
async function connect(page) {
  step = "opening the page";
  await page.goto(settings.console);
  await page.waitForSelector("html[data-ready=true]", { state: "attached" });
  step = "connecting";
  await page.getByLabel("Server address").fill(settings.server);
  await page.getByRole("button", { name: "Connect", exact: true }).click();
  const notice = page.locator("#notice-text:visible");
  await page.locator("#state[data-state=connected]").or(notice).first().waitFor();
  if (await notice.isVisible()) throw new Error(`the page says “${await notice.textContent()}”`);
  await state(page, "Connected");
  step = "reading what the server says of itself";
  await contains(page.locator("#server-version"), /^\d+\.\d+\.\d+/);
  await contains(page.locator("#server-rtt"), /^\d.* ms$/);
}

/** @param {import("playwright-core").Page} page */
async function subscribeAndPublish(page) {
  step = "subscribing";
  await page.getByLabel("Subject").and(page.locator("#subscribe-subject")).fill("demo.>");
  await page.getByRole("button", { name: "Subscribe", exact: true }).click();
  const panel = page.getByRole("region", { name: "Subscription to demo.>" });
  await panel.waitFor();
  step = "publishing a message and seeing it arrive";
  await page.locator("#publish-form summary").click();
  await page.locator("#publish-headers").fill("Trace-Id: 7f3a\nUnit: °C");
  await publish(
    page,
    "demo.weather.zürich",
    '{"sensor": "roof", "temperature": 21.5, "readings": [21.4, 21.5, 21.7], "online": true}',
  );
  await panel
    .getByRole("option")
    .filter({ hasText: "demo.weather.zürich" })
    .filter({ hasText: '"sensor": "roof"' })
    .waitFor();
  await contains(panel.locator(".count-received"), /^1$/);
  await page.locator("#publish-headers").fill("");
}

/** @param {import("playwright-core").Page} page */
async function request(page) {
  step = "making a request that nobody answers";
  await page.locator("#request-subject").fill("nobody.there");
  await page.locator("#request-payload").fill("ping");
  await page.getByRole("button", { name: "Request", exact: true }).click();
  await contains(page.locator("#request-result"), /Nobody answers.*\(503\)/);
  step = "making a request that the console answers itself";
  await page.getByRole("region", { name: "Subscription to demo.>" }).getByLabel("Echo requests").check();
  await page.locator("#request-subject").fill("demo.echo");
  await page.locator("#request-payload").fill('{"question": "are you there?"}');
  await page.getByRole("button", { name: "Request", exact: true }).click();
  await contains(page.locator("#request-result"), /^Answered in [\d.]+ (ms|s)$/);
  await contains(page.locator("#request-answers .payload-body"), /are you there\?/);
}

/** Publishes many and wants every one of them counted. @param {import("playwright-core").Page} page */
async function burst(page) {
  step = `publishing ${BURST.toLocaleString("en")} messages and counting them`;
  await subscribe(page, "load.*");
  await page.locator("#publish-times").fill(String(BURST));
  await publish(page, "load.test", "message {{Count}} of many");
  const panel = page.getByRole("region", { name: "Subscription to load.*" });
  await contains(panel.locator(".count-received"), new RegExp(`^${BURST.toLocaleString("en")}$`));
  await panel
    .getByRole("option")
    .filter({ hasText: `message ${BURST} of many` })
    .waitFor();
  step = "finding one message with the filter";
  await panel.getByLabel("Filter the messages").fill(`message ${BURST - 7} `);
  await contains(panel.locator(".list-status"), /^1 match/);
  await panel
    .getByRole("option")
    .filter({ hasText: `message ${BURST - 7} of many` })
    .waitFor();
  await panel.getByLabel("Filter the messages").fill("");
  await page.locator("#publish-times").fill("1");
}

/** @param {import("playwright-core").Page} page @param {Faults} faults */
async function restart(page, faults) {
  step = "restarting the server";
  faults.serverRestarts = true;
  const answer = await fetch(new URL("restart-server", withSlash(settings.control)), {
    method: "POST",
    signal: AbortSignal.timeout(DEADLINE),
  });
  if (!answer.ok) throw new Error(`the control address answered ${answer.status}`);
  step = "waiting until the page is connected again";
  await page
    .locator("#events")
    .getByText(/^Lost the connection/)
    .first()
    .waitFor();
  await page
    .locator("#events")
    .getByText(/^Reconnected to/)
    .first()
    .waitFor();
  await state(page, "Connected");
  step = "publishing after the restart and seeing it arrive";
  await publish(page, "demo.after", "still here after the restart");
  const panel = page.getByRole("region", { name: "Subscription to demo.>" });
  await panel.getByRole("option").filter({ hasText: "still here after the restart" }).waitFor();
}

/** Walks the list by key and reads a message in full. @param {import("playwright-core").Page} page */
async function inspect(page) {
  step = "opening a message by keyboard";
  const panel = page.getByRole("region", { name: "Subscription to demo.>" });
  await panel.getByRole("listbox").focus();
  await page.keyboard.press("Home");
  await page.keyboard.press("Home");
  const detail = panel.getByRole("complementary", { name: "Selected message" });
  await contains(detail.locator(".detail-title"), /^demo\.weather\.zürich$/);
  await contains(detail.locator(".headers"), /Trace-Id\s*7f3a/);
  await contains(detail.locator(".payload-body"), /"temperature": 21\.5,\n/);
  await detail.getByRole("button", { name: "Hex" }).click();
  await contains(detail.locator(".payload-body"), /^00000000 {2}7b 22 73 65/);
  await detail.getByRole("button", { name: "JSON" }).click();
  step = "checking that nothing secret is remembered";
  const remembered = await page.evaluate(() => JSON.stringify(localStorage));
  if (/user|pass|token/i.test(remembered)) throw new Error(`localStorage holds ${remembered}`);
}

/** @param {import("playwright-core").Page} page */
async function photograph(page) {
  step = "taking pictures";
  await page.evaluate(() => scrollTo(0, 0));
  const picture = (/** @type {string} */ name, fullPage = false) =>
    page.screenshot({ path: join(settings.pictures, `${name}.png`), fullPage });
  await picture("light");
  await page.emulateMedia({ colorScheme: "dark" });
  await painted(page);
  await picture("dark");
  await page.setViewportSize({ width: 390, height: 844 });
  await painted(page);
  await picture("narrow", true);
  const overflow = await page.evaluate(() => document.documentElement.scrollWidth - innerWidth);
  await contains(page.getByRole("region", { name: "Subscription to load.*" }).locator(".pause"), /^Pause$/);
  if (overflow > 0) throw new Error(`the page is ${overflow} px wider than a narrow screen`);
}

/** Leaves a picture of what the page showed when it failed. @param {import("playwright-core").Browser} browser */
async function photographFailure(browser) {
  const page = browser.contexts()[0]?.pages()[0];
  await page?.screenshot({ path: join(settings.pictures, "failure.png") }).catch(() => {});
}

/** Two frames: one in which observers see the change, one in which it is drawn. @param {import("playwright-core").Page} page */
function painted(page) {
  return page.evaluate(() => new Promise((resolve) => requestAnimationFrame(() => requestAnimationFrame(resolve))));
}

/** @param {import("playwright-core").Page} page @param {string} subject */
async function subscribe(page, subject) {
  await page.locator("#subscribe-subject").fill(subject);
  await page.getByRole("button", { name: "Subscribe", exact: true }).click();
  await page.getByRole("region", { name: `Subscription to ${subject}` }).waitFor();
}

/** @param {import("playwright-core").Page} page @param {string} subject @param {string} payload */
async function publish(page, subject, payload) {
  await page.locator("#publish-subject").fill(subject);
  await page.locator("#publish-payload").fill(payload);
  await page.getByRole("button", { name: "Publish", exact: true }).click();
  await contains(page.locator("#publish-result"), /^Published .*(?<!…)$/);
}

/** @param {import("playwright-core").Page} page @param {string} text */
async function state(page, text) {
  await page.locator("#state").getByText(text, { exact: true }).waitFor();
}

/**
 * Waits until the text of an element matches.
 *
 * @param {import("playwright-core").Locator} locator
 * @param {RegExp} pattern
 */
async function contains(locator, pattern) {
  const handle = await locator.first().elementHandle();
  try {
    await locator
      .page()
      .waitForFunction(
        ([element, source]) => new RegExp(source).test(element?.textContent ?? ""),
        /** @type {const} */ ([handle, pattern.source]),
      );
  } catch {
    throw new Error(`the page shows “${await locator.first().textContent()}” where ${pattern} was expected`);
  }
}

/** What the browser's console and the page's own errors report. */
class Faults {
  /** From the restart on, a socket that fails is no fault: that the page connects again is checked by itself. */
  serverRestarts = false;
  /** @type {string[]} */
  #seen = [];

  /** @param {import("playwright-core").Page} page */
  constructor(page) {
    page.on("console", (message) => {
      if (message.type() !== "error" && message.type() !== "warning") return;
      if (this.serverRestarts && /^WebSocket connection to '.*' failed/.test(message.text())) return;
      this.#seen.push(message.text());
    });
    page.on("pageerror", (error) => this.#seen.push(error.message));
  }

  assertNone() {
    if (this.#seen.length > 0) throw new Error(this.#seen.join(" | "));
  }
}

/** @param {string} name @returns {string} */
function required(name) {
  const value = process.env[name];
  if (value) return value;
  console.log(`demo check: failed: the environment variable ${name} is missing`);
  process.exit(1);
}

/** @param {string} url */
function withSlash(url) {
  return url.endsWith("/") ? url : `${url}/`;
}

/** @param {string} text */
function oneLine(text) {
  const lines = text.replace(TERMINAL_COLOUR, "").split("\n");
  return lines
    .map((line) => line.trim())
    .filter(Boolean)
    .slice(0, 4)
    .join("; ");
}

// biome-ignore lint/suspicious/noControlCharactersInRegex: the colours of a terminal begin with one
const TERMINAL_COLOUR = /\u001b\[[0-9;]*m/g;
/** How long any one condition may take, in milliseconds. */
const DEADLINE = 30_000;
/** Messages in the burst. */
const BURST = 50_000;
const CHROMIUM_FLAGS = [
  "--no-sandbox",
  "--disable-gpu",
  "--disable-quic",
  "--no-first-run",
  "--disable-background-networking",
  "--disable-component-update",
  "--disable-sync",
  "--disable-dev-shm-usage",
];

try {
  await check();
  console.log("demo check: ok");
} catch (error) {
  const reason = error instanceof Error ? error.message : String(error);
  console.log(`demo check: failed while ${step}: ${oneLine(reason)}`);
  process.exitCode = 1;
}
