/**
 * A reporter for `node --test` that counts exactly: a line for each test that fails, one for each file that is
 * through, and at the end `N passed, N failed`.
 *
 * A suite is not a test, and a parent that fails only because a child did is not counted again. A file that ends
 * without having run any test, by a crash or by holding none, is one failure. Tests that are skipped count as neither.
 */
import { relative, resolve } from "node:path";

export default async function* report(events) {
  const tally = { passed: 0, failed: 0, skipped: 0 };
  const seen = new Map();
  for await (const { type, data } of events) {
    if (type === "test:stdout" || type === "test:stderr") yield data.message;
    if (type !== "test:pass" && type !== "test:fail") continue;
    const kind = classify(type, data);
    if (kind === undefined) continue;
    tally[kind] += 1;
    const name = relative(process.cwd(), data.file ?? "");
    if (!seen.has(name)) yield `${name}\n`;
    seen.set(name, true);
    if (kind === "failed") yield failure(name, data);
  }
  if (tally.skipped > 0) yield `${tally.skipped} skipped\n`;
  yield `${tally.passed} passed, ${tally.failed} failed\n`;
}

/** What an event adds one to, or `undefined` where it is no test of its own. */
function classify(type, data) {
  if (data.skip !== undefined || data.todo !== undefined) return "skipped";
  if (isFile(data)) return "failed";
  if (type === "test:fail") {
    return data.details.error?.failureType === "subtestsFailed" ? undefined : "failed";
  }
  return data.details.type === "suite" ? undefined : "passed";
}

/** Whether the event stands for a whole file: node makes one only where no test of the file spoke for it. */
function isFile(data) {
  return data.nesting === 0 && data.file !== undefined && resolve(data.name) === data.file;
}

function failure(file, data) {
  const error = data.details.error;
  const cause = error?.cause ?? error;
  const words = error === undefined ? "the file holds no test" : (cause?.stack ?? String(cause));
  const indented = words.replaceAll("\n", "\n    ");
  return `FAILED ${file}:${data.line ?? 0} ${data.name}\n    ${indented}\n`;
}
