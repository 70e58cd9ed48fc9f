/** Writing `RESULTS.md`: tables from figures, and the notes that people wrote into it kept as they are. */
import {
  bestCells,
  CORE,
  cellName,
  coldCells,
  coldName,
  coldShare,
  FLOOR,
  figures,
  NATIVE_PEER,
  OURS,
  objectName,
  PEERS,
  speedUp,
  standing,
} from "./figures.mjs";

const NOTES_BEGIN = "<!-- notes: kept by every run -->";
const NOTES_END = "<!-- end of notes -->";
/** The work of rows that measure a hash and nothing else. */
const HASH = "sha256";
const NO_NOTES = "\nNothing noted.\n";

/**
 * The whole file.
 *
 * @param measured `{ replay, jetstream, objects, e2e, native, firstMessage, sizes, machines }`: rows, bytes by label, and where each part was measured
 * @param previous the file as it was, for its notes
 */
export function results(measured, previous) {
  return [
    "# Results",
    "",
    "Written by `cargo xtask bench`, except for the notes at the end. Ratios within one run are the result; absolute",
    "times drift with the machine.",
    "",
    "## Asked and measured",
    "",
    asked(figures(measured)),
    "",
    "## Cold page to first message (`first-message.mjs`)",
    "",
    coldTable(coldCells(measured.firstMessage)),
    "",
    "## In the client alone (`replay.mjs`)",
    "",
    replayTable(bestCells(measured.replay, "ns")),
    "",
    "## JetStream in the client alone (`jetstream.mjs`)",
    "",
    jetstreamTable(bestCells(measured.jetstream, "ns")),
    "",
    "## Objects in Chromium against nats-server, hash included (`objects.mjs`)",
    "",
    objectTable(bestCells(measured.objects, "ns")),
    "",
    "## In Chromium against nats-server, compression on (`e2e.mjs`)",
    "",
    e2eTable(measured.e2e),
    "",
    "## The Rust crate against nats-server (`native.mjs`)",
    "",
    nativeTable(measured.native),
    "",
    "## Size of what a page ships",
    "",
    sizeTable(measured.sizes),
    "",
    "## Where and how",
    "",
    machineTable(measured.machines),
    "",
    "To repeat: `cargo xtask bench`, or a part: `cargo xtask bench first-message`, and so with `replay`, `jetstream`,",
    "`objects`, `e2e` and `native`. `ROUNDS` and `MSGS` set how long it measures. A cold page's cell shows the median of its rounds,",
    "every other the best.",
    "",
    "## Notes",
    "",
    NOTES_BEGIN + notes(previous) + NOTES_END,
    "",
  ].join("\n");
}

/** What stands between the markers of an earlier file. */
export function notes(previous) {
  const from = previous.indexOf(NOTES_BEGIN);
  const to = previous.indexOf(NOTES_END);
  return from < 0 || to < from ? NO_NOTES : previous.slice(from + NOTES_BEGIN.length, to);
}

export function table(head, rows) {
  const line = (cells) => `| ${cells.join(" | ")} |`;
  const rule = head.map((_, column) => (column === 0 ? "---" : "---:"));
  return [line(head), line(rule), ...rows.map(line)].join("\n");
}

function asked(all) {
  const rows = all.map((figure) => {
    const { name, least, aim, measured, unit, detail } = figure;
    const shown = measured === undefined ? "" : `${measured.toFixed(2)}${unit}${detail ? ` (${detail})` : ""}`;
    return [name, bound(figure, least), bound(figure, aim), shown, standing(figure)];
  });
  return table(["figure", "at least", "aim", "measured", "reached"], rows);
}

function bound({ lowerIsBetter, unit }, value) {
  return value === undefined ? "" : `${lowerIsBetter ? "≤ " : ""}${value}${unit}`;
}

function coldTable(cells) {
  const labels = [...PEERS, OURS, CORE];
  const ours = [OURS, CORE];
  const shown = (cell, field) => [
    ...labels.map((label) => whole(cell[field].get(label))),
    ...ours.map((label) => share(coldShare(cell, field, label))),
  ];
  const named = (what) => [...labels.map((label) => `${label}, ${what}`), ...ours.map((label) => `${label} / nats.ws`)];
  const rows = cells.map((cell) => [coldName(cell), ...shown(cell, "first"), ...shown(cell, "main")]);
  return table(["ms", ...named("first message"), ...named("main thread")], rows);
}

