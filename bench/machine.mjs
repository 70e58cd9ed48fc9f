/**
 * Where a part was measured: printed as JSON, to stand beside its rows.
 *
 * usage: node machine.mjs part      environment: NATS_SERVER, CHROMIUM, RUSTC_VERSION, and what the part takes
 */
import { execFileSync } from "node:child_process";
import { cpus, totalmem } from "node:os";
import { rounds } from "./rounds.mjs";

const [part] = process.argv.slice(2);

console.log(
  JSON.stringify({
    date: new Date().toISOString().slice(0, 10),
    commit: commit(),
    processor: cpus()[0]?.model ?? "unknown",
    cores: cpus().length,
    "memory, GB": Math.round(totalmem() / 1e9),
    node: process.version,
    "rustc, for the wasm": process.env.RUSTC_VERSION ?? "unknown",
    browser: ask(process.env.CHROMIUM ?? "chromium", "--version", "--no-sandbox"),
    "nats-server": ask(process.env.NATS_SERVER ?? "nats-server", "--version").replace("nats-server: ", ""),
    bodies: bodies(),
    rounds: rounds(part),
  }),
);

/** What messages hold, of which a page's first one has next to nothing. */
function bodies() {
  if (part === "first-message") return "5 bytes";
  if (part === "objects") return "random";
  return process.env.FLOOD === "json" ? "like an application's" : "runs of one letter";
}

/** The commit measured, and whether anything but the results themselves differed from it. */
function commit() {
  const changed = ask("git", "status", "--porcelain", "--untracked-files=no", "--", ":/", ":!/bench/RESULTS.md");
  const hash = ask("git", "rev-parse", "--short=10", "HEAD");
  return changed === "" ? hash : `${hash}, with changes`;
}

function ask(program, ...words) {
  try {
    return execFileSync(program, words, { encoding: "utf8", stdio: ["ignore", "pipe", "ignore"] }).trim();
  } catch {
    return "unknown";
  }
}
