// The programs in the README of nats.ws, which npm installs with the package that we are compared with. Nothing of it is
// kept here: what its users were promised is read where it stands.
import { readFileSync } from "node:fs";
import { transform } from "esbuild";

const file = new URL("../../node_modules/nats.ws/README.md", import.meta.url);

/** What programs import the package as. */
const IMPORT = /(from |require\()(["'])(?:nats\.ws(?:\/nats\.js)?|\.\/nats\.js)\2/g;

/** Every block of code that is no shell's, in order: its `section`, its `place` among those of the section, its `text`. */
export function blocks() {
  const found = [];
  let section = "";
  for (const [, heading, language, text] of readFileSync(file, "utf8").matchAll(
    /^#+ ([^\n]*)$|^```(\w+)\n(.*?)^```$/gms,
  )) {
    if (heading !== undefined) {
      section = heading.replaceAll("`", "");
    } else if (language !== "bash") {
      const place = found.filter((block) => block.section === section).length;
      found.push({ section, place, language, text });
    }
  }
  return found;
}

/**
 * A block as a program that runs: it imports `module`, calls servers by other names, and has `tail` at its end. Types are
 * left out.
 *
 * @param names - what names a server or a secret in the block, and what does here; each has to occur
 */
export async function program({ text, language }, module, names, tail) {
  // A page has the module beside it, under the name that it had before.
  const isMarkup = language === "html";
  let source = isMarkup ? text : text.replace(IMPORT, (_all, before, quote) => `${before}${quote}${module}${quote}`);
  for (const [name, ours] of names) {
    if (!source.includes(name)) {
      throw new Error(`${name} is not in the program`);
    }
    source = source.replaceAll(name, ours);
  }
  if (isMarkup) {
    return source.replace("</script>", () => `${tail}\n</script>`);
  }
  const { code } = await transform(`${source}\n${tail}`, { loader: "ts", target: "es2022" });
  return code;
}
