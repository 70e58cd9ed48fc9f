// Which module the tests test. NATS_WEB_MODULE names another build, or `nats.ws` itself: a test that passes there states
// what that package really does, and a test written with `ours` states where we differ on purpose.
import { resolve } from "node:path";
import { test as nodeTest } from "node:test";
import { fileURLToPath, pathToFileURL } from "node:url";

const named = process.env.NATS_WEB_MODULE;

/** Whether the tests run against nats.ws. */
export const parity = named === "nats.ws";

/** What to import. */
export const moduleUrl = parity
  ? named
  : named
    ? pathToFileURL(resolve(named)).href
    : new URL("../../dist/esm/nats.js", import.meta.url).href;

/** The folder of the package. */
export const packageRoot = fileURLToPath(new URL("../..", import.meta.url));

/** A test that fails rather than waits for ever. */
export function test(name, options, fn) {
  const [opts, body] = fn === undefined ? [{}, options] : [options, fn];
  return nodeTest(name, { timeout: TIMEOUT, ...opts }, body);
}

/** A test of something that nats.ws does differently, and `why`; the migration page lists it. */
export function ours(name, why, fn) {
  return test(name, { skip: parity ? `differs: ${why}` : false }, fn);
}

/** Milliseconds after which a test has hung. No test depends on how long anything takes. */
const TIMEOUT = 60_000;
