// The programs in the README of nats.ws, as they stand there but for what they import, in Node.
import { spawn } from "node:child_process";
import { once } from "node:events";
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { pathToFileURL } from "node:url";
import { application, testPrograms } from "./readme/compare.mjs";

const app = application();
// What nats.ws needs in Node, and a way to be asked to go on.
const FIRST = {
  "shim.mjs": `import { WebSocket } from "ws"; globalThis.WebSocket ??= WebSocket;`,
  "asked.mjs": `globalThis.asked = new Promise((resolve) => process.stdin.once("data", resolve).once("data", () => process.stdin.destroy()));`,
};
for (const [name, text] of Object.entries(FIRST)) {
  writeFileSync(join(app, name), text);
}

await testPrograms("node", app, (t, { file, module, asked }, output) => {
  const first = [
    ...(module === "nats.ws" && file.endsWith(".mjs") ? ["shim.mjs"] : []),
    ...(asked ? ["asked.mjs"] : []),
  ];
  const imports = first.flatMap((name) => ["--import", pathToFileURL(join(app, name)).href]);
  const env = { ...process.env, NODE_EXTRA_CA_CERTS: join(app, "ca.pem") };
  const child = spawn(process.execPath, [...imports, file], { cwd: app, env });
  t.after(() => child.kill("SIGKILL"));
  const errors = [];
  createInterface(child.stdout).on("line", (line) => output.add(line));
  createInterface(child.stderr).on("line", (line) => errors.push(line));
  // Once all that it printed was read.
  const closed = once(child, "close");
  const ended = closed.then(([code, signal]) => {
    if (code !== 0 || errors.length > 0) {
      throw new Error(`ended with ${code ?? signal}\n${errors.join("\n")}`);
    }
  });
  ended.catch(() => {});
  return {
    ended,
    ask: () => child.stdin.end("go on\n"),
    async stop() {
      child.kill("SIGKILL");
      await closed;
      if (errors.length > 0) {
        throw new Error(errors.join("\n"));
      }
    },
  };
});
