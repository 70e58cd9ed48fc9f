// The classes behind the API, for unit tests: bundled from the sources on the fly, or taken from nats.ws when the tests
// run against that (see modules.mjs).
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { createRequire } from "node:module";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath, pathToFileURL } from "node:url";
import { parity } from "./modules.mjs";

/** The module `src/internal_mod.ts`, or what stands for it in nats.ws. */
export async function internals() {
  return parity ? theirs() : fromSource("src/internal_mod.ts");
}

/** The inner modules of nats.ws, which its `exports` do not name. */
export function theirs() {
  return createRequire(import.meta.url)("../../node_modules/nats.ws/lib/nats-base-client/internal_mod.js");
}

/** Bundles one of our source files and imports it. `define` has texts that the build would put in, by their names. */
export async function fromSource(file, define = {}) {
  const dir = mkdtempSync(join(tmpdir(), "nats-web-"));
  const outfile = join(dir, "bundle.mjs");
  writeFileSync(outfile, await bundled(file, define));
  try {
    return await import(pathToFileURL(outfile).href);
  } finally {
    rmSync(dir, { recursive: true, force: true });
  }
}

/** The text of the module that one of our source files is with all that it imports. */
export async function bundled(file, define = {}) {
  const { build } = await import("esbuild");
  const texts = Object.fromEntries(Object.entries(define).map(([name, text]) => [name, JSON.stringify(text)]));
  const { outputFiles } = await build({
    entryPoints: [fileURLToPath(new URL(`../../${file}`, import.meta.url))],
    write: false,
    bundle: true,
    format: "esm",
    target: "es2021",
    // As the build has it.
    tsconfigRaw: { compilerOptions: { useDefineForClassFields: false, verbatimModuleSyntax: true } },
    define: texts,
    // Theirs ask for these where there is no page.
    external: ["crypto", "util"],
    logLevel: "warning",
  });
  return outputFiles[0].text;
}
