// What stands for helpers/internals.mjs in a page.
import { remote } from "./remote.mjs";

/** The module `src/internal_mod.ts`. */
export const internals = () => fromSource("src/internal_mod.ts");

/** Imports one of our source files, which the test process bundles. */
export async function fromSource(file, define = {}) {
  const text = await remote("internals").bundled(file, define);
  return import(URL.createObjectURL(new Blob([text], { type: "text/javascript" })));
}
