// `cargo xtask chaos`: rounds of a minute at most, each with the next seed, until the time is up or something is wrong.
import { parseArgs } from "node:util";
import { playRound } from "./round.mjs";

const { values } = parseArgs({
  options: {
    minutes: { type: "string", default: "5" },
    seed: { type: "string", default: `${Date.now() % 100_000}` },
    trace: { type: "boolean", default: false },
  },
});
const LONGEST = 60;

for (let left = Number(values.minutes) * 60, seed = Number(values.seed); left > 0; left -= LONGEST, seed++) {
  const seconds = Math.min(left, LONGEST);
  console.log(`seed ${seed}, faults for ${seconds} s`);
  const { wrong, summary, timeline } = await playRound(seed, seconds, values.trace ? console.log : undefined);
  if (wrong.length > 0) {
    console.log(`${values.trace ? "" : `${timeline}\n`}\n${wrong.join("\n")}\n${summary}`);
    console.log(
      `seed ${seed} failed; cargo xtask chaos --seed ${seed} --minutes ${seconds / 60} plays its faults again`,
    );
    process.exit(1);
  }
  console.log(`  ${summary}`);
}
process.exit(0);