function replayTable(cells) {
  const floor = new Map();
  for (const { work, size, headers, best } of cells) {
    if (work === "sub") floor.set(`${size}|${headers}`, best.get(FLOOR));
  }
  const rows = cells
    .filter(({ work }) => work !== "sub")
    .map((cell) => [
      cellName(cell),
      ...[...PEERS, OURS].map((label) => whole(cell.best.get(label))),
      times(speedUp(cell)),
      cell.work.startsWith("sub-") ? whole(floor.get(`${cell.size}|${cell.headers}`)) : "",
    ]);
  return table(["ns a message", ...PEERS, OURS, "faster than the faster peer", "frame floor"], rows);
}

function jetstreamTable(cells) {
  const rows = cells.map((cell) => [
    cellName(cell),
    ...[...PEERS, OURS].map((label) => whole(cell.best.get(label))),
    times(speedUp(cell)),
  ]);
  return table(["ns a message", "nats.ws", "@nats-io/jetstream, kv", OURS, "faster than the faster peer"], rows);
}

function objectTable(cells) {
  const labels = [...PEERS, OURS];
  const hash = cells.find(({ work }) => work === HASH)?.best.get(FLOOR);
  const rows = cells
    .filter(({ work }) => work !== HASH)
    .map((cell) => [
      objectName(cell),
      ...labels.map((label) => rate(cell.best.get(label))),
      ...PEERS.map((peer) => times(speedUp(cell, [peer]))),
      rate(hash),
    ]);
  const head = ["MB/s", "nats.ws", "@nats-io/obj", OURS, "faster than nats.ws", "faster than @nats-io/obj"];
  return table([...head, "the browser's SHA-256 alone"], rows);
}

function e2eTable(measured) {
  const wall = bestCells(measured, "ns");
  const task = bestCells(measured, "task_ns");
  const labels = [FLOOR, ...PEERS, OURS];
  const shown = (cells, index) => labels.map((label) => whole(cells[index].best.get(label)));
  const rows = wall.map((cell, index) => [
    cell.work === "sub" ? `bare WebSocket${cellName(cell).slice(3)}` : cellName(cell),
    ...shown(wall, index),
    ...shown(task, index),
  ]);
  const named = (what) => labels.map((label) => `${label === FLOOR ? "bare" : label}, ${what}`);
  return table(["ns a message", ...named("wall"), ...named("main thread")], rows);
}

function nativeTable(measured) {
  const wall = bestCells(measured, "ns");
  const cpu = bestCells(measured, "cpu_ns");
  const labels = [NATIVE_PEER, OURS];
  const shown = (cell) => [...labels.map((label) => whole(cell.best.get(label))), times(speedUp(cell, [NATIVE_PEER]))];
  const floor = (cell) => whole(cell.best.get(FLOOR));
  const rows = cpu.map((cell, index) => [cellName(cell), ...shown(cell), floor(cell), ...shown(wall[index])]);
  const named = (what) => [...labels.map((label) => `${label}, ${what}`), "faster"];
  return table(["ns a message", ...named("processor"), "the socket alone", ...named("wall")], rows);
}

function sizeTable(sizes) {
  const rows = Object.entries(sizes).map(([label, { minified, gzip }]) => [label, minified, gzip].map(String));
  return table(["bytes", "minified", "minified and gzipped"], rows);
}

function machineTable(machines) {
  const parts = Object.keys(machines);
  const keys = [...new Set(parts.flatMap((part) => Object.keys(machines[part])))];
  return table(
    ["", ...parts],
    keys.map((key) => [key, ...parts.map((part) => String(machines[part][key] ?? ""))]),
  );
}

/** Megabytes a second, of nanoseconds a byte. */
function rate(value) {
  return value === undefined ? "" : (1000 / value).toFixed(1);
}

function whole(value) {
  return value === undefined ? "" : value.toFixed(0);
}

function share(value) {
  return value === undefined ? "" : value.toFixed(2);
}

function times(value) {
  return value === undefined ? "" : `${value.toFixed(2)}×`;
}
