// What stands for helpers/child.mjs in a page: a worker is a realm of its own, as a process is.
import { packageRoot } from "./modules.mjs";

/** Runs `script` as a module in a worker; gives what it prints. Fails if it does. */
export function inChild(script) {
  const local = script
    .replaceAll('import { WebSocket } from "ws";', "")
    .replaceAll(new URL(packageRoot, "file://").href, `${location.origin}/package/`);
  const source = `${FIRST}\n${local}\n;process.exit();`;
  const url = URL.createObjectURL(new Blob([source], { type: "text/javascript" }));
  const worker = new Worker(url, { type: "module" });
  return new Promise((resolve, reject) => {
    worker.onmessage = ({ data }) => resolve(data);
    worker.onerror = ({ message }) => reject(new Error(message));
  }).finally(() => {
    worker.terminate();
    URL.revokeObjectURL(url);
  });
}

/** What scripts take for granted in Node. */
const FIRST = `
  let natsWebPrinted = "";
  console.log = (text) => { natsWebPrinted += text + "\\n"; };
  globalThis.setImmediate = (fn) => setTimeout(fn);
  globalThis.process = {
    exit: () => postMessage(natsWebPrinted),
    on: (event, fn) => {
      const [type, member] = { unhandledRejection: ["unhandledrejection", "reason"], uncaughtException: ["error", "error"] }[event];
      addEventListener(type, (e) => { e.preventDefault(); fn(e[member]); });
    },
  };`;
