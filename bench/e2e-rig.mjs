/** What `e2e.mjs` runs pages against: a private nats-server, the pages, a browser, and a publisher. */
import { spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import http from "node:http";
import { createRequire } from "node:module";
import { tmpdir } from "node:os";
import { dirname, join, resolve } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { fileURLToPath } from "node:url";

const here = dirname(fileURLToPath(import.meta.url));
const npmDir = resolve(process.env.NPM_DIR ?? ".");
const require = createRequire(join(npmDir, "from.js"));

const BROWSER_ARGUMENTS = [
  "--no-sandbox",
  "--disable-gpu",
  "--disable-quic",
  "--no-first-run",
  "--disable-background-networking",
  "--disable-component-update",
  "--disable-sync",
  "--disable-dev-shm-usage",
];

/** A server on free ports of the loopback: `{ tcp, url, stop }`. */
export async function startServer(compression) {
  const folder = mkdtempSync(join(tmpdir(), "nats-web-e2e-"));
  const config = join(folder, "server.conf");
  const websocket = `host: "127.0.0.1", port: -1, no_tls: true, compression: ${compression}`;
  const lines = ['host: "127.0.0.1"', "port: -1", "max_payload: 8MB", `ports_file_dir: "${folder}"`];
  writeFileSync(config, [...lines, `websocket { ${websocket} }`, ""].join("\n"));
  const server = spawn(process.env.NATS_SERVER ?? "nats-server", ["-c", config], { stdio: "ignore" });
  const stop = async () => {
    server.kill();
    if (server.exitCode === null && server.signalCode === null) await once(server, "exit");
    rmSync(folder, { recursive: true, force: true });
  };
  for (let tries = 0; tries < 500 && server.exitCode === null; tries++) {
    const ports = readPorts(folder);
    if (ports !== undefined) return { ...ports, stop };
    await sleep(20);
  }
  await stop();
  throw new Error("nats-server did not start");
}

/** A web server with one page a client at `/label`; `Client` and `Workloads` are the page's globals. */
export async function servePages(clients) {
  const bundles = new Map();
  for (const client of clients) bundles.set(`/${client.label}.js`, await bundle(client));
  const server = http.createServer((request, response) => {
    const script = bundles.get(request.url);
    response.setHeader("content-type", script === undefined ? "text/html" : "text/javascript");
    response.end(script ?? `<!doctype html><script type="module" src="${request.url}.js"></script>`);
  });
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  return { url: `http://127.0.0.1:${server.address().port}`, stop: () => server.close() };
}

export function launchBrowser() {
  const { chromium } = require("playwright-core");
  return chromium.launch({ executablePath: process.env.CHROMIUM ?? "/usr/bin/chromium", args: BROWSER_ARGUMENTS });
}

/** A publisher that waits for `go()`; see `flood.mjs`. */
export function startFlood(port, subject, size, count) {
  const words = [join(here, "flood.mjs"), port, subject, size, count].map(String);
  const child = spawn(process.execPath, words, { stdio: ["pipe", "ignore", "inherit"] });
  return { go: () => child.stdin.write("go\n"), stop: () => child.stdin.end() };
}

async function bundle({ module, connect }) {
  const contents = [
    `import * as Module from ${JSON.stringify(module)};`,
    `import * as Workloads from ${JSON.stringify(join(here, "e2e-page.js"))};`,
    `globalThis.Workloads = Workloads; globalThis.Client = { connect: Module.${connect} };`,
  ].join("\n");
  const { outputFiles } = await require("esbuild").build({
    stdin: { contents, resolveDir: npmDir },
    bundle: true,
    format: "esm",
    platform: "browser",
    external: ["crypto", "node:*"],
    write: false,
    minify: true,
    logLevel: "error",
  });
  return outputFiles[0].contents;
}

/** The ports in the file that the server writes once it listens, or `undefined` while it is not whole. */
function readPorts(folder) {
  const name = readdirSync(folder).find((file) => file.endsWith(".ports"));
  try {
    const { nats, websocket } = JSON.parse(readFileSync(join(folder, name ?? "none"), "utf8"));
    return { tcp: Number(new URL(nats[0]).port), url: websocket[0] };
  } catch {
    return undefined;
  }
}
