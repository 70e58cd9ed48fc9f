// The Go client, as the program in ../go.
import { execFileSync } from "node:child_process";
import { mkdirSync, renameSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { ProcessClient } from "./process.mjs";

/** Why there is no Go client; `undefined` if there is one. */
export const missingGo = process.env.INTEROP_GO === undefined && !hasGo() ? "Go is not installed" : undefined;

/** Starts it, built first where `INTEROP_GO` does not name the program. */
export function startGo(address) {
  return new ProcessClient("nats.go", [process.env.INTEROP_GO ?? build(), address]);
}

function hasGo() {
  try {
    execFileSync("go", ["version"], { stdio: "ignore" });
    return true;
  } catch {
    return false;
  }
}

/** Go itself knows whether there is something to do. Test files run side by side, so none sees half a program. */
function build() {
  const folder = fileURLToPath(new URL("../../target/interop", import.meta.url));
  mkdirSync(folder, { recursive: true });
  const program = `${folder}/go-client`;
  const made = `${program}.${process.pid}`;
  execFileSync("go", ["build", "-buildvcs=false", "-trimpath", "-o", made, "."], {
    cwd: fileURLToPath(new URL("../go", import.meta.url)),
    stdio: "inherit",
  });
  renameSync(made, program);
  return program;
}
