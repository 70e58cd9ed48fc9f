// The bundlers, each as a user without a configuration would run it.
import { copyFileSync } from "node:fs";
import { join } from "node:path";
import { promisify, stripVTControlCharacters } from "node:util";
import { freePorts } from "../../test/helpers/server.mjs";
import { run } from "./application.mjs";
import { load, tool } from "./tools.mjs";

/**
 * By name: the package that has the version, and `bundle(app, entries, out)`, which makes pages in the folder `out` of
 * `<entry>.html` and `<entry>.js` in `app`. What it warns of is an error: a user would get to see it.
 */
export const BUNDLERS = {
  "Vite build": { package: "vite", bundle: viteBuild },
  webpack: { package: "webpack", bundle: (app, entries, out) => webpackLike("webpack", app, entries, out) },
  Rspack: { package: "@rspack/core", bundle: (app, entries, out) => webpackLike("@rspack/core", app, entries, out) },
  Rollup: { package: "rollup", bundle: rollup, isBlindToWorkers: true },
  esbuild: { package: "esbuild", bundle: esbuild, isBlindToWorkers: true },
  Parcel: { package: "parcel", bundle: parcel },
};

/** Starts Vite's development server on `app`; it ends with `t`. Gives its address. */
export async function viteDev(t, app) {
  const { createServer } = await load("vite");
  const [port] = await freePorts(1);
  const { customLogger, complain } = await viteLog();
  const server = await createServer({ root: app, customLogger, server: { host: "127.0.0.1", port, strictPort: true } });
  t.after(async () => {
    await server.close();
    complain();
  });
  await server.listen();
  return `http://127.0.0.1:${port}`;
}

async function viteBuild(app, entries, out) {
  const { build } = await load("vite");
  const input = entries.map((entry) => join(app, `${entry}.html`));
  const { customLogger, complain } = await viteLog();
  await build({ root: app, customLogger, build: { outDir: out, rolldownOptions: { input } } });
  complain();
}

/** A logger for Vite that keeps warnings. */
async function viteLog() {
  const { createLogger } = await load("vite");
  const warnings = [];
  const keep = (message) => warnings.push(message);
  const customLogger = { ...createLogger("silent"), warn: keep, warnOnce: keep, error: keep };
  return { customLogger, complain: () => complain(warnings) };
}

/** webpack, and what takes its configuration. */
async function webpackLike(name, app, entries, out) {
  const { default: start } = await load(name);
  const compiler = start({
    mode: "production",
    context: app,
    entry: Object.fromEntries(entries.map((entry) => [entry, `./${entry}.js`])),
    output: { path: out },
  });
  const stats = await promisify(compiler.run.bind(compiler))();
  await promisify(compiler.close.bind(compiler))();
  const { errors, warnings } = stats.toJson();
  // They advise against scripts of more than some 250 KB, gzipped or not; the readme says how much ours is.
  const isAdvice = (message) =>
    /^(\W*)(asset|entrypoint) size limit|without bundle splitting|limit the size of your bundles/.test(message);
  const messages = [...errors, ...warnings].map(({ message }) => stripVTControlCharacters(message));
  complain(messages.filter((message) => !isAdvice(message)));
  copyPages(app, entries, out);
}

async function rollup(app, entries, out) {
  const { rollup } = await load("rollup");
  const { default: nodeResolve } = await load("@rollup/plugin-node-resolve");
  const warnings = [];
  const bundle = await rollup({
    input: entries.map((entry) => join(app, `${entry}.js`)),
    plugins: [nodeResolve({ browser: true })],
    onwarn: ({ message }) => warnings.push(message),
  });
  await bundle.write({ dir: out, format: "es" });
  await bundle.close();
  complain(warnings);
  copyPages(app, entries, out);
}

async function esbuild(app, entries, out) {
  const { build } = await load("esbuild");
  const { warnings } = await build({
    absWorkingDir: app,
    entryPoints: entries.map((entry) => `${entry}.js`),
    outdir: out,
    bundle: true,
    format: "esm",
    minify: true,
    logLevel: "silent",
  });
  complain(warnings.map(({ text }) => text));
  copyPages(app, entries, out);
}

async function parcel(app, entries, out) {
  const pages = entries.map((entry) => `${entry}.html`);
  const args = ["build", ...pages, "--dist-dir", out, "--no-cache", "--no-source-maps"];
  await run(app, process.execPath, [join(tool("parcel"), "lib", "bin.js"), ...args]);
}

function complain(warnings) {
  if (warnings.length > 0) {
    throw new Error(warnings.map((warning) => `${warning}`.slice(0, 500)).join("\n"));
  }
}

/** For bundlers that know scripts only. */
function copyPages(app, entries, out) {
  for (const entry of entries) {
    copyFileSync(join(app, `${entry}.html`), join(out, `${entry}.html`));
  }
}
