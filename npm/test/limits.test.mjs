// What is large: messages and lines that servers are told to allow, and what no server would take.
import assert from "node:assert/strict";
import { eager, failsWith, failure, nats, open, StatusLog, subject } from "./helpers/client.mjs";
import { ours, test } from "./helpers/modules.mjs";
import { simServer } from "./helpers/proxy.mjs";
import { NatsServer } from "./helpers/server.mjs";
import { sharedServer } from "./helpers/shared.mjs";

const { ErrorCode, headers } = nats;
const MB = 1 << 20;
const server = await sharedServer();

test("a message of more than 64 MB arrives, where the server allows it", async (t) => {
  const large = await NatsServer.start(t, {
    max_payload: 90 * MB,
    extra: 'max_pending: 400MB\nwrite_deadline: "60s"',
  });
  const [nc, publisher] = [await open(t, large), await open(t, large)];
  const s = subject();
  const sub = nc.subscribe(s, { max: 2 });
  await nc.flush();
  const payload = new Uint8Array(70 * MB);
  payload.fill(7).set([1, 2, 3], payload.length - 3);
  publisher.publish(s, payload);
  publisher.publish(s, "behind");
  const sizes = [];
  for await (const m of sub) {
    sizes.push(m.data.length);
    assert.deepEqual([...m.data.subarray(-3)], m.data.length === 6 ? [105, 110, 100] : [1, 2, 3]);
  }
  assert.deepEqual(sizes, [70 * MB, 6]);
});

test("a subject as long as the server lets through arrives, with its reply", async (t) => {
  const long = await NatsServer.start(t, { extra: "max_control_line: 3000000" });
  const [nc, publisher] = [await open(t, long), await open(t, long)];
  const s = subject();
  const sub = nc.subscribe(`${s}.>`, { max: 5 });
  await nc.flush();
  const lengths = [10, 5_000, 70_000, 1_000_000, 10];
  for (const length of lengths) {
    publisher.publish(`${s}.${"x".repeat(length)}`, `${length}`, { reply: `r.${"ö".repeat(length / 4)}` });
  }
  const found = [];
  for await (const m of sub) {
    assert.equal(m.subject, `${s}.${"x".repeat(Number(m.string()))}`);
    assert.equal(m.reply, `r.${"ö".repeat(Number(m.string()) / 4)}`);
    found.push(Number(m.string()));
  }
  assert.deepEqual(found, lengths);
});

ours("what no server would take is an error of the call, and nobody else's", "it sends it", async (t) => {
  const [nc, other] = [await open(t, server), await open(t, server)];
  const statuses = [new StatusLog(nc), new StatusLog(other)];
  for (const huge of ["x".repeat(5 * MB), "ö".repeat(5 * MB), "x".repeat(300 * MB)]) {
    await failsWith(ErrorCode.BadSubject, () => nc.publish(huge, "x"));
    await failsWith(ErrorCode.BadSubject, () => nc.publish("a", "x", { reply: huge }));
    await failsWith(ErrorCode.BadSubject, () => nc.request(huge, "x", { timeout: 1000 }));
    await failsWith(ErrorCode.BadSubject, () => nc.subscribe(huge));
    await failsWith(ErrorCode.BadSubject, () => nc.subscribe("a", { queue: huge }));
    await failsWith(ErrorCode.InvalidOption, nats.connect({ servers: server.ws, name: huge }));
  }
  const huge = "x".repeat(100 * MB);
  const h = headers();
  h.set("k", huge);
  await failsWith(ErrorCode.MaxPayloadExceeded, () => nc.publish("a", "x", { headers: h }));
  await failsWith(ErrorCode.MaxPayloadExceeded, () => nc.publish("a", huge));
  await failsWith(ErrorCode.MaxPayloadExceeded, () => nc.request("a", huge, { timeout: 1000 }));
  assert.ok((await failure(() => nc.services.add({ name: huge, version: "1.0.0" }))) instanceof Error);
  await Promise.all([nc.flush(), other.flush()]);
  assert.deepEqual(
    statuses.map((log) => log.count("disconnect")),
    [0, 0],
  );
});

ours("a server that exceeds what a client takes is named, each time", "it waits for more", async (t) => {
  // The fourth operation is answered with a message of 99999999999 bytes.
  const nc = await open(t, await simServer(t, "garbage 3", "garbage 3"), eager);
  const statuses = new StatusLog(nc);
  for (const _round of [0, 1]) {
    const flushes = Promise.allSettled([nc.flush(), nc.flush()]);
    const { data, error } = await statuses.next("error");
    assert.equal(data, ErrorCode.ProtocolError);
    assert.match(error.chainedError.message, /too large/);
    await statuses.next("reconnect");
    await flushes;
  }
  await nc.flush();
});

test("headers that grow from one message to the next", async (t) => {
  const nc = await open(t, server);
  const s = subject();
  const sub = nc.subscribe(s, { max: 4 });
  const sizes = [0, 10_000, 10, 100_000];
  for (const size of sizes) {
    const h = headers();
    h.set("k", "v".repeat(size));
    nc.publish(s, `${size}`, size === 0 ? {} : { headers: h });
  }
  for await (const m of sub) {
    assert.equal(m.headers?.get("k").length ?? 0, Number(m.string()));
  }
});
