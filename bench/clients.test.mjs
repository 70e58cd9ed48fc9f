import assert from "node:assert/strict";
import { resolve } from "node:path";
import test from "node:test";
import { parseClients } from "./clients.mjs";

test("labels, modules and the function that connects", () => {
  assert.deepEqual(parseClients(["a=b", "core=@x/y#wsconnect,@x/js,./kv.js", "ours=./dist/nats.js"]), [
    { label: "a", module: "b", connect: "connect", packages: [] },
    { label: "core", module: "@x/y", connect: "wsconnect", packages: ["@x/js", resolve("./kv.js")] },
    { label: "ours", module: resolve("./dist/nats.js"), connect: "connect", packages: [] },
  ]);
  assert.throws(() => parseClients(["nonsense"]), /label=module/);
});
