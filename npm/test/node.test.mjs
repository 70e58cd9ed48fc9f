// What is special about Node: no WebSocket of its own before version 22.
import assert from "node:assert/strict";
import { inChild } from "./helpers/child.mjs";
import { nats } from "./helpers/client.mjs";
import { moduleUrl, ours, packageRoot, test } from "./helpers/modules.mjs";
import { sharedServer } from "./helpers/shared.mjs";

const server = await sharedServer();
const inNode = (script) => inChild(script, { cwd: packageRoot });

ours("without a global WebSocket the ws package is used", "1.30.3 needs the global", async () => {
  const out = await inNode(`
    delete globalThis.WebSocket;
    const { connect } = await import(${JSON.stringify(moduleUrl)});
    const nc = await connect({ servers: ${JSON.stringify(server.ws)} });
    await nc.flush();
    await nc.close();
    console.log("done");`);
  assert.equal(out.trim(), "done");
});

ours("a global WebSocket wins", "1.30.3 knows no other", async () => {
  const out = await inNode(`
    import { WebSocket } from "ws";
    let made = 0;
    globalThis.WebSocket = class extends WebSocket { constructor(...args) { super(...args); made++; } };
    const { connect } = await import(${JSON.stringify(moduleUrl)});
    const nc = await connect({ servers: ${JSON.stringify(server.ws)} });
    await nc.close();
    console.log(made);`);
  assert.equal(out.trim(), "1");
});

test("the process ends by itself once the connection is closed", async () => {
  const out = await inNode(`
    import { WebSocket } from "ws";
    globalThis.WebSocket ??= WebSocket;
    const { connect } = await import(${JSON.stringify(moduleUrl)});
    const nc = await connect({ servers: ${JSON.stringify(server.ws)} });
    nc.subscribe("x");
    const request = nc.request("nobody").catch((err) => console.log(err.code));
    await request;
    await nc.close();
    console.log("done");`);
  assert.deepEqual(out.trim().split("\n"), ["503", "done"]);
});

test("importing the module starts nothing", async () => {
  const out = await inNode(`
    const module = await import(${JSON.stringify(moduleUrl)});
    console.log(typeof module.connect);`);
  // Had it left a timer or a handle, the process would not have ended.
  assert.equal(out.trim(), "function");
});

ours("every name that is exported is one of nats.ws", "there is nothing to compare there", async () => {
  const theirs = Object.keys(await import("nats.ws"));
  const beyond = Object.keys(nats).filter((name) => !theirs.includes(name));
  assert.deepEqual(beyond, []);
  const core = [
    "connect headers MsgHdrsImpl canonicalMIMEHeaderKey StringCodec JSONCodec createInbox Empty NatsError ErrorCode",
    "Events DebugEvents Match RequestStrategy Nuid nuid deferred delay deadline backoff millis nanos syncIterator",
    "buildAuthenticator tokenAuthenticator usernamePasswordAuthenticator",
  ].join(" ");
  for (const name of core.split(" ")) {
    assert.ok(name in nats, name);
  }
});
