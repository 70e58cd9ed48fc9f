import assert from "node:assert/strict";
import { failure, nats, open } from "./helpers/client.mjs";
import { ours, test } from "./helpers/modules.mjs";
import { sharedServer } from "./helpers/shared.mjs";

const { Bench, Metric } = nats;
const server = await sharedServer();

const KINDS = [
  [{ pub: true, sub: true }, ["pubsub", "pub", "sub"]],
  [{ req: true, rep: true }, ["reqrep", "rep", "req"]],
  [{ req: true, rep: true, asyncRequests: true }, ["reqrep", "rep", "req"]],
  [{ pub: true }, ["pub"]],
];

for (const callbacks of [false, true]) {
  for (const [what, names] of KINDS) {
    test(`a benchmark measures ${Object.keys(what).join(", ")} (${callbacks ? "callbacks" : "loops"})`, async (t) => {
      const nc = await open(t, server);
      const bench = new Bench(nc, { callbacks, msgs: 100, size: 16, ...what });
      const metrics = await bench.run();
      assert.deepEqual(
        metrics.map((m) => m.name),
        names,
      );
      for (const m of metrics) {
        assert.ok(m instanceof Metric && m.duration >= 0);
        assert.equal(m.msgs, m.name.length > 3 ? 200 : 100);
        assert.equal(m.payload, 16);
        assert.match(m.lang, /^nats[.-]w/);
        assert.match(m.version, /^\d+\.\d+\.\d+/);
      }
      const bytes = (name) => metrics.find((m) => m.name === name)?.bytes;
      if (what.pub) {
        assert.equal(bytes("pub"), 1600);
        assert.equal(bytes("sub"), what.sub && 1600);
        assert.equal(bytes("pubsub"), what.sub && 3200);
      }
    });
  }
}

ours(
  "bytes are those of the run, and requests carry the payload",
  "1.30.3 counts all bytes and sends none",
  async (t) => {
    const nc = await open(t, server);
    nc.publish("before", new Uint8Array(1000));
    const metrics = await new Bench(nc, { msgs: 10, size: 16, req: true, rep: true }).run();
    assert.deepEqual(
      metrics.map((m) => m.bytes),
      [640, 640, 640],
    );
  },
);

ours(
  "a connection that ends, ends the benchmark",
  "1.30.3 waits for ever, or leaves a rejection unhandled",
  async (t) => {
    for (const callbacks of [false, true]) {
      const nc = await open(t, server);
      const failed = failure(new Bench(nc, { callbacks, msgs: 10, sub: true }).run());
      await nc.close();
      assert.equal((await failed).code, "CONNECTION_CLOSED");
    }
  },
);

ours("no messages are no wait", "1.30.3 waits for ever", async (t) => {
  const nc = await open(t, server);
  const [sub] = await new Bench(nc, { sub: true }).run();
  assert.equal(sub.msgs, 0);
});

test("a benchmark of nothing is refused", async () => {
  assert.match((await failure(() => new Bench({}))).message, /no bench option/);
  assert.match((await failure(() => new Bench({}, { msgs: 5 }))).message, /no bench option/);
});

test("a metric is a line for people and one for tables", () => {
  const m = Object.assign(new Metric("pub", 2000), { msgs: 2_469_134, bytes: 3 * 1024 * 1024, payload: 7 });
  Object.assign(m, { lang: "l", version: "1", date: 0 });
  assert.equal(`${m}`, "pub 1,234,567 msgs/sec - [2.00 secs] ~ 1.50 MB/sec ");
  assert.equal(m.toCsv(), '"pub",1970-01-01T00:00:00.000Z,l,1,2469134,7,3145728,2000,false\n');
  Object.assign(m, { asyncRequests: true, min: 1, max: 2, msgs: 200, bytes: 300 });
  assert.equal(`${m}`, "pub [asyncRequests] 100 msgs/sec - [2.00 secs] ~ 150.00 B/sec 1/2");
  assert.match(m.toCsv(), /,true\n$/);
  assert.equal(Metric.header(), "Test,Date,Lang,Version,Count,MsgPayload,Bytes,Millis,Async\n");
});
