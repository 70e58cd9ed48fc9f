// Type declarations: those of what the package exports, and nothing of what only the package itself uses.
import { cpSync, readFileSync } from "node:fs";
import { dirname, join } from "node:path";

/** Copies the declarations of `entries` (paths below `compiled`, without ending), and of all they refer to, into `out`. */
export function declarations(compiled, out, entries) {
  const wanted = new Set();
  for (const entry of entries) {
    reach(`${entry}.d.ts`, compiled, wanted);
  }
  for (const file of wanted) {
    cpSync(join(compiled, file), join(out, file));
  }
}

/** Adds `file` to `seen`, and all files that it refers to. */
function reach(file, folder, seen) {
  if (seen.has(file)) {
    return;
  }
  seen.add(file);
  for (const [, path] of readFileSync(join(folder, file), "utf8").matchAll(REFERENCE)) {
    reach(join(dirname(file), path.replace(/\.js$/, ".d.ts")), folder, seen);
  }
}

/** `from "./x.js"`, `import "./x.js"`, `import("./x.js")`. */
const REFERENCE = /\b(?:from|import)\s*\(?\s*"(\.[^"]+)"/g;
