// @ts-check
/**
 * Drives the console in a headless Chromium as a user would, scene by scene, and takes pictures.
 *
 * Environment: `CONSOLE_URL` the page; `NATS_WS_URL` the server to type into it, and `NATS_TCP_URL` the same for other
 * clients; `CHROMIUM` the browser's path; `SCREENSHOT_DIR` where the pictures go; `CONTROL_URL` takes
 * `POST …/restart-server`, answered once the server is back. Names of scenes as arguments run only those.
 * Prints `demo check: ok` and ends with 0, or prints one line saying what failed and ends with 1.
 */
import { mkdir } from "node:fs/promises";
import { chromium } from "playwright-core";
import { Rig } from "./check/rig.mjs";
import { buckets } from "./check/scenes/buckets.mjs";
import { connecting } from "./check/scenes/connecting.mjs";
import { consumers } from "./check/scenes/consumers.mjs";
import { keyboard } from "./check/scenes/keyboard.mjs";
import { keys } from "./check/scenes/keys.mjs";
import { layout } from "./check/scenes/layout.mjs";
import { load } from "./check/scenes/load.mjs";
import { objects } from "./check/scenes/objects.mjs";
import { payloads } from "./check/scenes/payloads.mjs";
import { permissions } from "./check/scenes/permissions.mjs";
import { requests } from "./check/scenes/requests.mjs";
import { restart } from "./check/scenes/restart.mjs";
import { saved } from "./check/scenes/saved.mjs";
import { services } from "./check/scenes/services.mjs";
import { streams } from "./check/scenes/streams.mjs";
import { subscriptions } from "./check/scenes/subscriptions.mjs";

const SCENES = {
  connecting,
  subscriptions,
  payloads,
  requests,
  services,
  streams,
  consumers,
  buckets,
  objects,
  saved,
  permissions,
  keys,
  keyboard,
  layout,
  load,
  restart,
};

/** @param {Rig} rig */
async function play(rig) {
  const wanted = process.argv.slice(2);
  for (const [name, scene] of Object.entries(SCENES)) {
    if (wanted.length > 0 && !wanted.includes(name)) continue;
    const start = performance.now();
    console.log(`scene ${name}`);
    await scene(rig);
    await rig.finish();
    console.log(`  ok, ${((performance.now() - start) / 1000).toFixed(1)} s`);
  }
}

/** @param {string} name @returns {string} */
function required(name) {
  const value = process.env[name];
  if (value) return value;
  console.log(`demo check: failed: the environment variable ${name} is missing`);
  process.exit(1);
}

/** @param {unknown} error */
function oneLine(error) {
  const text = error instanceof Error ? error.message : String(error);
  const lines = text.replace(TERMINAL_COLOUR, "").split("\n");
  return lines
    .map((line) => line.trim())
    .filter(Boolean)
    .slice(0, 4)
    .join("; ");
}

// biome-ignore lint/suspicious/noControlCharactersInRegex: the colours of a terminal begin with one
const TERMINAL_COLOUR = /\u001b\[[0-9;]*m/g;
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

const settings = {
  console: required("CONSOLE_URL"),
  server: required("NATS_WS_URL"),
  port: Number(new URL(required("NATS_TCP_URL")).port),
  pictures: required("SCREENSHOT_DIR"),
  control: required("CONTROL_URL"),
};
await mkdir(settings.pictures, { recursive: true });
const browser = await chromium.launch({ executablePath: required("CHROMIUM"), args: CHROMIUM_FLAGS });
const rig = new Rig(browser, settings);
try {
  await play(rig);
  console.log("demo check: ok");
} catch (error) {
  await rig.photographFailure();
  console.log(`demo check: failed while ${rig.step}: ${oneLine(error)}`);
  process.exitCode = 1;
} finally {
  await rig.dispose();
  await browser.close();
}
