/**
 * Reads what `cargo xtask bench` left in a folder and writes the results beside this file.
 *
 * usage: node report.mjs folder results.md
 * The folder holds `sizes.json` and, for each part that was ever run, `part.jsonl` with its rows and `part.machine.json`.
 */
import { existsSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { figures, standing } from "./figures.mjs";
import { results } from "./results.mjs";

const [folder, file] = process.argv.slice(2);
const measured = {
  replay: rows("replay"),
  jetstream: rows("jetstream"),
  objects: rows("objects"),
  e2e: rows("e2e"),
  native: rows("native"),
  firstMessage: rows("first-message"),
  sizes: JSON.parse(read("sizes.json") ?? "{}"),
  machines: machines(["first-message", "replay", "jetstream", "objects", "e2e", "native"]),
};
const previous = existsSync(file) ? readFileSync(file, "utf8") : "";
writeFileSync(file, results(measured, previous));
for (const figure of figures(measured)) {
  console.log(`${standing(figure).padEnd(12)} ${figure.measured?.toFixed(2) ?? "-"}${figure.unit}  ${figure.name}`);
}

function rows(part) {
  const lines = (read(`${part}.jsonl`) ?? "").split("\n").filter((line) => line !== "");
  return lines.map((line) => JSON.parse(line));
}

function machines(parts) {
  const found = parts.map((part) => [part, read(`${part}.machine.json`)]).filter(([, text]) => text !== undefined);
  return Object.fromEntries(found.map(([part, text]) => [part, JSON.parse(text)]));
}

function read(name) {
  const path = join(folder, name);
  return existsSync(path) ? readFileSync(path, "utf8") : undefined;
}
