// What is in the tarball, and what tools that look at packages say of it.
import assert from "node:assert/strict";
import { execFile } from "node:child_process";
import { existsSync, readdirSync, readFileSync } from "node:fs";
import { SourceMap } from "node:module";
import { basename, join, relative, sep } from "node:path";
import { after } from "node:test";
import { promisify } from "node:util";
import { application, tarball, temporary, test } from "./helpers/application.mjs";
import { load, packageRoot } from "./helpers/tools.mjs";

const app = application({ after });
const root = join(app, "node_modules", "nats-web");
const manifest = JSON.parse(readFileSync(join(root, "package.json"), "utf8"));
const files = readdirSync(root, { recursive: true, withFileTypes: true })
  .filter((entry) => entry.isFile())
  .map((entry) => relative(root, join(entry.parentPath, entry.name)).replaceAll(sep, "/"))
  .sort();
const declarations = files.filter((file) => /^dist\/(cjs\/)?lib\/.*\.d\.ts$/.test(file));

test("the files are these and no others", () => {
  const rest = files.filter((file) => !declarations.includes(file));
  assert.deepEqual(rest, [
    "LICENSE",
    "README.md",
    "core/package.json",
    "dist/cjs/core.js",
    "dist/cjs/core.js.map",
    "dist/cjs/nats.js",
    "dist/cjs/nats.js.map",
    "dist/cjs/package.json",
    "dist/cjs/shared.js",
    "dist/cjs/shared.js.map",
    "dist/esm/core.js",
    "dist/esm/core.js.map",
    "dist/esm/core.wasm",
    "dist/esm/nats.js",
    "dist/esm/nats.js.map",
    "dist/esm/nats.wasm",
    "dist/esm/nkeys.wasm",
    "dist/esm/shared.js",
    "dist/esm/shared.js.map",
    "dist/esm/url.js",
    "dist/esm/url.js.map",
    "dist/esm/workerd.js",
    "dist/esm/workerd.js.map",
    "dist/esm/workerd_core.js",
    "dist/esm/workerd_core.js.map",
    "dist/esm/workerd_shared.js",
    "dist/esm/workerd_shared.js.map",
    "dist/nats.min.js",
    "dist/nats.min.js.map",
    "package.json",
    "url/package.json",
  ]);
});

test("declarations stand beside both formats, the same ones", () => {
  const esm = declarations.filter((file) => file.startsWith("dist/lib/"));
  const cjs = declarations.filter((file) => file.startsWith("dist/cjs/"));
  assert.ok(esm.includes("dist/lib/mod.d.ts"));
  assert.deepEqual(
    cjs,
    esm.map((file) => file.replace("dist/", "dist/cjs/")),
  );
});

test("declarations are those of what is exported", () => {
  const all = declarations.filter((file) => file.startsWith("dist/lib/"));
  const texts = all.map((file) => readFileSync(join(root, file), "utf8"));
  const entries = [manifest.types, manifest.exports["./core"].import.types, manifest.exports["./url"].types].map(
    (file) => file.replace("./", ""),
  );
  for (const file of all.filter((file) => !entries.includes(file))) {
    const name = `/${basename(file, ".d.ts")}.js"`;
    assert.ok(
      texts.some((text) => text.includes(name)),
      `nothing refers to ${file}`,
    );
  }
});

const FOR_READERS = files.filter((file) => /^dist\/(esm|cjs)\/\w+\.js$/.test(file));
/** The files with what the entries have in common, which is nearly all. */
const COMMON = ["dist/cjs/shared.js", "dist/esm/shared.js", "dist/esm/url.js", "dist/esm/workerd_shared.js"];

