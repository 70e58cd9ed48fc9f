/**
 * What `e2e.mjs` and `first-message.mjs` run pages against: a private nats-server, the pages, a browser with the clock of
 * a page's main thread, and a publisher.
 */
import { spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import http from "node:http";
import { createRequire } from "node:module";
import { tmpdir } from "node:os";
import { dirname, join, resolve } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { fileURLToPath } from "node:url";
import { brotliCompressSync, gzipSync } from "node:zlib";

const here = dirname(fileURLToPath(import.meta.url));
const npmDir = resolve(process.env.NPM_DIR ?? ".");
const require = createRequire(join(npmDir, "from.js"));

/** How pages are sent, by the name in their address: compressed as a host would that does it once, as well as it can. */
const ENCODINGS = {
  plain: { sent: {}, encode: (text) => text },
  gzip: { sent: { "content-encoding": "gzip" }, encode: (text) => gzipSync(text, { level: 9 }) },
  brotli: { sent: { "content-encoding": "br" }, encode: (text) => brotliCompressSync(text) },
};

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

/** A server on free ports of the loopback, with these lines of configuration besides: `{ tcp, url, stop }`. */
export async function startServer(compression, more = () => []) {
  const folder = mkdtempSync(join(tmpdir(), "nats-web-e2e-"));
  const config = join(folder, "server.conf");
  const websocket = `host: "127.0.0.1", port: -1, no_tls: true, compression: ${compression}`;
  const lines = ['host: "127.0.0.1"', "port: -1", "max_payload: 8MB", `ports_file_dir: "${folder}"`];
  writeFileSync(config, [...lines, ...more(folder), `websocket { ${websocket} }`, ""].join("\n"));
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

/**
 * A web server with one page a client and encoding: `{ address(label, encoding), stop }`.
 *
 * @param script the name of a module beside this file, of which every page calls `start` with what `argument(client)` says
 */
export async function servePages(clients, script, argument = connectOf) {
  const files = new Map();
  for (const client of clients) addPage(files, client.label, await bundle(argument(client), script));
  const server = http.createServer((request, response) => {
    const { headers, body } = files.get(request.url) ?? {};
    response.writeHead(body === undefined ? 404 : 200, headers).end(body);
  });
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  const { port } = server.address();
  const address = (label, encoding = "plain") => `http://127.0.0.1:${port}/${encoding}/${label}`;
  return { address, stop: () => server.close() };
}

export function launchBrowser() {
  const { chromium } = require("playwright-core");
  return chromium.launch({ executablePath: process.env.CHROMIUM ?? "/usr/bin/chromium", args: BROWSER_ARGUMENTS });
}

/** The page's main thread: a function that resolves to the seconds it worked so far, `{ task, script }`. */
export async function mainThread(session) {
  await session.send("Performance.enable", { timeDomain: "threadTicks" });
  return async () => {
    const { metrics } = await session.send("Performance.getMetrics");
    const value = (name) => metrics.find((metric) => metric.name === name).value;
    return { task: value("TaskDuration"), script: value("ScriptDuration") };
  };
}

/** A publisher that waits for `go()`; see `flood.mjs`. */
export function startFlood(port, subject, size, count) {
  const words = [join(here, "flood.mjs"), port, subject, size, count].map(String);
  const child = spawn(process.execPath, words, { stdio: ["pipe", "ignore", "inherit"] });
  return { go: () => child.stdin.write("go\n"), stop: () => child.stdin.end() };
}

function addPage(files, label, script) {
  for (const [name, { sent, encode }] of Object.entries(ENCODINGS)) {
    const path = `/${name}/${label}`;
    const page = `<!doctype html><link rel="icon" href="data:,"><script type="module" src="${path}.js"></script>`;
    const headers = { ...sent, "cache-control": "no-store" };
    files.set(path, { headers: { ...headers, "content-type": "text/html" }, body: encode(page) });
    files.set(`${path}.js`, { headers: { ...headers, "content-type": "text/javascript" }, body: encode(script) });
  }
}

/** The client's function that connects, as imports and an expression of a program. */
export function connectOf({ module, connect }) {
  return { imports: [`import { ${connect} as connect } from ${JSON.stringify(module)};`], expression: "connect" };
}

/** Minified, as a user without a configuration would make it. */
async function bundle({ imports, expression }, script) {
  const contents = [
    ...imports,
    `import { start } from ${JSON.stringify(join(here, script))};`,
    `start(${expression});`,
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
