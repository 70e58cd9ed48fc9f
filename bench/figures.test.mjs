import assert from "node:assert/strict";
import test from "node:test";
import {
  bestCells,
  cellName,
  coldCells,
  coldName,
  figures,
  geometricMean,
  mainThreadShare,
  median,
  plain,
  speedUp,
  standing,
} from "./figures.mjs";

const row = (sut, work, size, ns, more = {}) => ({
  sut,
  work,
  size,
  headers: false,
  ns,
  ...more,
});

test("the best round of each cell counts", () => {
  const [cell, other] = bestCells(
    [row("nats.ws", "pub", 16, 700), row("nats.ws", "pub", 16, 600), row("nats.ws", "pub", 128, 650)],
    "ns",
  );
  assert.equal(cell.best.get("nats.ws"), 600);
  assert.equal(other.size, 128);
});

test("the faster peer is the one to beat", () => {
  const [cell] = bestCells(
    [row("nats.ws", "pub", 16, 600), row("nats-core", "pub", 16, 500), row("nats-web", "pub", 16, 100)],
    "ns",
  );
  assert.equal(speedUp(cell), 5);
  assert.equal(speedUp({ best: new Map([["nats.ws", 1]]) }), undefined);
  assert.equal(speedUp({ best: new Map([["nats-web", 1]]) }), undefined);
});

test("geometric mean", () => {
  assert.ok(Math.abs(geometricMean([1, 4, 16]) - 4) < 1e-9);
  assert.equal(geometricMean([]), undefined);
});

const NONE = {
  replay: [],
  jetstream: [],
  objects: [],
  e2e: [],
  native: [],
  firstMessage: [],
  sizes: {},
};
const REPLAY = [
  row("nats.ws", "sub-cb", 16, 800),
  row("nats-web", "sub-cb", 16, 100),
  row("nats.ws", "sub-iter", 1024, 1000),
  row("nats-web", "sub-iter", 1024, 500),
  row("nats.ws", "sub-cb", 16384, 900),
  row("nats-web", "sub-cb", 16384, 1000),
  row("nats.ws", "pub", 16384, 900),
  row("nats-web", "pub", 16384, 100),
  row("nats.ws", "pub", 128, 1200),
  row("nats-web", "pub", 128, 300),
  row("nats.ws", "request-100", undefined, 20_000),
  row("nats-web", "request-100", undefined, 1_000),
  row("limit", "sub", 16, 10),
];

const JETSTREAM = [
  row("nats.ws", "consume-cb", 16, 4000),
  row("nats-core", "consume-cb", 16, 3000),
  row("nats-web", "consume-cb", 16, 1000),
  row("nats.ws", "consume-iter", 16, 6000),
  row("nats-web", "consume-iter", 16, 500),
  row("nats.ws", "publish-100", 16, 24_000),
  row("nats-web", "publish-100", 16, 4000),
  row("nats.ws", "watch-10000", undefined, 7000),
  row("nats-web", "watch-10000", undefined, 7000),
];
const OBJECTS = [
  row("limit", "sha256", 100, 2),
  row("nats.ws", "object-put", 100, 40, { compressed: false }),
  row("nats-core", "object-put", 100, 60, { compressed: false }),
  row("nats-web", "object-put", 100, 20, { compressed: false }),
  row("nats.ws", "object-put", 100, 60, { compressed: true }),
  row("nats-core", "object-put", 100, 15, { compressed: true }),
  row("nats-web", "object-put", 100, 10, { compressed: true }),
];

const page = (sut, net, cpu, enc, first, main) => ({
  sut,
  net,
  cpu,
  enc,
  first,
  main,
});
const COLD = [
  page("nats.ws", "LAN", 1, "gzip", 100, 40),
  page("nats-web", "LAN", 1, "gzip", 50, 40),
  page("nats.ws", "9 Mbit/s, 60 ms", 4, "brotli", 400, 100),
  page("nats-web", "9 Mbit/s, 60 ms", 4, "brotli", 450, 64),
  page("nats.ws", "1.6 Mbit/s, 150 ms", 1, "gzip", 800, 40),
  page("nats-web", "1.6 Mbit/s, 150 ms", 1, "gzip", 8000, 400),
  page("nats.ws", "LAN", 4, "gzip", 800, 40),
];

test("the median of a cold page's rounds counts", () => {
  const rounds = [90, 500, 100].map((first) => page("nats.ws", "LAN", 1, "gzip", first, first / 10));
  const [cell, other] = coldCells([...rounds, page("nats-web", "LAN", 1, "brotli", 80, 20)]);
  assert.equal(cell.first.get("nats.ws"), 100);
  assert.equal(cell.main.get("nats.ws"), 10);
  assert.equal(coldName(other), "LAN, full speed, brotli");
  assert.equal(median([4, 1, 3, 2]), 2.5);
});

