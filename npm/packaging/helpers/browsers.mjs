// The browsers that pages are shown in, behind one face, and a web server for them.
import { readFile } from "node:fs/promises";
import { createServer } from "node:http";
import { extname, join, normalize } from "node:path";
import { launch, openPage } from "../../test/browser/chromium.mjs";
import { listening } from "../../test/helpers/environment.mjs";
import { launchFirefox } from "./firefox.mjs";

/** Starts all browsers; they end with `t`. */
export function launchAll(t) {
  return Promise.all([launchChromium(t), launchFirefox(t)]);
}

/** Shows a page in `browser`; resolves with its title, once it has one, and what went wrong unnoticed. */
export async function visit(t, browser, url) {
  const page = await browser.open(t, url);
  const title = await page.evaluate(TITLE);
  return { title, mishaps: page.mishaps };
}

/**
 * Serves folders on 127.0.0.1 and gives the address.
 *
 * @param folders - URL prefix to folder; the first that fits is it
 * @param pages - path to HTML
 * @param csp - a Content-Security-Policy for everything
 * @param onFile - is told of each file of a folder that is asked for
 * @param denies - whether to answer 503 to a path this time
 * @param types - content types other than the usual, by ending
 */
export async function serve(t, { folders = {}, pages = {}, csp, onFile, denies, types = {} }) {
  const listener = createServer(async (req, res) => {
    const path = normalize(new URL(req.url, "http://x").pathname);
    const prefix = Object.keys(folders).find((p) => path.startsWith(p));
    let body = pages[path];
    if (body === undefined && prefix !== undefined) {
      const below = path.slice(prefix.length);
      onFile?.(below);
      body = await readFile(join(folders[prefix], below)).catch(() => undefined);
    }
    const headers = { "content-type": { ...TYPES, ...types }[extname(path)] ?? "text/html" };
    if (csp !== undefined) {
      headers["content-security-policy"] = csp;
    }
    if (denies?.(path)) {
      res.writeHead(503);
      res.end();
      return;
    }
    res.writeHead(body === undefined ? 404 : 200, headers);
    res.end(body);
  });
  return `http://127.0.0.1:${await listening(t, listener)}`;
}

/** A page with nothing but one script in it. */
export function pageWith(script) {
  return `<!doctype html><meta charset="utf-8"><link rel="icon" href="data:,">${script}`;
}

async function launchChromium(t) {
  const browser = await launch(t);
  return { name: "Chromium", open: (t, url) => openPage(t, browser, url) };
}

const TITLE = `new Promise((resolve) => {
  const look = () => (document.title ? resolve(document.title) : setTimeout(look, 10));
  look();
})`;

const TYPES = {
  ".js": "text/javascript",
  ".mjs": "text/javascript",
  ".css": "text/css",
  ".wasm": "application/wasm",
};
