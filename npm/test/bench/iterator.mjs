// What an item costs on its way through an iterator, beside nats.ws. Not a test: `npm run bench:iterator`.
import { fromSource, theirs } from "../helpers/internals.mjs";

const mods = {
  ours: await fromSource("src/internal_mod.ts"),
  "nats.ws": theirs(),
};
const BATCH = 50;
const TOTAL = 500_000;

async function run(mod) {
  const q = new mod.QueuedIteratorImpl();
  let seen = 0;
  const all = (async () => {
    for await (const m of q) {
      seen += m.n;
      if (seen === TOTAL) {
        break;
      }
    }
  })();
  const t = process.hrtime.bigint();
  for (let i = 0; i < TOTAL; i += BATCH) {
    for (let k = 0; k < BATCH; k++) {
      q.push({ n: 1 });
    }
    await new Promise((r) => setImmediate(r));
  }
  await all;
  return Number(process.hrtime.bigint() - t) / TOTAL;
}

for (let round = 0; round < 3; round++) {
  const line = [];
  for (const [name, mod] of Object.entries(mods)) {
    line.push(`${name} ${(await run(mod)).toFixed(0)} ns`);
  }
  console.log(`batches of ${BATCH}: ${line.join(", ")}`);
}
