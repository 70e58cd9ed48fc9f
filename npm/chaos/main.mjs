// `cargo xtask chaos`: rounds of a minute at most, each with the next seed, until the time is up or something is wrong. With
// `--native` and the path of `crates/chaos`'s program, those of the Rust crate.
import { parseArgs } from "node:util";
import { NativeWorkload } from "./native.mjs";
import { playRound } from "./round.mjs";

const { values } = parseArgs({
  options: {
    minutes: { type: "string", default: "5" },
    seed: { type: "string", default: `${Date.now() % 100_000}` },
    trace: { type: "boolean", default: false },
    native: { type: "string" },
  },
});
const LONGEST = 60;
/** What programs on the Rust crate speak over, by turns. */
const SCHEMES = ["ws", "nats"];

for (let left = Number(values.minutes) * 60, seed = Number(values.seed); left > 0; left -= LONGEST, seed++) {
  const seconds = Math.min(left, LONGEST);
  const scheme = values.native && SCHEMES[seed % SCHEMES.length];
  console.log(`seed ${seed}, faults for ${seconds} s${scheme ? ` over ${scheme}` : ""}`);
  const start = scheme && ((...parts) => NativeWorkload.start(values.native, scheme, ...parts));
  const { wrong, summary, timeline } = await playRound(seed, seconds, values.trace ? console.log : undefined, start);
  if (wrong.length > 0) {
    console.log(`${values.trace ? "" : `${timeline}\n`}\n${wrong.join("\n")}\n${summary}`);
    const again = `cargo xtask chaos ${values.native ? "--native " : ""}--seed ${seed} --minutes ${seconds / 60}`;
    console.log(`seed ${seed} failed; ${again} plays its faults again`);
    process.exit(1);
  }
  console.log(`  ${summary}`);
}
process.exit(0);
