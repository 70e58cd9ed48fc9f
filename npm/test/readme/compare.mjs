// Runs the programs of the README with our package and with nats.ws, wherever a runner runs them.
import assert from "node:assert/strict";
import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after } from "node:test";
import { setTimeout } from "node:timers/promises";
import { ours, packageRoot } from "../helpers/modules.mjs";
import { blocks, program } from "./blocks.mjs";
import { CASES, EXEMPT } from "./cases.mjs";
import { Output, world } from "./world.mjs";

const WHY = "it is what we are compared with";

/** An application that has both packages, and what shims of Node's are made of. */
export function application() {
  const folder = mkdtempSync(join(tmpdir(), "nats-web-readme-"));
  after(() => rmSync(folder, { recursive: true, force: true }));
  mkdirSync(join(folder, "node_modules"));
  symlinkSync(packageRoot, join(folder, "node_modules", "nats-web"), "junction");
  for (const name of ["nats.ws", "ws", "websocket"]) {
    symlinkSync(join(packageRoot, "node_modules", name), join(folder, "node_modules", name), "junction");
  }
  return folder;
}

/**
 * Tests all programs in `runtime`.
 *
 * @param app - the folder that they are written to
 * @param start - runs one: it gets a test and what {@link write} wrote, prints to an {@link Output}, and gives `ended`
 *   (resolves when the program is through, rejects when it failed), `stop()` and, if it is `asked`, `ask()`
 */
export async function testPrograms(runtime, app, start) {
  const found = blocks();
  const around = await world();
  writeFileSync(join(app, "ca.pem"), around.certificate);
  ours(`every program of the README is run in ${runtime}, or named as exempt`, WHY, () => {
    const named = Object.entries(CASES).flatMap(([section, cases]) => cases.map((_, place) => id({ section, place })));
    assert.deepEqual([...named, ...EXEMPT.keys()].sort(), found.map(id).sort());
  });
  for (const block of found) {
    for (const [i, one] of [CASES[block.section]?.[block.place] ?? []].flat().entries()) {
      const reason = one.not?.[runtime];
      const title = `${id(block)}${i > 0 ? `, once more (${i})` : ""}`;
      ours(title, reason ?? WHY, reason ? (t) => t.skip(reason) : () => sideBySide(block, one, { app, around, start }));
    }
  }
}

const id = ({ section, place }) => `${section}, ${place + 1}`;

async function sideBySide(block, one, { app, around, start }) {
  const printed = [];
  for (const module of ["nats-web", "nats.ws"]) {
    const cleanups = [];
    const scope = { after: (fn) => cleanups.push(fn) };
    try {
      const given = await one.before?.(around, scope);
      const written = await write(app, block, one, module, around);
      const output = new Output();
      printed.push(output.lines);
      await within(PATIENCE, run(scope, one, around, output, await start(scope, written, output)));
      await one.check?.(given);
    } catch (cause) {
      throw new Error(`with ${module}, after ${JSON.stringify(printed.at(-1))}: ${cause?.message}`, { cause });
    } finally {
      for (const cleanup of cleanups.reverse()) {
        await cleanup();
      }
    }
  }
  const [found, expected] = printed.map((lines) => (one.normal ?? same)(lines.map(timeless)));
  assert.deepEqual(found, expected);
}

/** Lets things happen to a program until it is through, or all of them have happened to one that never is. */
async function run(t, one, around, output, { ended, stop, ask }) {
  const happened = Promise.resolve(one.during?.(around, { output, t, ask }));
  if (one.endless) {
    const early = ended.then(() => {
      throw new Error("the program ended");
    });
    await Promise.race([happened, early]);
    early.catch(() => {});
    await stop();
    return;
  }
  await Promise.all([happened, ended]);
}

/** Has something fail while the test can still say what was printed. */
function within(ms, promise) {
  const gate = new AbortController();
  const late = setTimeout(ms, undefined, { signal: gate.signal }).then(() => {
    throw new Error("nothing more happens");
  });
  late.catch(() => {});
  return Promise.race([promise, late]).finally(() => gate.abort());
}

let files = 0;
/** Writes the program, with what it takes for granted before it and the tail after it; gives where, and what it is. */
async function write(app, block, one, module, around) {
  const tail = `${one.tail?.(around) ?? ""}${one.connection ? "\nawait nc.close();" : ""}`;
  const source = await program(block, module, one.names?.(around) ?? [], tail);
  const written = { module, asked: one.asked === true };
  if (block.language === "html") {
    return { ...written, html: source };
  }
  const name = `program-${++files}`;
  if (source.includes("require(")) {
    writeFileSync(join(app, `${name}.cjs`), source);
    return { ...written, file: `${name}.cjs` };
  }
  writeFileSync(join(app, `${name}-first.mjs`), prelude(one, module, around));
  writeFileSync(join(app, `${name}.mjs`), `import "./${name}-first.mjs";\n${source}`);
  return { ...written, file: `${name}.mjs` };
}

function prelude({ globals = [], connection }, module, around) {
  const lines = [`import * as nats from "${module}";`, `const { ${globals.join(", ")} } = nats;`];
  lines.push(`Object.assign(globalThis, { ${globals.join(", ")} });`);
  if (connection) {
    lines.push(`globalThis.nc = await nats.connect({ servers: "${connection(around).ws}" });`);
  }
  return lines.join("\n");
}

/** A line without what the time is. */
const timeless = (line) => line.replace(/\d{4}-\d\d-\d\dT[\d:.]+Z|\d{13}/g, "(then)");
const same = (lines) => lines;

/** Milliseconds after which a program has hung: less than a test is given for two. */
const PATIENCE = 25_000;