for (const file of FOR_READERS) {
  test(`${file} is code that people can read`, () => {
    const lines = text(file).split("\n");
    const long = lines.filter((line) => line.length > LONGEST_LINE && !MAY_BE_LONG.test(line));
    assert.deepEqual(long, []);
    const comments = lines.filter((line) => /^\s*(\/\*\*|\*|\/\/)/.test(line)).length;
    assert.ok(comments > lines.length / 10, `${comments} lines of comments in ${lines.length}`);
    if (COMMON.includes(file)) {
      assert.match(text(file), /^class Subscriptions \{$/m);
      assert.match(text(file), /^\/\*\* Open subscriptions by the core's slot\. \*\/$/m);
    }
    assert.doesNotMatch(text(file), /\beval\(|new Function\b|\\x[0-9a-f]{2}\\x/);
  });
}

for (const file of [...COMMON, "dist/nats.min.js"]) {
  test(`the map of ${file} leads to the sources`, () => {
    assert.match(text(file), new RegExp(`^//# sourceMappingURL=${basename(file)}\\.map\\s*$`, "m"));
    const payload = JSON.parse(text(`${file}.map`));
    assert.ok(payload.sources.length > 50);
    for (const [i, source] of payload.sources.entries()) {
      assert.match(source, /\/src\/[\w/]+\.ts$/);
      assert.ok(payload.sourcesContent[i]?.length > 0, source);
    }
    const map = new SourceMap(payload);
    const lines = text(file).split("\n");
    const line = lines.findIndex((line) => line.includes(WORDS));
    const { originalSource, originalLine } = map.findEntry(line, lines[line].indexOf(WORDS));
    const original = payload.sourcesContent[payload.sources.indexOf(originalSource)].split("\n");
    assert.match(original[originalLine], new RegExp(WORDS));
  });
}

test("the text in the bundles is that of the modules beside them", () => {
  for (const format of ["cjs", "esm"]) {
    for (const [name, file] of Object.entries({ nats: "nats", core: "core", nkeys: "shared" })) {
      assert.ok(text(`dist/${format}/${file}.js`).includes(hex(name)), `${name} in ${file} of ${format}`);
    }
  }
  assert.ok(text("dist/nats.min.js").includes(hex("nats")) && text("dist/nats.min.js").includes(hex("nkeys")));
  assert.match(
    text("dist/esm/nats.js"),
    /The module nats\.wasm, which rustc \S+ \(.*\) and binaryen \S+ made of crates\/core/,
  );
});

test("the modules ask for nothing, and have no names to spare", () => {
  for (const name of ["nats", "core", "nkeys"]) {
    const module = new WebAssembly.Module(readFileSync(join(root, `dist/esm/${name}.wasm`)));
    assert.deepEqual(WebAssembly.Module.imports(module), []);
    assert.deepEqual(WebAssembly.Module.customSections(module, "name"), []);
  }
});

test("the minified file begins with the word that has it compiled early", () => {
  assert.match(text("dist/nats.min.js"), /^\/\/# allFunctionsCalledOnLoad\n/);
});

test("packing twice gives the same bytes", async (t) => {
  const [one, two] = [await packed(t), await packed(t)];
  assert.ok(one.equals(two));
});

test("nothing else comes along", () => {
  assert.deepEqual(
    readdirSync(join(app, "node_modules")).filter((name) => !name.startsWith(".")),
    ["nats-web"],
  );
  assert.equal(manifest.dependencies, undefined);
  assert.equal(manifest.sideEffects, false);
});

test("every file that the manifest names is there", () => {
  for (const file of [manifest.main, manifest.module, manifest.types, ...leaves(manifest.exports)]) {
    assert.ok(existsSync(join(root, file)), file);
  }
});

test("every branch of exports names types first", () => {
  const both = [manifest.exports["."], manifest.exports["./core"]];
  const branches = [...both.flatMap((conditions) => Object.values(conditions)), manifest.exports["./url"]];
  for (const branch of branches) {
    assert.deepEqual(Object.keys(branch), ["types", "default"]);
  }
});

test("licence and readme are the project's", () => {
  assert.equal(manifest.license, "Apache-2.0");
  assert.match(readFileSync(join(root, "LICENSE"), "utf8"), /Apache License\s+Version 2\.0/);
  assert.equal(readFileSync(join(root, "README.md"), "utf8"), readFileSync(join(packageRoot, "README.md"), "utf8"));
});

test("publint has nothing to say", async () => {
  const { publint } = await load("publint");
  const { formatMessage } = await load("publint/utils");
  const { messages } = await publint({ pkgDir: root, pack: false, strict: true });
  assert.deepEqual(
    messages.map((message) => formatMessage(message, manifest, { color: false })),
    [],
  );
});

test("the types are not wrong", async () => {
  const { checkPackage, createPackageFromTarballData } = await load("@arethetypeswrong/core");
  const result = await checkPackage(createPackageFromTarballData(new Uint8Array(readFileSync(tarball()))));
  assert.ok(result.types);
  // `import.meta` is for ES modules only, so there is no CommonJS form of nats-web/url.
  const isKnown = ({ kind, entrypoint }) => kind === "CJSResolvesToESM" && entrypoint === "./url";
  assert.deepEqual(
    result.problems.filter((problem) => !isKnown(problem)),
    [],
  );
});

/** A module as the bundles have it. */
function hex(name) {
  return readFileSync(join(root, `dist/esm/${name}.wasm`), "hex");
}

/** The tarball of the package as it was built, packed anew. */
async function packed(t) {
  const folder = temporary(t);
  const words = ["pack", "--ignore-scripts", "--pack-destination", folder];
  await promisify(execFile)("npm", words, { cwd: packageRoot });
  return readFileSync(join(folder, readdirSync(folder)[0]));
}

function text(file) {
  return readFileSync(join(root, file), "utf8");
}

/** The wasm, and the lists of what is exported and of what comes from the common file. */
const MAY_BE_LONG =
  /^(const (NATS|CORE|NKEYS)_WASM = "[0-9a-f]+";|(import|export) \{ [\w$, ]+ \}( from '\.\/\w+\.js')?;)$/;
/** Characters. */
const LONGEST_LINE = 350;
/** Words that stand in the sources once. */
const WORDS = "no WebSocket here";

function leaves(tree) {
  return typeof tree === "string" ? [tree] : Object.values(tree).flatMap(leaves);
}
