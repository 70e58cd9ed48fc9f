// @ts-check
/** What the scenes of the check share: pages of the console, waiting for what they show, pictures, and faults. */
import { join } from "node:path";
import { connect } from "../../npm/dist/esm/nats.js";

/**
 * @typedef {import("playwright-core").Page} Page
 * @typedef {import("playwright-core").Locator} Locator
 *
 * @typedef {object} Settings
 * @property {string} console the page's address
 * @property {string} server the WebSocket address to type into it
 * @property {number} port the same server's port for other clients
 * @property {string} pictures the folder for pictures
 * @property {string} control takes `POST …/restart-server`, answered once the server is back
 */

/** One run of the check. Every scene opens pages of its own, which share nothing with those of others. */
export class Rig {
  /** What is being checked now, to be named should it fail. */
  step = "starting Chromium";
  settings;
  #browser;
  /** @type {Visit[]} */
  #visits = [];
  /** @type {(() => unknown)[]} */
  #cleanups = [];

  /** @param {import("playwright-core").Browser} browser @param {Settings} settings */
  constructor(browser, settings) {
    this.#browser = browser;
    this.settings = settings;
  }

  /**
   * Opens the console in a profile of its own.
   *
   * @param {import("playwright-core").BrowserContextOptions} [options] 1440×900 and light by default
   */
  async open(options = {}) {
    this.step = "opening the page";
    const context = await this.#browser.newContext({
      viewport: { width: 1440, height: 900 },
      colorScheme: "light",
      ...options,
    });
    const page = await context.newPage();
    page.setDefaultTimeout(DEADLINE);
    const visit = new Visit(this, page);
    this.#visits.push(visit);
    await page.goto(this.settings.console);
    await page.waitForSelector("html[data-ready=true]", { state: "attached" });
    return visit;
  }

  /** Another client of the same server, over a connection of its own that ends with the scene. */
  async client() {
    const client = await connect({ servers: this.settings.server, name: "check" });
    this.after(() => client.close());
    return client;
  }

  /** Has something undone when the scene is over: what helpers of the package's tests want. @param {() => unknown} cleanup */
  after(cleanup) {
    this.#cleanups.push(cleanup);
  }

  /** Ends a scene: its pages must have reported no fault. */
  async finish() {
    this.step = "looking for errors in the browser's console";
    for (const visit of this.#visits) visit.faults.assertNone();
    await this.dispose();
  }

  /** Leaves a picture of what the pages showed when something failed. */
  async photographFailure() {
    for (const [index, { page }] of this.#visits.entries()) {
      await page.screenshot({ path: join(this.settings.pictures, `failure-${index + 1}.png`) }).catch(() => {});
    }
  }

  /** Closes the pages, and undoes what {@link after} was told. */
  async dispose() {
    await Promise.all(this.#visits.map(({ page }) => page.context().close()));
    this.#visits = [];
    for (const cleanup of this.#cleanups.splice(0)) await cleanup();
  }
}

/** One page of the console, and what a user does with it. */
export class Visit {
  faults;

  /** @param {Rig} rig @param {Page} page */
  constructor(rig, page) {
    this.rig = rig;
    this.page = page;
    this.faults = new Faults(page);
  }

  /** Says what is being checked now. @param {string} text */
  step(text) {
    this.rig.step = text;
  }

  /** Connects, without credentials, and lands at the messages. @param {string} [server] */
  async connect(server = this.rig.settings.server) {
    this.step("connecting");
    await this.page.getByLabel("Server address").fill(server);
    await this.pressConnect();
    const error = this.page.locator("#connect-error:visible");
    await this.page.locator("#state[data-state=connected]").or(error).first().waitFor();
    if (await error.isVisible()) throw new Error(`the page says “${await error.textContent()}”`);
  }

  async pressConnect() {
    await this.page.getByRole("button", { name: "Connect", exact: true }).click();
  }

  /** @param {string} name as in the bar */
  async view(name) {
    await this.page.getByRole("link", { name, exact: true }).click();
  }

  /** Opens a page of JetStream. @param {string} name as above the page */
  async jetstream(name) {
    await this.view("JetStream");
    const pages = this.page.locator("nav.pages");
    await pages.getByRole("link", { name, exact: true }).click();
    await shows(pages.locator("[aria-current]"), new RegExp(`^${name}$`));
  }

  /** @param {string} subject @param {string} [queue] @returns {Promise<Panel>} */
  async subscribe(subject, queue = "") {
    await this.page.locator("#subscribe-subject").fill(subject);
    await this.page.locator("#subscribe-queue").fill(queue);
    await this.page.getByRole("button", { name: "Subscribe", exact: true }).click();
    const panel = this.panel(subject);
    await panel.region.waitFor();
    return panel;
  }

  /** @param {string} subject */
  panel(subject) {
    return new Panel(this.page.getByRole("region", { name: `Subscription to ${subject}`, exact: true }));
  }

  /** @param {string} subject @param {string} payload */
  async publish(subject, payload) {
    await this.page.getByRole("tab", { name: "Publish" }).click();
    await this.page.locator("#publish-subject").fill(subject);
    await this.page.locator("#publish-payload").fill(payload);
    await this.page.getByRole("button", { name: "Publish", exact: true }).click();
    await shows(this.page.locator("#publish-result"), /^Published .*(?<!…)$/);
  }

  /**
   * Publishes from a connection of its own, what no form could write.
   *
   * @param {{ subject: string, data: string | number[], headers?: [string, string][], reply?: string, repeat?: number }[]} messages
   *   `repeat` makes a payload of so many copies of `data`
   */
  async publishAside(messages) {
    await this.page.evaluate(
      async ([server, list]) => {
        const { connect, headers } = await import("nats-web");
        const aside = await connect({ servers: server });
        for (const { subject, data, headers: lines = [], reply, repeat = 1 } of list) {
          const made = headers();
          for (const [name, value] of lines) made.append(name, value);
          const payload = typeof data === "string" ? data.repeat(repeat) : Uint8Array.from(data);
          aside.publish(subject, payload, {
            ...(lines.length > 0 ? { headers: made } : {}),
            ...(reply ? { reply } : {}),
          });
        }
        await aside.drain();
      },
      /** @type {const} */ ([this.rig.settings.server, messages]),
    );
  }

  /** Takes a picture of what is in sight. @param {string} name */
  async picture(name) {
    await this.painted();
    await this.page.screenshot({ path: join(this.rig.settings.pictures, `${name}.png`) });
  }

  /** Takes a picture of a narrow screen, on which nothing may stick out. @param {string} name */
  async fits(name) {
    this.step(`fitting ${name} into a narrow screen`);
    await this.painted();
    const overflow = await this.page.evaluate(() => {
      const parts = [...document.querySelectorAll("html, main, .view, .card")];
      return Math.max(...parts.map((part) => part.scrollWidth - part.clientWidth));
    });
    await this.picture(`narrow-${name}`);
    check(overflow <= 0, `something sticks out by ${overflow} px`);
  }

  /** Two frames: one in which observers see the change, one in which it is drawn. */
  async painted() {
    await this.page.evaluate(() => new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done))));
  }
}

