// Empty applications with nothing but the packed tarball in them.
import { execFileSync } from "node:child_process";
import {
  copyFileSync,
  existsSync,
  mkdtempSync,
  readdirSync,
  rmSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from "node:fs";
import { createRequire } from "node:module";
import { tmpdir } from "node:os";
import { dirname, join, resolve } from "node:path";
import { fileURLToPath } from "node:url";

const here = dirname(fileURLToPath(import.meta.url));
const require = createRequire(import.meta.url);

/** The tarball under test: named by NATS_WEB_TARBALL (or PACKAGE_TARBALL), else the newest that was packed. */
export function tarball() {
  const named = process.env.NATS_WEB_TARBALL ?? process.env.PACKAGE_TARBALL;
  if (named) {
    return resolve(named);
  }
  const folder = join(here, "..", "..", "target", "package");
  const packed = existsSync(folder) ? readdirSync(folder).filter((f) => f.endsWith(".tgz")) : [];
  if (packed.length === 0) {
    throw new Error("no tarball: run `cargo xtask package`, or name one with NATS_WEB_TARBALL");
  }
  const age = (f) => statSync(join(folder, f)).mtimeMs;
  return join(folder, packed.sort((a, b) => age(b) - age(a))[0]);
}

/**
 * An application with the package installed; gone with `t`.
 *
 * @param apps - files of `apps/` to put in
 * @param borrow - packages to take from our own `node_modules`, so that nothing is downloaded
 * @param type - what the application's package.json says of its .js files
 */
export function application(t, { apps = [], borrow = [], type = "module" } = {}) {
  const folder = mkdtempSync(join(tmpdir(), "nats-web-app-"));
  t.after(() => rmSync(folder, { recursive: true, force: true }));
  writeFileSync(join(folder, "package.json"), JSON.stringify({ name: "app", private: true, type }));
  execFileSync("npm", ["install", "--offline", "--no-audit", "--no-fund", "--loglevel=error", tarball()], {
    cwd: folder,
    stdio: ["ignore", "ignore", "inherit"],
  });
  for (const name of borrow) {
    symlinkSync(join(here, "..", "node_modules", name), join(folder, "node_modules", name), "junction");
  }
  for (const file of apps) {
    copyFileSync(join(here, "apps", file), join(folder, file));
  }
  return folder;
}

/** Runs a program of the application with Node; gives what it prints. */
export function run(folder, file, ...args) {
  return execFileSync(process.execPath, [file, ...args], { cwd: folder, encoding: "utf8", timeout: 30_000 }).trim();
}

/** Compiles `files` of the application; gives the compiler's complaints. */
export function compile(folder, files, options) {
  const flags = Object.entries(options).flatMap(([name, value]) => [`--${name}`, `${value}`]);
  const strict = ["--noEmit", "--strict", "--target", "es2022", "--lib", "es2022,dom"];
  try {
    execFileSync(process.execPath, [require.resolve("typescript/bin/tsc"), ...strict, ...flags, ...files], {
      cwd: folder,
      encoding: "utf8",
    });
    return "";
  } catch (err) {
    return `${err.stdout}`;
  }
}
