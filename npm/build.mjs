// Makes `dist/`: the bundles with their source maps, the wasm modules, and the type declarations. `cargo xtask wasm` makes
// the wasm first. With `--names` the wasm has the names of its functions, for debuggers and profilers. With `--dev` it is
// only the ES modules of `dist/esm`, to try out what was just changed.
//
//   src/*.ts ── tsc ──▶ modules with comments ── rollup ──▶ dist/esm, dist/cjs ── esbuild ──▶ dist/nats.min.js
import { cpSync, existsSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { basename, dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { gzipSync } from "node:zlib";
import { build as minify } from "esbuild";
import { rollup } from "rollup";
import { compile } from "./compile.mjs";
import { declarations } from "./declarations.mjs";
import { builtWith, wasm, wasmDir, wasmText } from "./wasm_text.mjs";

const root = dirname(fileURLToPath(import.meta.url));
const { version } = JSON.parse(readFileSync(join(root, "package.json"), "utf8"));
const dist = join(root, "dist");
/** What tsc makes of the sources. */
const compiled = join(root, "../target/npm");
/** The wasm modules, and the sources of each. */
const MODULES = {
  nats: "crates/core and crates/wasm",
  core: "crates/core and crates/wasm without what stands above the session",
  nkeys: "crates/nkeys and crates/nkeys-wasm",
};

/** What is built is for a look only: `dist/` has nothing else then, so that nobody takes it for the package. */
const dev = process.argv.includes("--dev");

const EMBEDDED = "module_embedded.js";
/**
 * The bundles: files by their entries, and one of what those have in common. The first two have the wasm inside, so that no
 * bundler has a file to lose and nothing is fetched; the others have `nats.wasm` and `core.wasm` from files. Nkeys must be
 * there without an `await`, so they are in a file of their own only where the platform compiles it, in workerd.
 */
const BUNDLES = [
  { folder: "esm", entries: { nats: "mod", core: "core_mod" } },
  { folder: "cjs", entries: { nats: "mod", core: "core_mod" }, format: "cjs" },
  { folder: "esm", entries: { url: "mod" }, core: "module_fetched.js" },
  {
    folder: "esm",
    entries: { workerd: "mod", workerd_core: "core_mod" },
    shared: "workerd_shared",
    core: "module_imported.js",
    nkeys: "module_imported.js",
  },
];

/** Has maps lead to the sources, and not to what tsc made of them. */
const sourceMaps = {
  name: "source-maps",
  load: (path) => ({ code: readFileSync(path, "utf8"), map: readFileSync(`${path}.map`, "utf8") }),
};

if (!existsSync(wasmDir)) {
  console.error(`${wasmDir} is missing: run \`cargo xtask wasm\` first`);
  process.exit(1);
}
rmSync(compiled, { recursive: true, force: true });
// Checking the types takes longer than all else that a look needs; `npm run types` does it.
compile(root, "tsconfig.build.json", compiled, dev ? { noCheck: true, declaration: false } : {});
rmSync(dist, { recursive: true, force: true });
if (dev) {
  await bundle(BUNDLES[0]);
} else {
  await everything();
}

async function everything() {
  for (const settings of BUNDLES) {
    await bundle(settings);
  }
  for (const name of Object.keys(MODULES)) {
    writeFileSync(join(dist, "esm", `${name}.wasm`), wasm(name));
  }
  await minified();
  // A nearer package.json says what the .js and .d.ts files of a folder are.
  writeFileSync(join(dist, "cjs", "package.json"), '{ "type": "commonjs" }\n');
  // Once for `import` and once for `require`: TypeScript takes a file's format from the nearest package.json.
  declarations(compiled, join(dist, "lib"), ["mod", "core_mod"]);
  cpSync(join(dist, "lib"), join(dist, "cjs", "lib"), { recursive: true });
  report();
}

/** Writes bundles and their maps. `core` and `nkeys` are the files that have the compiled modules. */
async function bundle({ folder, entries, shared = "shared", format = "es", core = EMBEDDED, nkeys = EMBEDDED }) {
  const built = await rollup({
    input: Object.fromEntries(Object.entries(entries).map(([name, file]) => [name, join(compiled, `${file}.js`)])),
    plugins: [wasmFrom({ nats: core, core, nkeys }), sourceMaps],
    onwarn: ({ message }) => {
      throw new Error(message);
    },
  });
  await built.write({
    dir: join(dist, folder),
    format,
    sourcemap: true,
    entryFileNames: "[name].js",
    chunkFileNames: `${shared}.js`,
    generatedCode: "es2015",
    minifyInternalExports: false,
    hoistTransitiveImports: false,
    footer: constants,
  });
}

/** What stands at the end of a file, where it is in nobody's way: the version, and the wasm as text. */
function constants({ moduleIds }) {
  const has = (file) => moduleIds.some((id) => id.endsWith(`/${file}`));
  const lines = has("version.js") ? [`\nconst NATS_WEB_VERSION = ${JSON.stringify(version)};`] : [];
  for (const [name, sources] of Object.entries(MODULES)) {
    if (has(`${name}/${EMBEDDED}`)) {
      const comment = `The module ${name}.wasm, which ${builtWith()} made of ${sources}.`;
      lines.push(`/** ${comment} */\nconst ${name.toUpperCase()}_WASM = ${JSON.stringify(wasmText(wasm(name)))};`);
    }
  }
  return lines.join("\n");
}

/** `from` are the files that compiled modules are had from, by the folders they are in. */
function wasmFrom(from) {
  return {
    name: "wasm-from",
    resolveId: (id, importer) =>
      id.endsWith(".wasm")
        ? { id, external: "absolute" }
        : id.endsWith(`/${EMBEDDED}`)
          ? join(dirname(importer), from[basename(dirname(importer))])
          : null,
  };
}

/**
 * The package in one small file, for pages without a bundler. Its first line has Chromium compile all functions while the
 * file arrives, beside the main thread, instead of each one there when it is first called.
 */
async function minified() {
  await minify({
    bundle: true,
    entryPoints: [join(dist, "esm/nats.js")],
    outfile: join(dist, "nats.min.js"),
    minify: true,
    sourcemap: true,
    format: "esm",
    target: "es2021",
    banner: { js: "//# allFunctionsCalledOnLoad" },
    legalComments: "none",
    logLevel: "warning",
  });
}

function report() {
  const gzipped = (file) => `${(gzipSync(readFileSync(join(dist, file)), { level: 9 }).length / 1000).toFixed(1)} KB`;
  console.log(`gzipped: nats.min.js ${gzipped("nats.min.js")}, nats.wasm ${gzipped("esm/nats.wasm")}`);
}
