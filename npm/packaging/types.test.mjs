// The declarations in the tarball, as each of TypeScript's ways of looking for modules finds them.
import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { renameSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { application, test } from "./helpers/application.mjs";
import { compatProgram } from "./helpers/compat_program.mjs";
import { packageRoot } from "./helpers/tools.mjs";

const WAYS = [
  ["bundler", "module", { module: "esnext", moduleResolution: "bundler" }],
  ["nodenext, ES module", "module", { module: "nodenext", moduleResolution: "nodenext" }],
  ["nodenext, CommonJS", "commonjs", { module: "nodenext", moduleResolution: "nodenext" }],
  ["node10", "commonjs", { module: "commonjs", moduleResolution: "node10" }],
];

const URL_PROGRAM = `
import { connect, type NatsConnection } from "nats-web/url";
export const nc: Promise<NatsConnection> = connect({ servers: "wss://localhost" });
`;

const CORE_PROGRAM = `
import { type CoreConnection, connect, Bench, Metric, type Msg } from "nats-web/core";
import { connect as whole, type Connection } from "nats-web";
export const nc: Promise<CoreConnection> = connect({ servers: "wss://localhost" });
export const more: Promise<CoreConnection> = whole().then((nc: Connection) => nc);
export const answer: Promise<Msg> = nc.then((nc) => nc.request("a"));
export const metrics: Promise<Metric[]> = nc.then((nc) => new Bench(nc, { pub: true, subject: "a" }).run());
// @ts-expect-error: services are not part of core NATS.
export const none = nc.then(({ services }) => services);
`;

for (const [name, type, options] of WAYS) {
  test(`a typed program compiles (${name})`, (t) => {
    const app = application(t, { apps: ["consumer.ts"], type });
    writeFileSync(join(app, "core.ts"), CORE_PROGRAM);
    const files = ["consumer.ts", "core.ts"];
    // nats-web/url is for ES modules, which those of `nodenext` in a CommonJS package are not.
    if (name !== "nodenext, CommonJS") {
      files.push("url.ts");
      writeFileSync(join(app, "url.ts"), URL_PROGRAM);
    }
    assert.equal(compile(app, files, options), "");
  });
}

test("a typed program that imports with require() compiles", (t) => {
  const app = application(t, { apps: ["consumer.ts"] });
  renameSync(join(app, "consumer.ts"), join(app, "consumer.cts"));
  assert.equal(compile(app, ["consumer.cts"], { module: "nodenext", moduleResolution: "nodenext" }), "");
});

test("our types do where those of nats.ws are wanted", (t) => {
  const app = application(t, { apps: ["compat.ts"], borrow: ["nats.ws"] });
  assert.equal(compile(app, ["compat.ts"], { module: "esnext", moduleResolution: "bundler", skipLibCheck: true }), "");
});

test("every type and value of nats.ws is here, and goes where theirs is wanted", (t) => {
  const app = application(t, { borrow: ["nats.ws"] });
  const { text, assignments } = compatProgram();
  assert.ok(assignments > 200, `${assignments} assignments`);
  writeFileSync(join(app, "all.ts"), text);
  assert.equal(compile(app, ["all.ts"], { module: "esnext", moduleResolution: "bundler", skipLibCheck: true }), "");
});

/** Compiles `files` of the application; gives the compiler's complaints. */
function compile(folder, files, options) {
  const flags = Object.entries(options).flatMap(([name, value]) => [`--${name}`, `${value}`]);
  const strict = ["--noEmit", "--strict", "--skipDefaultLibCheck", "--target", "es2022", "--lib", "es2022,dom"];
  const tsc = join(packageRoot, "node_modules", "typescript", "bin", "tsc");
  try {
    execFileSync(process.execPath, [tsc, ...strict, ...flags, ...files], { cwd: folder, encoding: "utf8" });
    return "";
  } catch (err) {
    return `${err.stdout}`;
  }
}
