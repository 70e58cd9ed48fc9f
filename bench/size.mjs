/**
 * What a page ships: every export of each module in one bundle, minified, gzipped. Printed as JSON by label.
 *
 * usage: node size.mjs label=module...      environment: NPM_DIR (with esbuild)
 */
import { createRequire } from "node:module";
import { join, resolve } from "node:path";
import { gzipSync } from "node:zlib";
import { parseClients } from "./clients.mjs";

const npmDir = resolve(process.env.NPM_DIR ?? ".");
const esbuild = createRequire(join(npmDir, "from.js"))("esbuild");

const sizes = {};
for (const { label, module } of parseClients(process.argv.slice(2))) sizes[label] = await measure(module);
console.log(JSON.stringify(sizes));

async function measure(module) {
  const { outputFiles } = await esbuild.build({
    stdin: { contents: `export * from ${JSON.stringify(module)};`, resolveDir: npmDir },
    bundle: true,
    minify: true,
    format: "esm",
    platform: "browser",
    external: ["crypto", "node:*"],
    legalComments: "none",
    write: false,
    logLevel: "error",
  });
  const { contents } = outputFiles[0];
  return { minified: contents.length, gzip: gzipSync(contents, { level: 9 }).length };
}
