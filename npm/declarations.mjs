// Type declarations: those of what the entries export, and nothing of what only the package itself uses.
import { execFileSync } from "node:child_process";
import { mkdirSync, readdirSync, readFileSync, rmdirSync, rmSync } from "node:fs";
import { createRequire } from "node:module";
import { dirname, join } from "node:path";

/** Writes the declarations of `entries` (paths below src, without ending), and of all they refer to, into `out`. */
export function declarations(root, out, entries) {
  const tsc = createRequire(import.meta.url).resolve("typescript/bin/tsc");
  mkdirSync(out, { recursive: true });
  execFileSync(process.execPath, [tsc, "-p", join(root, "tsconfig.build.json"), "--outDir", out], { stdio: "inherit" });
  const wanted = new Set();
  for (const entry of entries) {
    reach(join(out, `${entry}.d.ts`), wanted);
  }
  prune(out, wanted);
}

/** Adds `file` to `seen`, and all files that it refers to. */
function reach(file, seen) {
  if (seen.has(file)) {
    return;
  }
  seen.add(file);
  for (const [, path] of readFileSync(file, "utf8").matchAll(REFERENCE)) {
    reach(join(dirname(file), path.replace(/\.js$/, ".d.ts")), seen);
  }
}

/** Removes the files below `folder` that are not `wanted`, and folders that are empty then. */
function prune(folder, wanted) {
  for (const entry of readdirSync(folder, { withFileTypes: true })) {
    const path = join(folder, entry.name);
    if (entry.isDirectory()) {
      prune(path, wanted);
    } else if (!wanted.has(path)) {
      rmSync(path);
    }
  }
  if (readdirSync(folder).length === 0) {
    rmdirSync(folder);
  }
}

/** `from "./x.js"`, `import "./x.js"`, `import("./x.js")`. */
const REFERENCE = /\b(?:from|import)\s*\(?\s*"(\.[^"]+)"/g;