test("figures of cold pages leave out the slowest network and what one client did not run", () => {
  const [core, , , first, worst, main] = figures({
    ...NONE,
    e2e: [],
    firstMessage: COLD,
    sizes: {},
  });
  assert.equal(core.measured, undefined);
  assert.equal(first.measured.toFixed(6), "0.750000");
  assert.equal(worst.measured, 1.125);
  assert.equal(worst.detail, "9 Mbit/s, 60 ms, 4× slower, brotli");
  assert.equal(main.measured.toFixed(6), "0.800000");
  assert.deepEqual([first, worst, main].map(standing), ["aim", "missed", "aim"]);
});

test("figures take their own cells and no others", () => {
  const all = figures({
    ...NONE,
    replay: REPLAY,
    jetstream: JETSTREAM,
    objects: OBJECTS,
    sizes: {
      "nats.ws": { minified: 180_000, gzip: 60_000 },
      "nats-web/core": { minified: 90_000, gzip: 61_000 },
      [plain("nats-web/core")]: { minified: 70_000, gzip: 43_001 },
      "nats-web": { minified: 120_000, gzip: 80_000 },
    },
  });
  const [share, sub, pub, worst, request, consume, jsPublish, watch, objects, objectsV3] = all.slice(6);
  const [part, whole, everything] = all.slice(-3);
  assert.equal(sub.measured.toFixed(6), "4.000000");
  assert.equal(pub.measured.toFixed(6), "4.000000");
  assert.equal(worst.measured, 0.9);
  assert.equal(worst.detail, "sub-cb 16 KB");
  assert.equal(request.measured, 20);
  assert.equal(consume.measured.toFixed(6), "6.000000");
  assert.equal(jsPublish.measured, 6);
  assert.equal(watch.measured, 1);
  assert.deepEqual([objects.measured, objects.detail], [2, "object-put"]);
  assert.deepEqual([objectsV3.measured, objectsV3.detail], [1.5, "object-put, compressed frames"]);
  assert.deepEqual([consume, jsPublish, watch, objects, objectsV3].map(standing), [
    "aim",
    "at least",
    "missed",
    "at least",
    "at least",
  ]);
  assert.equal(share.measured, undefined);
  assert.equal(whole.measured, 61);
  assert.equal(part.measured, 43.001);
  assert.equal(everything.measured, 80);
  const standings = [sub, pub, worst, request, share, whole, part].map(standing);
  assert.deepEqual(standings, ["aim", "missed", "missed", "aim", "not measured", "at least", "missed"]);
});

test("figures of the Rust crate are of processor time, but for requests one at a time", () => {
  const row = (sut, work, size, ns, cpu_ns) => ({
    sut,
    work,
    size,
    ns,
    cpu_ns,
  });
  const native = [
    row("async-nats", "sub over TCP", 16, 100, 800),
    row("nats-web", "sub over TCP", 16, 100, 100),
    row("async-nats", "sub over TCP", 128, 100, 400),
    row("nats-web", "sub over TCP", 128, 100, 200),
    row("async-nats", "request-1 over TCP", 16, 300, 100),
    row("nats-web", "request-1 over TCP", 16, 200, 100),
  ];
  const rust = figures({ ...NONE, native }).filter(({ name }) => name.startsWith("Rust"));
  const measured = rust.map(({ measured: value }) => value?.toFixed(3));
  assert.deepEqual(measured, [undefined, "4.000", undefined, "1.500", undefined, undefined, undefined, undefined]);
});

test("the share of the main thread is above the bare socket and of small messages", () => {
  const task = (sut, work, size, task_ns) => ({ sut, work, size, task_ns });
  const rows = [
    task("limit", "sub", 16, 100),
    task("limit", "sub", 1024, 100),
    task("nats.ws", "sub-cb", 16, 600),
    task("nats-web", "sub-cb", 16, 150),
    task("nats.ws", "sub-iter", 16, 1100),
    task("nats-web", "sub-iter", 16, 250),
    task("nats.ws", "sub-cb", 1024, 9000),
    task("nats-web", "sub-cb", 1024, 9000),
  ];
  assert.equal(mainThreadShare(bestCells(rows, "task_ns")), 200 / 1500);
  assert.equal(mainThreadShare([]), undefined);
});

test("cells are named by work, size and headers", () => {
  assert.equal(cellName({ work: "sub-cb", size: 16, headers: true }), "sub-cb 16 B, headers");
  assert.equal(cellName({ work: "pub", size: 1024, headers: false }), "pub 1 KB");
  assert.equal(cellName({ work: "request-100" }), "request-100");
});
