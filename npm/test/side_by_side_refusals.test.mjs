// What is refused, by us and by the server: with our package and with nats.ws the same error, word for word.
import assert from "node:assert/strict";
import { nats, StatusLog } from "./helpers/client.mjs";
import { ours } from "./helpers/modules.mjs";
import { freePorts } from "./helpers/server.mjs";
import { sharedServer } from "./helpers/shared.mjs";

const theirs = { ...(await import("nats.ws")) };
const server = await sharedServer({
  extra: `authorization { users: [
    { user: "u", password: "p", permissions: {
      publish: { deny: ["deny.pub.>"] }, subscribe: { deny: ["deny.sub.>"] } } } ] }`,
});
const [dead] = await freePorts(1);

/** Runs `program` with both packages; what it gives is compared. */
function alike(name, program) {
  ours(name, "there is nothing to compare there", async (t) => {
    const [found, expected] = [await program(nats, t), await program(theirs, t)];
    assert.deepEqual(found, expected);
  });
}

/** What `fn` gives or fails with. */
async function outcome(fn) {
  try {
    const value = await fn();
    return value === undefined ? "nothing" : value;
  } catch (err) {
    return [err.name, err.code, err.message, err.permissionContext && { ...err.permissionContext }];
  }
}

async function open(module, t) {
  const nc = await module.connect({ servers: server.ws, user: "u", pass: "p" });
  t.after(() => nc.close());
  return nc;
}

alike("connecting", async ({ connect }) => {
  const cases = [
    {},
    { user: "u" },
    { user: "u", pass: "wrong" },
    { token: "wrong" },
    { user: "u", pass: "p", tls: {} },
    { user: "u", pass: "p", resolve: true },
    { user: "u", pass: "p", port: 5 },
    { user: "u", pass: "p", inboxPrefix: "a.*" },
    { user: "u", pass: "p", reconnectDelayHandler: "soon" },
    {
      authenticator: () => {
        throw new Error("no credentials today");
      },
    },
  ];
  const found = [];
  for (const opts of cases) {
    found.push(await outcome(() => connect({ servers: server.ws, ...opts })));
  }
  const [name, code] = await outcome(() => connect({ servers: `ws://127.0.0.1:${dead}` }));
  return [...found, name, code];
});

alike("a denied subscription", async (module, t) => {
  const nc = await open(module, t);
  const log = new StatusLog(nc);
  const called = [];
  const sub = nc.subscribe("deny.sub.a", {
    callback: (err, m) => called.push([err.code, err.message, Object.keys(m)]),
  });
  const queue = nc.subscribe("deny.sub.b", { queue: "q" });
  const looped = await outcome(async () => {
    for await (const _ of queue) {
      // Nothing comes.
    }
  });
  await nc.flush();
  const closed = [await outcome(() => sub.closed), await outcome(() => queue.closed)];
  const statuses = log.all.map(({ type, data, permissionContext }) => [type, data, { ...permissionContext }]);
  return [called, looped, closed, sub.isClosed(), statuses, nc.isClosed()];
});

alike("a denied publish and request", async (module, t) => {
  const nc = await open(module, t);
  const log = new StatusLog(nc);
  nc.publish("deny.pub.a");
  const found = [
    await outcome(() => nc.request("deny.pub.b", "", { timeout: 10_000 })),
    await outcome(() => nc.request("deny.pub.c", "", { timeout: 10_000, noMux: true })),
  ];
  await nc.flush();
  const statuses = log.all.map(({ type, data, permissionContext }) => [type, data, { ...permissionContext }]);
  return [found, statuses, nc.isClosed()];
});

alike("a subscription that times out", async (module, t) => {
  const nc = await open(module, t);
  const called = new Promise((resolve) => {
    nc.subscribe("quiet", {
      timeout: 20,
      callback: (err, m) => resolve([err.name, err.code, err.message, Object.keys(m)]),
    });
  });
  const sub = nc.subscribe("quiet", { timeout: 20 });
  const looped = await outcome(async () => {
    for await (const _ of sub) {
      // Nothing comes.
    }
  });
  return [await called, looped, sub.isClosed(), await outcome(() => sub.closed)];
});

alike("loops that may not be", async (module, t) => {
  const nc = await open(module, t);
  const read = (sub) =>
    outcome(async () => {
      for await (const _ of sub) {
        // Nothing comes.
      }
    });
  const called = nc.subscribe("a", { callback: () => {} });
  const looped = nc.subscribe("a");
  const first = read(looped);
  const found = [await read(called), await read(looped)];
  looped.unsubscribe();
  return [...found, await first];
});
