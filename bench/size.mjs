/**
 * What a page ships, minified and gzipped: every export of each module in one bundle; and of those modules that have them,
 * a program that imports only what a plain client needs. Printed as JSON by label.
 *
 * usage: node size.mjs label=module...      environment: NPM_DIR (with esbuild)
 */
import { createRequire } from "node:module";
import { join, resolve } from "node:path";
import { gzipSync } from "node:zlib";
import { parseClients } from "./clients.mjs";
import { PLAIN, plain } from "./figures.mjs";

const npmDir = resolve(process.env.NPM_DIR ?? ".");
const esbuild = createRequire(join(npmDir, "from.js"))("esbuild");

const sizes = {};
for (const { label, module } of parseClients(process.argv.slice(2))) {
  const from = `from ${JSON.stringify(module)};`;
  const { exports, ...whole } = await measure(`export * ${from}`);
  sizes[label] = whole;
  if (PLAIN.every((name) => exports.includes(name))) {
    const { minified, gzip } = await measure(`import { ${PLAIN} } ${from} globalThis.used = [${PLAIN}];`);
    sizes[plain(label)] = { minified, gzip };
  }
}
console.log(JSON.stringify(sizes));

/** The bundle of a program, as a user without a configuration would make it. */
async function measure(program) {
  const { metafile, outputFiles } = await esbuild.build({
    stdin: { contents: program, resolveDir: npmDir },
    bundle: true,
    minify: true,
    format: "esm",
    platform: "browser",
    external: ["crypto", "node:*"],
    legalComments: "none",
    metafile: true,
    write: false,
    logLevel: "error",
  });
  const { contents } = outputFiles[0];
  const { exports } = Object.values(metafile.outputs)[0];
  return { minified: contents.length, gzip: gzipSync(contents, { level: 9 }).length, exports };
}
