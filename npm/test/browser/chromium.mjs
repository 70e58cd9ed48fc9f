// Chromium without a window, and a web server for the pages it loads.
import { existsSync } from "node:fs";
import { readFile } from "node:fs/promises";
import { createServer } from "node:http";
import { join, normalize } from "node:path";
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
      res.writeHead(body === null ? 404 : 200, { "content-type": "text/javascript" });
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
