// What is in the tarball, and what tools that look at packages say of it.
import assert from "node:assert/strict";
import { existsSync, readdirSync, readFileSync } from "node:fs";
import { basename, join, relative, sep } from "node:path";
import { after } from "node:test";
import { application, tarball, test } from "./helpers/application.mjs";
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
    "dist/cjs/nats.js",
    "dist/cjs/package.json",
    "dist/esm/nats.js",
    "dist/esm/nats.wasm",
    "dist/esm/nkeys.wasm",
    "dist/esm/url.js",
    "dist/esm/workerd.js",
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
  const entries = [manifest.types, manifest.exports["./url"].types].map((file) => file.replace("./", ""));
  for (const file of all.filter((file) => !entries.includes(file))) {
    const name = `/${basename(file, ".d.ts")}.js"`;
    assert.ok(
      texts.some((text) => text.includes(name)),
      `nothing refers to ${file}`,
    );
  }
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
  const branches = [...Object.values(manifest.exports["."]), manifest.exports["./url"]];
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

function leaves(tree) {
  return typeof tree === "string" ? [tree] : Object.values(tree).flatMap(leaves);
}
