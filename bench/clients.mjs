/**
 * The clients to compare, as all benchmarks take them on the command line: `label=module` or `label=module#connect`,
 * where `connect` names the function that connects, if it is not `connect`. After commas come the modules of the packages
 * that have JetStream, where that is not in the module itself.
 */
import { isAbsolute, resolve } from "node:path";

export function parseClients(words) {
  return words.map((word) => {
    const [label, source] = split(word, "=");
    if (source === undefined) throw new Error(`not label=module: ${word}`);
    const [whole, ...packages] = source.split(",");
    const [module, connect = "connect"] = split(whole, "#");
    return { label, module: place(module), connect, packages: packages.map(place) };
  });
}

/** A path as it is found from anywhere; a bare name as it is. */
function place(module) {
  return module.startsWith(".") || isAbsolute(module) ? resolve(module) : module;
}

/** Cuts at the first `mark`; the second part is `undefined` where there is none. */
function split(text, mark) {
  const at = text.indexOf(mark);
  return at < 0 ? [text, undefined] : [text.slice(0, at), text.slice(at + mark.length)];
}
