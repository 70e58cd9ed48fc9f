// What stands for helpers/internals.mjs in a page.
import { parity } from "./modules.mjs";
import { remote } from "./remote.mjs";

const THEIRS = "node_modules/nats.ws/lib/nats-base-client/internal_mod.js";

/** The module `src/internal_mod.ts`, or what stands for it in nats.ws. */
export async function internals() {
  return parity ? (await fromSource(THEIRS)).default : fromSource("src/internal_mod.ts");
}

/** Imports one of our source files, which the test process bundles. */
export async function fromSource(file, define = {}) {
  const text = await remote("internals").bundled(file, define);
  return import(URL.createObjectURL(new Blob([text], { type: "text/javascript" })));
}
