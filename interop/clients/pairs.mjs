// Tests in which one client writes and another one reads, for each pair of our package and another client.

import { createRequire } from "node:module";
import { after } from "node:test";
import { nats } from "../../npm/test/helpers/client.mjs";
import { test } from "../../npm/test/helpers/modules.mjs";
import { sharedServer } from "../../npm/test/helpers/shared.mjs";
import { missingGo, startGo } from "./go.mjs";
import { JavaScriptClient } from "./javascript.mjs";

/** The server of the test file. */
export const server = await sharedServer({ jetstream: true });

const nats_ws = createRequire(new URL("../../npm/package.json", import.meta.url))("nats.ws");

/** Our package. */
export const ours = await opened(JavaScriptClient.connect("nats-web", nats, server.ws));
const others = [
  { name: "nats.ws", client: await opened(JavaScriptClient.connect("nats.ws", nats_ws, server.ws)) },
  {
    name: "nats.go",
    missing: missingGo,
    client: missingGo ? undefined : await opened(startGo(`nats://127.0.0.1:${server.tcpPort}`)),
  },
];

/**
 * Makes tests of `run`, which gets the client that writes, the one that reads, and the test: our package with each other
 * client, both ways.
 *
 * @param except - names of clients that take no part, each with the reason
 */
export function between(name, run, except = {}) {
  for (const { name: other, missing, client } of others) {
    const skip = except[other] ?? missing ?? false;
    test(`${name}: nats-web writes, ${other} reads`, { skip }, (t) => run(ours, client, t));
    test(`${name}: ${other} writes, nats-web reads`, { skip }, (t) => run(client, ours, t));
  }
}

/** Returns another client by its name; `undefined` if it is missing. */
export function clientNamed(wanted) {
  return others.find(({ name }) => name === wanted).client;
}

let names = 0;
/** Returns a name that no other test uses. */
export function unique(prefix) {
  return `${prefix}_${++names}`;
}

/** Returns a text as base64, as values are in steps. */
export function b64(text) {
  return Buffer.from(text).toString("base64");
}

async function opened(client) {
  const found = await client;
  after(() => found.close());
  return found;
}
