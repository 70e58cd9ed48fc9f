// Cloudflare's runtime, with one worker.
import { spawn } from "node:child_process";
import { once } from "node:events";
import { copyFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { binary, load } from "./tools.mjs";

/** Bundles a file of the application as wrangler does: by esbuild with the condition `workerd`, wasm left out. */
export async function bundleWorker(app, file) {
  const { build } = await load("esbuild");
  await build({
    absWorkingDir: app,
    entryPoints: [file],
    outfile: join(app, "out", "worker.js"),
    bundle: true,
    format: "esm",
    conditions: ["workerd", "worker", "browser"],
    external: ["*.wasm"],
    logLevel: "silent",
  });
  for (const module of MODULES) {
    copyFileSync(join(app, "node_modules/nats-web/dist/esm", module), join(app, "out", module));
  }
}

/** Serves the bundled worker until `t` ends; gives its address. */
export async function serveWorker(t, app) {
  writeFileSync(join(app, "out", "config.capnp"), CONFIGURATION);
  const args = ["serve", "config.capnp", "--control-fd=3"];
  const options = { cwd: join(app, "out"), stdio: ["ignore", "inherit", "pipe", "pipe"] };
  const child = spawn(binary("workerd"), args, options);
  const exited = once(child, "exit");
  t.after(async () => {
    child.kill();
    await exited;
  });
  let complaints = "";
  child.stderr.on("data", (chunk) => {
    complaints += chunk;
  });
  let said = "";
  for await (const chunk of child.stdio[3]) {
    said += chunk;
    const listening = /"event":"listen".*"port":(\d+)/.exec(said);
    if (listening !== null) {
      child.stdio[3].resume();
      return `http://127.0.0.1:${listening[1]}`;
    }
  }
  throw new Error(`workerd did not start:\n${complaints}`);
}

const MODULES = ["nats.wasm", "core.wasm", "nkeys.wasm"];

const CONFIGURATION = `
using Workerd = import "/workerd/workerd.capnp";

const config :Workerd.Config = (
  services = [
    (name = "main", worker = .worker),
    (name = "internet", network = (allow = ["private"])),
  ],
  sockets = [(name = "http", address = "127.0.0.1:0", http = (), service = "main")],
);

const worker :Workerd.Worker = (
  modules = [
    (name = "worker.js", esModule = embed "worker.js"),
${MODULES.map((module) => `    (name = "${module}", wasm = embed "${module}"),`).join("\n")}
  ],
  compatibilityDate = "2024-09-23",
);
`;
