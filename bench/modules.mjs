/** Modules by address or path, whatever kind they are of. */
import { isAbsolute } from "node:path";
import { pathToFileURL } from "node:url";

/** The exports of a module; those of a CommonJS module whose `name` cannot be seen from outside are its default's. */
export async function importModule(source, name) {
  const namespace = await import(isAbsolute(source) ? pathToFileURL(source).href : source);
  return name === undefined || name in namespace ? namespace : namespace.default;
}
