// Empty applications with the packed tarball in them.
import { execFile, execFileSync } from "node:child_process";
import {
  cpSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join, resolve } from "node:path";
import { test as nodeTest } from "node:test";
import { promisify } from "node:util";
import { packageRoot, packagingRoot, tool } from "./tools.mjs";

/** A test that fails rather than waits for ever. Installing and bundling take their time on a busy machine. */
export function test(name, body) {
  return nodeTest(name, { timeout: TIMEOUT }, body);
}

/** Milliseconds after which a test has hung. */
const TIMEOUT = 240_000;

/** What the program says when everything worked. */
export const OUTCOME = "42 apples, rain, 2:1, nobody there";

/** The tarball under test: named by PACKAGE_TARBALL, else the newest that was packed. */
export function tarball() {
  const named = process.env.PACKAGE_TARBALL;
  if (named) {
    return resolve(named);
  }
  const folder = join(packageRoot, "..", "target", "package");
  const packed = existsSync(folder) ? readdirSync(folder).filter((f) => f.endsWith(".tgz")) : [];
  if (packed.length === 0) {
    throw new Error("no tarball: run `cargo xtask package`, or name one with PACKAGE_TARBALL");
  }
  const age = (f) => statSync(join(folder, f)).mtimeMs;
  return join(folder, packed.sort((a, b) => age(b) - age(a))[0]);
}

/**
 * An application with the package installed; gone with `t`.
 *
 * @param apps - files of `apps/` to put in
 * @param borrow - packages to have beside ours: from our own `node_modules`, or from the tools
 * @param type - what the application's package.json says of its .js files
 * @param specifier - what its programs import instead of "nats-web"
 */
export function application(t, { apps = [], borrow = [], type = "module", specifier = "nats-web" } = {}) {
  const folder = temporary(t);
  const manifest = { name: "app", private: true, type, dependencies: { "nats-web": "*" } };
  writeFileSync(join(folder, "package.json"), JSON.stringify(manifest));
  cpSync(join(installed(), "node_modules"), join(folder, "node_modules"), { recursive: true });
  put(folder, apps, specifier);
  for (const name of borrow) {
    const link = join(folder, "node_modules", name);
    mkdirSync(dirname(link), { recursive: true });
    const own = join(packageRoot, "node_modules", name);
    symlinkSync(existsSync(own) ? own : tool(name), link, "junction");
  }
  return folder;
}

/** Puts files of `apps/` into a folder. Their programs import `specifier`. */
export function put(folder, apps, specifier = "nats-web") {
  for (const file of apps) {
    const text = readFileSync(join(packagingRoot, "apps", file), "utf8");
    writeFileSync(join(folder, file), text.replaceAll(`"nats-web"`, `"${specifier}"`));
  }
}

/** A new folder, gone with `t`. */
export function temporary(t) {
  const folder = mkdtempSync(join(tmpdir(), "nats-web-app-"));
  t.after(() => rmSync(folder, { recursive: true, force: true }));
  return folder;
}

/** Runs a program in `folder`; resolves with what it prints. What it complains of is in the error, if it fails. */
export async function run(folder, program, args, env = {}) {
  const options = { cwd: folder, timeout: TIMEOUT, env: { ...process.env, NO_COLOR: "1", ...env } };
  const { stdout } = await promisify(execFile)(program, args, options);
  return stdout.trim();
}

let base;

/** What npm makes of an empty application and the tarball: done once, copied for each. */
function installed() {
  if (base === undefined) {
    const folder = mkdtempSync(join(tmpdir(), "nats-web-installed-"));
    process.once("exit", () => rmSync(folder, { recursive: true, force: true }));
    writeFileSync(join(folder, "package.json"), JSON.stringify({ name: "app", private: true }));
    execFileSync("npm", ["install", "--offline", "--no-audit", "--no-fund", "--loglevel=error", tarball()], {
      cwd: folder,
      stdio: ["ignore", "ignore", "inherit"],
    });
    base = folder;
  }
  return base;
}
