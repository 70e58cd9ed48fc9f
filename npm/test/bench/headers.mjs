// What headers cost, beside nats.ws. Not a test: `npm run bench:headers`.
import { fromSource, theirs as loadTheirs } from "../helpers/internals.mjs";

const ours = await fromSource("src/internal_mod.ts");
const theirs = loadTheirs();
const block = new TextEncoder().encode("NATS/1.0\r\nNats-Msg-Id: abc-123\r\nTraceparent: 00-4bf92f3577b34da6\r\n\r\n");
let sink = 0;

const work = {
  "decode and get the first of two": {
    ours: () => (sink += ours.MsgHdrsImpl.fromBytes(block, 0, block.length).get("Nats-Msg-Id").length),
    theirs: () => (sink += theirs.MsgHdrsImpl.decode(block).get("Nats-Msg-Id").length),
  },
  "decode and get both": {
    ours: () => {
      const h = ours.MsgHdrsImpl.fromBytes(block, 0, block.length);
      sink += h.get("Nats-Msg-Id").length + h.get("Traceparent").length;
    },
    theirs: () => {
      const h = theirs.MsgHdrsImpl.decode(block);
      sink += h.get("Nats-Msg-Id").length + h.get("Traceparent").length;
    },
  },
  "decode and read the code": {
    ours: () => (sink += ours.MsgHdrsImpl.fromBytes(block, 0, block.length).code),
    theirs: () => (sink += theirs.MsgHdrsImpl.decode(block).code),
  },
  "decode and list the names": {
    ours: () => (sink += ours.MsgHdrsImpl.fromBytes(block, 0, block.length).keys().length),
    theirs: () => (sink += theirs.MsgHdrsImpl.decode(block).keys().length),
  },
  "set one and encode": {
    ours: () => (sink += fresh(ours).encodeShared().length),
    theirs: () => (sink += fresh(theirs).encode().length),
  },
  "encode again": (() => {
    const a = fresh(ours);
    const b = fresh(theirs);
    return { ours: () => (sink += a.encodeShared().length), theirs: () => (sink += b.encode().length) };
  })(),
};

function fresh(mod) {
  const h = mod.headers();
  h.set("Nats-Msg-Id", "abc-123");
  return h;
}

function measure(fn, n = 300_000) {
  let best = Number.POSITIVE_INFINITY;
  for (let round = 0; round < 5; round++) {
    const t = process.hrtime.bigint();
    for (let i = 0; i < n; i++) {
      fn();
    }
    best = Math.min(best, Number(process.hrtime.bigint() - t) / n);
  }
  return best;
}

for (const [name, { ours, theirs }] of Object.entries(work)) {
  console.log(
    `${name.padEnd(34)} ours ${measure(ours).toFixed(0).padStart(5)} ns   nats.ws ${measure(theirs).toFixed(0).padStart(5)} ns`,
  );
}
if (sink < 0) {
  console.log(sink);
}
