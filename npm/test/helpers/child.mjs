// A script in a process of its own.
import { execFile } from "node:child_process";
import { promisify } from "node:util";

/** Runs `script` as an ES module; gives what it prints. Fails if it does, or does not end. */
export async function inChild(script, { execArgv = [], ...options } = {}) {
  const args = [...execArgv, "--input-type=module", "--eval", script];
  const { stdout } = await promisify(execFile)(process.execPath, args, { timeout: 20_000, ...options });
  return stdout;
}
