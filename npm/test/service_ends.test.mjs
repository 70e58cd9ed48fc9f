// How services end.
import assert from "node:assert/strict";
import { failsWith, nats, open, take } from "./helpers/client.mjs";
import { moduleUrl, ours, test } from "./helpers/modules.mjs";
import { NatsServer } from "./helpers/server.mjs";
import { listen, message, serve } from "./helpers/services.mjs";
import { sharedServer } from "./helpers/shared.mjs";

const { connect, ErrorCode } = nats;
const server = await sharedServer();

ours("a loop ends with its service, after what has come", "in 1.30.3 it waits for ever", async (t) => {
  const one = await serve(t, server);
  const { s, requests } = await listen(one);
  const waiting = Promise.all([1, 2, 3].map((i) => one.client.request(s, `${i}`, { timeout: 10_000 })));
  await one.client.flush();
  await one.nc.flush();
  assert.equal(await one.service.stop(), null);
  for await (const m of requests) {
    m.respond(m.data);
  }
  assert.deepEqual(
    (await waiting).map((m) => m.string()),
    ["1", "2", "3"],
  );
});

ours("a service whose loop was never read is forgotten, too", "1.30.3 has no core", async (t) => {
  const { instantiate } = WebAssembly;
  const released = nats.deferred();
  WebAssembly.instantiate = async (...given) => {
    const { exports } = await instantiate.apply(WebAssembly, given);
    const service_release = (...args) => released.resolve(exports.service_release(...args));
    return { exports: { ...exports, service_release } };
  };
  t.after(() => {
    WebAssembly.instantiate = instantiate;
  });
  const fresh = await import(`${moduleUrl}?${Math.random()}`);
  const nc = await fresh.connect({ servers: server.ws });
  t.after(() => nc.close());
  const service = await nc.services.add({ name: "unread", version: "1.0.0" });
  service.addEndpoint("e");
  await service.stop();
  await released;
  assert.equal(service.info().endpoints.length, 1);
});

test("stopping with an error, and twice", async (t) => {
  const { service } = await serve(t, server);
  const err = new Error("bye");
  const stopped = service.stop(err);
  assert.equal(service.isStopped, true);
  assert.equal(await stopped, err);
  assert.equal(await service.stopped, err);
  assert.equal(await service.stop(), err);
  assert.equal((await service.stats()).endpoints.length, 0);
  service.reset();
});

test("what has come before a stop is still handled", async (t) => {
  const one = await serve(t, server);
  let n = 0;
  const { s } = await listen(one, () => n++);
  for (let i = 0; i < 500; i++) {
    one.client.publish(s);
  }
  await one.client.flush();
  await one.service.stop();
  assert.equal(n, 500);
  await failsWith(ErrorCode.NoResponders, one.client.request(s, "", { timeout: 10_000 }));
});

ours("a service that has stopped takes no endpoints", "1.30.3 subscribes, and never lets go", async (t) => {
  const { nc, service } = await serve(t, server);
  const stopped = service.stop();
  assert.equal(await message(() => service.addEndpoint("e", () => {})), "the service has stopped");
  await stopped;
  assert.equal(await message(() => service.addEndpoint("e", () => {})), "the service has stopped");
  assert.deepEqual(service.info().endpoints, []);
  await nc.flush();
});

test("a connection that ends stops its services", async (t) => {
  for (const how of ["close", "drain"]) {
    const nc = await connect({ servers: server.ws });
    const service = await nc.services.add({ name: "ends", version: "1.0.0" });
    service.addEndpoint("e", () => {});
    await nc.flush();
    await nc[how]();
    assert.match((await service.stopped).message, /^required subscription \$SRV\.PING.* stopped$/);
    assert.equal(service.isStopped, true);
    assert.equal((await service.stats()).endpoints.length, 1);
    assert.equal(service.info().endpoints.length, 1);
    await failsWith(ErrorCode.ConnectionClosed, () => service.addEndpoint("f", () => {}));
    await failsWith(ErrorCode.ConnectionClosed, nc.services.add({ name: "n", version: "1.0.0" }));
    await failsWith(ErrorCode.ConnectionClosed, nc.services.client().ping());
  }
  const nc = await open(t, server);
  const drained = nc.drain();
  await failsWith(ErrorCode.ConnectionDraining, nc.services.add({ name: "n", version: "1.0.0" }));
  await drained;
});

test("a service survives a reconnect", async (t) => {
  const nc = await open(t, server, { reconnectTimeWait: 10 });
  const service = await nc.services.add({ name: "survivor", version: "1.0.0" });
  const { s } = await listen({ nc, service }, (_err, m) => m.respond("still"));
  await nc.reconnect();
  const client = await open(t, server);
  const answer = async () => client.request(s, "", { timeout: 10_000 }).catch(() => answer());
  assert.equal((await answer()).string(), "still");
  assert.equal(service.isStopped, false);
});

const PERMISSIONS = `authorization { users: [
  { user: ep, password: x, permissions: { subscribe: { deny: "no.>" } } },
  { user: srv, password: x, permissions: { subscribe: { deny: "$SRV.>" } } }
] }`;

test("an endpoint that the server denies stops the service with that error", async (t) => {
  const restricted = await NatsServer.start(t, { extra: PERMISSIONS });
  const nc = await open(t, restricted, { user: "ep", pass: "x" });
  const service = await nc.services.add({ name: "denied", version: "1.0.0" });
  let called = false;
  service.addGroup("no").addEndpoint("way", () => {
    called = true;
  });
  const err = await service.stopped;
  assert.equal(err.code, ErrorCode.PermissionsViolation);
  assert.match(err.message, /"no\.way" using queue "q"/);
  assert.equal(called, false);
  assert.equal(nc.isClosed(), false);
});

ours("so does monitoring that is denied, and its loops end", "1.30.3 stops and never says so", async (t) => {
  const restricted = await NatsServer.start(t, { extra: PERMISSIONS });
  const nc = await open(t, restricted, { user: "srv", pass: "x" });
  const service = await nc.services.add({ name: "denied", version: "1.0.0" });
  const requests = service.addEndpoint("e");
  assert.deepEqual(await take(requests, 1), []);
  assert.equal((await service.stopped).code, ErrorCode.PermissionsViolation);
});
