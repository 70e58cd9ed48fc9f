// Bundles the package, and puts the type declarations beside the bundles. `cargo xtask wasm` makes what is needed from the
// Rust side first.
import { cpSync, existsSync, mkdirSync, readFileSync, rmSync, statSync, writeFileSync } from "node:fs";
import { basename, dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { gzipSync } from "node:zlib";
import { build } from "esbuild";
import { minify } from "terser";
import { declarations } from "./declarations.mjs";
import { enumLiterals } from "./enum_literals.mjs";
import { renameExports } from "./export_names.mjs";
import { internalNames } from "./internal_names.mjs";
import { pack, unpackerText, wasmDir } from "./pack.mjs";

const root = dirname(fileURLToPath(import.meta.url));
const { version } = JSON.parse(readFileSync(join(root, "package.json"), "utf8"));
const dist = join(root, "dist");
/** The wasm modules: their names in the package, and what sources call their packed texts. */
const WASM = {
  core: { file: join(wasmDir, "nats_web.wasm"), name: "nats.wasm", text: "natsWebCore" },
  nkeys: { file: join(wasmDir, "nats_web_nkeys.wasm"), name: "nkeys.wasm", text: "natsWebNkeys" },
};

/** The same for the module that unpacks them. */
const UNPACKER = "natsWebUnpacker";

for (const { file } of Object.values(WASM)) {
  if (!existsSync(file)) {
    console.error(`${file} is missing: run \`cargo xtask wasm\` first`);
    process.exit(1);
  }
}

const EMBEDDED = "module_embedded.ts";
/**
 * The bundles: the first two are whole, with the wasm inside; the others have the core in `esm/nats.wasm`. Nkeys must be
 * there without an `await`, so they are in a file of their own only where the platform compiles it, in workerd.
 */
const ENTRIES = [
  { file: "esm/nats.js" },
  { file: "cjs/nats.js", format: "cjs" },
  { file: "esm/url.js", from: "entrypoints/url.ts", core: "module_fetched.ts" },
  { file: "esm/workerd.js", core: "module_imported.ts", nkeys: "module_imported.ts" },
];
// What is named first stands first in the bundle. Gzip looks 32 KB back: these two make the most of what follows them.
const FIRST = 'export { headers } from "./headers.ts";export { nkeys } from "./nkeys/mod.ts";';
// What is minified loses its comments, without which webpack warns of an `import()` that it cannot follow.
const RUN_TIME_IMPORT = "const natsWebImport=n=>import(/* webpackIgnore: true *//* @vite-ignore */n);";
// Fields are assigned, not defined: what has no value then costs nothing. To TypeScript they are defined, as only then
// classes may say what they are called.
const FIELDS = { useDefineForClassFields: false, verbatimModuleSyntax: true };
const internal = internalNames(root);
/** What they are called in all bundles, and exports in the modules. */
let shortNames = {};
rmSync(dist, { recursive: true, force: true });
for (const entry of ENTRIES) {
  await bundle(entry);
}
for (const { file, name } of Object.values(WASM)) {
  writeFileSync(join(dist, "esm", name), wasm(file));
}
// A nearer package.json says what the .js and .d.ts files of a folder are.
writeFileSync(join(dist, "cjs", "package.json"), '{ "type": "commonjs" }\n');
// Once for `import` and once for `require`: TypeScript takes a file's format from the nearest package.json.
declarations(root, join(dist, "lib"), ["mod", "entrypoints/url"]);
cpSync(join(dist, "lib"), join(dist, "cjs", "lib"), { recursive: true });
report();

async function bundle({ file, from = "mod.ts", format = "esm", core = EMBEDDED, nkeys = EMBEDDED }) {
  const { mangleCache, outputFiles } = await build({
    stdin: { contents: `${FIRST}export * from "./${from}";`, resolveDir: join(root, "src") },
    format,
    bundle: true,
    // Node's `require` of the optional `ws` goes through a variable, so nothing here depends on a platform.
    platform: "neutral",
    mainFields: ["module", "main"],
    target: "es2021",
    minify: true,
    mangleProps: internal,
    mangleCache: shortNames,
    charset: "utf8",
    legalComments: "none",
    tsconfigRaw: { compilerOptions: FIELDS },
    logLevel: "warning",
    define: { NATS_WEB_VERSION: JSON.stringify(version) },
    external: ["*.wasm"],
    plugins: [wasmPlugin({ core, nkeys })],
    write: false,
  });
  shortNames = mangleCache;
  const out = join(dist, file);
  const code = await shortened(enumLiterals(outputFiles[0].text), format);
  mkdirSync(dirname(out), { recursive: true });
  writeFileSync(out, `${RUN_TIME_IMPORT}${code.trimEnd()}\n${texts({ core, nkeys })}\n`);
}

/**
 * What esbuild leaves to be saved: constants that are used once, names that repeat from function to function. Calls stay
 * calls, so that bundlers see what a program does not use. In CommonJS, Node looks for the names of exports in code that
 * never runs and would not stay.
 */
async function shortened(code, format) {
  if (format !== "esm") {
    return code;
  }
  const compress = { ecma: 2020, passes: 3, inline: 0, reduce_funcs: false, hoist_funs: true };
  return (await minify(code, { module: true, ecma: 2020, compress })).code;
}

/**
 * The wasm that a bundle has inside, as its last statements. In the middle it would keep the code before it from gzip,
 * which sees 32 KB, while it compresses the code behind it. The unpacker is the first: its text has more in common with code.
 */
function texts(from) {
  const embedded = Object.keys(WASM).filter((module) => from[module] === EMBEDDED);
  const texts = embedded.map((module) => [WASM[module].text, pack(wasm(WASM[module].file))]);
  if (texts.length > 0) {
    texts.unshift([UNPACKER, unpackerText()]);
  }
  return texts.map(([name, text]) => `const ${name}=${JSON.stringify(text)};`).join("\n");
}

/** The bytes of a module, with the exports as the bundles call them. */
function wasm(file) {
  return renameExports(readFileSync(file), shortNames);
}

/** `from` are the files in src/core and src/nkeys that a compiled module is had from. */
function wasmPlugin(from) {
  return {
    name: "wasm",
    setup(b) {
      b.onResolve({ filter: /\/module_embedded\.js$/ }, ({ resolveDir }) => ({
        path: join(resolveDir, from[basename(resolveDir)]),
      }));
    },
  };
}

function report() {
  const bytes = readFileSync(join(dist, "esm", "nats.js"));
  const kb = (n) => `${(n / 1000).toFixed(1)} KB`;
  const modules = Object.values(WASM).map(({ file, name }) => `${name} ${kb(statSync(file).size)}`);
  console.log(
    `esm/nats.js ${kb(bytes.length)}, gzipped ${kb(gzipSync(bytes, { level: 9 }).length)}; ${modules.join(", ")}`,
  );
}
