// @ts-check
/**
 * Measures how a page stays usable under load: frame times and long tasks while messages pour in.
 *
 * usage: node measure.mjs http://127.0.0.1:console-port nats-tcp-port [messages a second] [seconds]
 * with `cargo xtask demo` running, which prints the addresses. `CHROMIUM` names the browser, `PANELS` how many
 * subscriptions get every message, `FILTER` a text to filter with.
 */
import { chromium } from "playwright-core";
import { Flood } from "./check/flood.mjs";

const [url, port, rateWord = "100000", secondsWord = "10"] = process.argv.slice(2);
const [perSecond, seconds] = [Number(rateWord), Number(secondsWord)];
const BODY = `{"sensor":"roof","temperature":21.5,"unit":"C","note":"${"x".repeat(70)}"}`;
const panels = Number(process.env.PANELS ?? 1);

const browser = await chromium.launch({
  executablePath: process.env.CHROMIUM,
  args: ["--no-sandbox", "--disable-gpu"],
});
try {
  const page = await browser.newPage({ viewport: { width: 1440, height: 900 } });
  await page.goto(url);
  await page.getByRole("button", { name: "Connect", exact: true }).click();
  await page.locator("#state[data-state=connected]").waitFor();
  for (let count = 0; count < panels; count += 1) {
    await page.locator("#subscribe-subject").fill("measure.load");
    await page.getByRole("button", { name: "Subscribe", exact: true }).click();
    if (process.env.FILTER) await page.locator(".filter").nth(count).fill(process.env.FILTER);
  }
  await page.waitForTimeout(1500);
  await page.evaluate(observe);
  const flood = new Flood(Number(port), "measure.load", BODY);
  await flood.pace(perSecond, seconds);
  const observed = await page.evaluate(() => /** @type {any} */ (globalThis).observed());
  await page.waitForFunction(
    (sent) => document.querySelector(".count-received")?.textContent === sent,
    flood.sent.toLocaleString("en"),
  );
  flood.stop();
  console.log(JSON.stringify({ perSecond, seconds, panels, sent: flood.sent, ...observed }, null, 1));
} finally {
  await browser.close();
}

/** Runs in the page: collects frame times, long tasks, and how late a timer comes. */
function observe() {
  const frames = /** @type {number[]} */ ([]);
  const tasks = /** @type {number[]} */ ([]);
  const late = /** @type {number[]} */ ([]);
  const start = performance.now();
  let last = start;
  const frame = (/** @type {number} */ now) => {
    frames.push(now - last);
    last = now;
    requestAnimationFrame(frame);
  };
  requestAnimationFrame(frame);
  new PerformanceObserver((list) => tasks.push(...list.getEntries().map(({ duration }) => duration))).observe({
    type: "longtask",
  });
  const tick = () => {
    const due = performance.now() + 50;
    setTimeout(() => {
      late.push(performance.now() - due);
      tick();
    }, 50);
  };
  tick();
  const round = (/** @type {number} */ value) => Math.round(value * 10) / 10;
  const share = (/** @type {number[]} */ values, /** @type {number} */ at) =>
    round([...values].sort((a, b) => a - b)[Math.min(values.length - 1, Math.floor(at * values.length))] ?? 0);
  Object.assign(globalThis, {
    observed: () => ({
      elapsedSeconds: round((performance.now() - start) / 1000),
      received: document.querySelector(".count-received")?.textContent,
      frames: frames.length,
      frameMs: {
        median: share(frames, 0.5),
        p95: share(frames, 0.95),
        p99: share(frames, 0.99),
        most: share(frames, 1),
      },
      longTasks: {
        count: tasks.length,
        totalMs: round(tasks.reduce((sum, each) => sum + each, 0)),
        mostMs: share(tasks, 1),
      },
      timerLateMs: { median: share(late, 0.5), p95: share(late, 0.95), most: share(late, 1) },
    }),
  });
}
