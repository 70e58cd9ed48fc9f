// Chromium without a window, and a web server for the pages it loads.
import { existsSync } from "node:fs";
import { readFile } from "node:fs/promises";
import { createServer } from "node:http";
import { extname, join, normalize } from "node:path";
import { text } from "node:stream/consumers";
import { chromium } from "playwright-core";
import { listening } from "../helpers/environment.mjs";

/** Starts a browser that ends with `t`. `CHROMIUM` names the program. */
export async function launch(t) {
  const executablePath = process.env.CHROMIUM ?? ["/usr/bin/chromium", "/usr/bin/google-chrome"].find(existsSync);
  if (!executablePath) {
    throw new Error("no browser: set CHROMIUM or install Debian's chromium");
  }
  const browser = await chromium.launch({ executablePath, headless: true, args: FLAGS });
  t.after(() => browser.close());
  return browser;
}

/**
 * Serves `folders` (URL prefix to folder), `pages` (path to HTML), `scripts` (path to JavaScript), and `answers` (path to a
 * function that gives a text for the text that was posted); gives the address. More may be put in later.
 *
 * @param csp - a Content-Security-Policy for the pages
 */
export async function serve(t, { folders = {}, pages = {}, scripts = {}, answers = {}, csp }) {
  const listener = createServer(async (req, res) => {
    const path = normalize(new URL(req.url, "http://x").pathname);
    const prefix = Object.keys(folders).find((p) => path.startsWith(p));
    if (path in pages) {
      res.writeHead(200, { "content-type": "text/html", ...(csp && { "content-security-policy": csp }) });
      res.end(`<!doctype html><meta charset="utf-8">${pages[path]}`);
    } else if (path in scripts) {
      res.writeHead(200, { "content-type": "text/javascript" });
      res.end(scripts[path]);
    } else if (path in answers) {
      res.end(await answers[path](await text(req)));
    } else if (prefix !== undefined) {
      const body = await readFile(join(folders[prefix], path.slice(prefix.length))).catch(() => null);
      res.writeHead(body === null ? 404 : 200, { "content-type": TYPES[extname(path)] ?? "text/javascript" });
      res.end(body ?? "");
    } else {
      res.writeHead(path === "/favicon.ico" ? 204 : 404);
      res.end();
    }
  });
  return `http://127.0.0.1:${await listening(t, listener)}`;
}

/** Opens `url`; what goes wrong in the page unnoticed is collected in `page.mishaps`. `options` are those of a context. */
export async function openPage(t, browser, url, options = {}) {
  const page = await browser.newPage(options);
  t.after(() => page.close());
  page.mishaps = [];
  // Uncaught exceptions and unhandled rejections alike.
  page.on("pageerror", (err) => page.mishaps.push(`${err.stack ?? err}`));
  await page.goto(url);
  return page;
}

/** Pages that are used one after the other, as a tab is: each new one costs a second of two cores' time. */
export class Tabs {
  #free = [];

  /**
   * @param opts - `prepare(page)` for each new tab; the rest are options of a context
   */
  constructor(browser, { prepare = () => {}, ...options } = {}) {
    this.make = async () => {
      // It goes with the browser.
      const page = await openPage({ after: () => {} }, browser, BLANK, options);
      await prepare(page);
      return page;
    };
  }

  /** Opens `url` like {@link openPage} for as long as `t` lasts. */
  async open(t, url) {
    const page = this.#free.pop() ?? (await this.make());
    page.mishaps.length = 0;
    t.after(async () => {
      // A page that cannot be left is of no use any more.
      await page.goto(BLANK, { timeout: 10_000 }).then(
        () => this.#free.push(page),
        () => page.close(),
      );
    });
    await page.goto(url);
    return page;
  }
}

const BLANK = "about:blank";
/** Of what is no JavaScript. */
const TYPES = { ".css": "text/css", ".html": "text/html" };
const FLAGS = [
  "--no-sandbox",
  "--disable-gpu",
  "--disable-quic",
  "--no-first-run",
  "--disable-background-networking",
  "--disable-component-update",
  "--disable-sync",
  "--disable-dev-shm-usage",
];
