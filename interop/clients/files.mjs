// Files with the data of objects: it is too much for a line of JSON.
import { createHash, randomBytes } from "node:crypto";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after } from "node:test";

const folder = mkdtempSync(join(tmpdir(), "nats-web-interop-"));
after(() => rmSync(folder, { recursive: true, force: true }));

let files = 0;
/** Returns the path of a file that is not there yet. */
export function freshFile() {
  return join(folder, `${++files}`);
}

/** Makes a file of `size` bytes that nobody could have guessed. */
export function randomFile(size) {
  const file = freshFile();
  const data = randomBytes(size);
  writeFileSync(file, data);
  return {
    file,
    data,
    digest: `SHA-256=${createHash("sha256").update(data).digest("base64").replace(/[+/]/g, urlSafe)}`,
  };
}

/** Returns what a file has, which is then removed. */
export function contentOf(file) {
  const data = readFileSync(file);
  rmSync(file);
  return data;
}

function urlSafe(mark) {
  return mark === "+" ? "-" : "_";
}
