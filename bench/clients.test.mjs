import assert from "node:assert/strict";
import { resolve } from "node:path";
import test from "node:test";
import { parseClients } from "./clients.mjs";

test("labels, modules and the function that connects", () => {
  assert.deepEqual(parseClients(["a=b", "core=@x/y#wsconnect", "ours=./dist/nats.js"]), [
    { label: "a", module: "b", connect: "connect" },
    { label: "core", module: "@x/y", connect: "wsconnect" },
    { label: "ours", module: resolve("./dist/nats.js"), connect: "connect" },
  ]);
  assert.throws(() => parseClients(["nonsense"]), /label=module/);
});
