// Short rounds of `cargo xtask chaos --native`. A failure names its seed, and prints what happened when.
import assert from "node:assert/strict";
import { existsSync } from "node:fs";
import { join } from "node:path";
import { test } from "node:test";
import { packageRoot } from "../test/helpers/modules.mjs";
import { NativeWorkload } from "./native.mjs";
import { playRound } from "./round.mjs";

/** What `cargo build -p nats-web-chaos` makes. */
const PROGRAM = join(packageRoot, "..", "target", "debug", "nats-web-chaos");
const SEED = Number(process.env.CHAOS_SEED ?? 1);
/** For which faults happen. */
const SECONDS = 6;
/** Milliseconds after which it has hung. */
const PATIENCE = 300_000;

for (const scheme of ["ws", "nats"]) {
  const name = `over ${scheme}, the Rust crate loses nothing while servers and links fail (seed ${SEED})`;
  test(name, { timeout: PATIENCE }, async (t) => {
    assert.ok(existsSync(PROGRAM), `${PROGRAM} is made by cargo build -p nats-web-chaos`);
    const start = (...parts) => NativeWorkload.start(PROGRAM, scheme, ...parts);
    const { wrong, summary, timeline } = await playRound(SEED, SECONDS, undefined, start);
    t.diagnostic(summary);
    assert.deepEqual(wrong, [], `seed ${SEED}\n${timeline}`);
  });
}
