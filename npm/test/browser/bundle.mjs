// Makes a test file of Node's one that runs in a page: as it is, with other modules for what a page has not.
import { readFile } from "node:fs/promises";
import { basename, join } from "node:path";
import { fileURLToPath, pathToFileURL } from "node:url";
import { build } from "esbuild";
import { packageRoot, parity } from "../helpers/modules.mjs";

const page = (name) => fileURLToPath(new URL(`page/${name}.mjs`, import.meta.url));

/** What stands for a module: by its name, or by that of its file among the helpers. */
const STAND_INS = {
  "node:test": page("node_test"),
  "node:assert/strict": page("assert"),
  ws: page("ws"),
  ...named(["fs", "os", "path", "events", "util", "vm"], (name) => [`node:${name}`, page("node")]),
  "helpers/wasm_text.mjs": page("node"),
  ...named(["child", "modules", "internals", "server", "proxy", "declarations"], (name) => [
    `helpers/${name}.mjs`,
    page(name),
  ]),
};

/** The text of a module that notes the tests of `file` in a page (see page/node_test.mjs). */
export async function bundled(file) {
  const { outputFiles } = await build({
    entryPoints: [file],
    bundle: true,
    write: false,
    format: "esm",
    target: "es2022",
    // With the names that errors and messages are compared by.
    keepNames: true,
    inject: [page("globals")],
    define: { NATS_WEB_PARITY: `${parity}`, NATS_WEB_ROOT: JSON.stringify(packageRoot) },
    plugins: [standIns],
    logLevel: "warning",
  });
  return outputFiles[0].text;
}

const standIns = {
  name: "stand-ins",
  setup(b) {
    b.onResolve({ filter: /^(node:|ws$|\.\.?\/)/ }, ({ path, importer }) => {
      const isOurs = importer.startsWith(join(packageRoot, "test")) && !importer.includes(join("browser", "page"));
      const name = path.startsWith(".") ? `helpers/${basename(path)}` : path;
      const found = isOurs ? (STAND_INS[path] ?? STAND_INS[name]) : undefined;
      return found && { path: found };
    });
    b.onResolve({ filter: /^nats\.ws$/ }, () => ({ path: "/theirs/nats.js", external: true }));
    // What nkeys.js asks for where there is no page.
    b.onResolve({ filter: /^(crypto|util)$/ }, () => ({ path: page("node") }));
    // A file knows where it lies, as it would in Node.
    b.onLoad({ filter: /\.mjs$/ }, async ({ path }) => {
      const text = await readFile(path, "utf8");
      return { contents: text.replaceAll("import.meta.url", JSON.stringify(pathToFileURL(path).href)) };
    });
  },
};

function named(names, entry) {
  return Object.fromEntries(names.map(entry));
}