/** A subscription on the page. */
export class Panel {
  /** @param {Locator} region */
  constructor(region) {
    this.region = region;
    this.list = region.getByRole("listbox");
    this.filter = region.getByRole("searchbox");
    this.received = region.locator(".count-received");
    this.foot = region.locator(".foot");
    this.pause = region.locator(".pause");
    this.detail = region.getByRole("complementary", { name: "Selected message" });
  }

  /** A row in sight that has all of these texts. @param {...string} texts */
  row(...texts) {
    return texts.reduce((rows, hasText) => rows.filter({ hasText }), this.region.getByRole("option"));
  }

  /** Opens the message in a row. @param {string} subject */
  async openMessage(subject) {
    await this.row(subject).first().click();
    await shows(this.detail.locator(".detail-title"), new RegExp(`^${literally(subject)}$`));
  }
}

/** What the browser's console and the page's own errors report. */
export class Faults {
  /** What a scene brings about on purpose, and the browser notes. @type {RegExp[]} */
  expected = [];
  /** Everything that was printed, of any kind. @type {string[]} */
  printed = [];
  /** @type {string[]} */
  #seen = [];

  /** @param {Page} page */
  constructor(page) {
    page.on("console", (message) => {
      this.printed.push(message.text());
      if (message.type() !== "error" && message.type() !== "warning") return;
      if (this.expected.some((pattern) => pattern.test(message.text()))) return;
      this.#seen.push(message.text());
    });
    page.on("pageerror", (error) => this.#seen.push(error.message));
  }

  assertNone() {
    if (this.#seen.length > 0) throw new Error(this.#seen.join(" | "));
  }
}

/** The browser's own note of a socket that could not be opened. */
export const SOCKET_FAILED = /^WebSocket connection to '.*' failed/;

/**
 * Waits until the text of an element matches.
 *
 * @param {Locator} locator
 * @param {RegExp} pattern
 */
export async function shows(locator, pattern) {
  let text = "";
  await until(
    async () => {
      // Asked anew each time: what is shown may be another element by now.
      text = (await locator.first().textContent()) ?? "";
      return pattern.test(text);
    },
    () => `the page shows “${text}” where ${pattern} was expected`,
  );
}

/**
 * Waits until something holds.
 *
 * @param {() => Promise<boolean>} holds
 * @param {() => string} otherwise what to say if it does not within the deadline
 */
export async function until(holds, otherwise) {
  const end = performance.now() + DEADLINE;
  while (!(await holds())) {
    if (performance.now() > end) throw new Error(otherwise());
    await new Promise((resolve) => setTimeout(resolve, POLL));
  }
}

/** @param {boolean} holds @param {string} otherwise */
export function check(holds, otherwise) {
  if (!holds) throw new Error(otherwise);
}

/** @param {string} text */
export function literally(text) {
  return text.replace(/[.*+?^${}()|[\]\\/]/g, "\\$&");
}

/** How long any one condition may take, in milliseconds: only a page that hangs takes so long. */
const DEADLINE = 30_000;
const POLL = 30;
