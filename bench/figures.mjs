/** From measured rows to the figures that the project holds itself to. Nothing here measures. */

/** The labels of our own client, with everything and for core NATS alone, and the peers it is compared with. */
export const OURS = "nats-web";
export const CORE = "nats-web/core";
export const PEERS = ["nats.ws", "nats-core"];
/** The peer of our Rust crate. */
export const NATIVE_PEER = "async-nats";
/** The label of rows that measure the floor: frames without a client. */
export const FLOOR = "limit";

/** What a program imports that connects, publishes, subscribes and requests, and does nothing else. */
export const PLAIN = [
  "connect",
  "headers",
  "StringCodec",
  "JSONCodec",
  "createInbox",
  "Empty",
  "NatsError",
  "ErrorCode",
];

/** The label of the size of a program that imports {@link PLAIN} alone. */
export function plain(label) {
  return `${label}, a program that imports ${PLAIN.join(", ")} alone`;
}

/** The networks of cold pages that the figures count, and a slower one that stands in the table beside them. */
export const LAN = "LAN";
export const MOBILE = "9 Mbit/s, 60 ms";
export const SLOW_MOBILE = "1.6 Mbit/s, 150 ms";

const SMALL = 1024;
const LARGE = 16_384;
const SMALL_IN_BROWSER = 128;
const KILOBYTE = 1000;

/**
 * The best round of every cell: `[{ work, size, headers, compressed, best: Map(label → value of field) }]`, in order of measuring.
 * A round that something else disturbed is slower, never faster, so the best is the closest to the truth.
 */
export function bestCells(rows, field) {
  const cells = new Map();
  for (const { work, size, headers, compressed, sut, [field]: value } of rows) {
    const key = [work, size, headers, compressed].join("|");
    if (!cells.has(key)) cells.set(key, { work, size, headers, compressed, best: new Map() });
    const { best } = cells.get(key);
    best.set(sut, Math.min(value, best.get(sut) ?? Number.POSITIVE_INFINITY));
  }
  return [...cells.values()];
}

/**
 * The median of the rounds of every cold page: `[{ net, cpu, enc, first: Map(label → ms), main: Map(label → ms) }]`. A
 * page is cold once, so its usual time counts, not its best.
 */
export function coldCells(rows) {
  const cells = new Map();
  for (const { net, cpu, enc, sut, first, main } of rows) {
    const key = [net, cpu, enc].join("|");
    if (!cells.has(key)) cells.set(key, { net, cpu, enc, first: new Map(), main: new Map() });
    const cell = cells.get(key);
    cell.first.set(sut, [...(cell.first.get(sut) ?? []), first]);
    cell.main.set(sut, [...(cell.main.get(sut) ?? []), main]);
  }
  const medians = (rounds) => new Map([...rounds].map(([sut, values]) => [sut, median(values)]));
  return [...cells.values()].map((cell) => ({ ...cell, first: medians(cell.first), main: medians(cell.main) }));
}

export function median(values) {
  const sorted = values.toSorted((a, b) => a - b);
  const half = (sorted.length - 1) / 2;
  return (sorted[Math.floor(half)] + sorted[Math.ceil(half)]) / 2;
}

/** A client's share of what `nats.ws` takes of a field (`first` or `main`) of a cold page; `undefined` where one did not run. */
export function coldShare(cell, field, label) {
  const share = cell[field].get(label) / cell[field].get("nats.ws");
  return Number.isNaN(share) ? undefined : share;
}

/** How many times faster than the fastest of these peers we are in a cell; `undefined` where someone did not run. */
export function speedUp({ best }, labels = PEERS) {
  const peers = labels.map((label) => best.get(label)).filter((value) => value !== undefined);
  const ours = best.get(OURS);
  return ours === undefined || peers.length === 0 ? undefined : Math.min(...peers) / ours;
}

export function geometricMean(values) {
  if (values.length === 0) return undefined;
  return Math.exp(values.reduce((sum, value) => sum + Math.log(value), 0) / values.length);
}

/** The figures with what is asked of them: `[{ name, least, aim, measured, unit, lowerIsBetter, detail }]`. */
export function figures({ replay, jetstream, objects, e2e, native, firstMessage, sizes }) {
  return [
    ...coldFigures(coldCells(firstMessage), CORE, 1),
    ...coldFigures(coldCells(firstMessage), OURS, 1.05),
    {
      name: "Chromium, main-thread time above a bare WebSocket, small messages, as a share of nats.ws",
      ...bounds(0.4, 0.15, ""),
      lowerIsBetter: true,
      measured: mainThreadShare(bestCells(e2e, "task_ns")),
    },
    ...replayFigures(bestCells(replay, "ns")),
    ...jetstreamFigures(bestCells(jetstream, "ns")),
    ...objectFigures(bestCells(objects, "ns")),
    ...nativeFigures(bestCells(native, "cpu_ns"), bestCells(native, "ns")),
    sizeFigure(
      `what a program bundles of ${CORE} that imports ${PLAIN.join(", ")}, minified and gzipped, wasm included`,
      bounds(43, 38, " KB"),
      sizes[plain(CORE)],
    ),
    sizeFigure(`all of ${CORE}, the same`, bounds(62, undefined, " KB"), sizes[CORE]),
    sizeFigure(`all of ${OURS}, the same`, bounds(85, 70, " KB"), sizes[OURS]),
  ];
}

/** `most` is the share of the time to the first message that a page may take. */
function coldFigures(cells, label, most) {
  const counted = cells.filter(({ net }) => net === LAN || net === MOBILE);
  const share = (name, field, least, aim) => ({
    name,
    ...bounds(least, aim, ""),
    lowerIsBetter: true,
    measured: geometricMean(
      counted.map((cell) => coldShare(cell, field, label)).filter((value) => value !== undefined),
    ),
  });
  const first = (cell) => coldShare(cell, "first", label);
  const page = `${label}, cold page in Chromium`;
  return [
    share(`${page}, time to the first message as a share of nats.ws, geometric mean`, "first", most, 0.85),
    {
      name: `${page}, the same, worst cell`,
      ...bounds(1.1, undefined, ""),
      lowerIsBetter: true,
      ...worstCell(counted, first, Math.max, coldName),
    },
    share(`${page}, main thread until the first message, the same, geometric mean`, "main", 1, 0.8),
  ];
}

function replayFigures(cells) {
  const small = (prefix) => cells.filter(({ work, size }) => work.startsWith(prefix) && size <= SMALL);
  const large = cells.filter(({ size }) => size === LARGE);
  return [
    {
      name: "subscription cells up to 1 KB, geometric mean against the faster peer in each",
      ...bounds(3, 4, "×"),
      measured: geometricMean(speedUps(small("sub-"))),
    },
    {
      name: "publish cells up to 1 KB, the same",
      ...bounds(4.6, 5, "×"),
      measured: geometricMean(speedUps(small("pub"))),
    },
    { name: "worst 16 KB cell", ...bounds(1, 1.3, "×"), ...worstCell(large, speedUp, Math.min, cellName) },
    {
      name: "request, 100 in flight",
      ...bounds(16, 20, "×"),
      measured: speedUps(cells.filter(({ work }) => work === "request-100"))[0],
    },
  ];
}

function jetstreamFigures(cells) {
  const figure = (name, prefix, bounds) => ({
    name: `JetStream, ${name}, geometric mean against the faster peer in each`,
    ...bounds,
    measured: geometricMean(speedUps(cells.filter(({ work }) => work.startsWith(prefix)))),
  });
  return [
    figure("consume cells with acks", "consume-", bounds(2.5, 5, "×")),
    figure("publish, 100 in flight", "publish-", bounds(5, 12, "×")),
    figure("watch of a bucket with 10 000 keys", "watch-", bounds(2, 4, "×")),
  ];
}

function objectFigures(cells) {
  const objects = cells.filter(({ work }) => work.startsWith("object-"));
  const figure = (peer, words, least) => ({
    name: `objects put and got in Chromium against ${words}, worst cell`,
    ...bounds(least, undefined, "×"),
    ...worstCell(objects, (cell) => speedUp(cell, [peer]), Math.min, objectName),
  });
  return [figure("nats.ws", "nats.ws", 2), figure("nats-core", "@nats-io/obj", 1)];
}

/** Processor time a message, but for requests one at a time: there what counts is how long one takes. */
function nativeFigures(cpu, wall) {
  const figure = (name, cells, prefix, bounds) => {
    const counted = cells.filter(({ work }) => work.startsWith(prefix)).map((cell) => speedUp(cell, [NATIVE_PEER]));
    const measured = geometricMean(counted.filter((value) => value !== undefined));
    return { name: `Rust beside ${NATIVE_PEER}, ${name}`, ...bounds, measured };
  };
  return [
    figure("subscription over WebSocket", cpu, "sub over WebSocket", bounds(4, 6, "×")),
    figure("subscription over TCP", cpu, "sub over TCP", bounds(3, 5, "×")),
    figure("publish", cpu, "pub over", bounds(1.6, 3, "×")),
    figure("request, one at a time, wall", wall, "request-1 over", bounds(1, undefined, "×")),
    figure("request, 100 in flight", cpu, "request-100 over", bounds(2, 4, "×")),
    figure("request, 1000 in flight", cpu, "request-1000 over", bounds(2, 4, "×")),
    figure("JetStream publish, 100 in flight", cpu, "js-publish-100 over", bounds(1.5, 3, "×")),
    figure("JetStream pull consume with acks", cpu, "js-consume over", bounds(1.5, 3, "×")),
  ];
}

function sizeFigure(name, bounds, size) {
  return { name, ...bounds, lowerIsBetter: true, measured: size && size.gzip / KILOBYTE };
}

/** Whether a figure is what is asked: `aim`, `at least`, `missed`, or `not measured`. */
export function standing({ least, aim, measured, lowerIsBetter }) {
  if (measured === undefined) return "not measured";
  const reaches = (bound) => bound !== undefined && (lowerIsBetter ? measured <= bound : measured >= bound);
  if (reaches(aim)) return "aim";
  return reaches(least) ? "at least" : "missed";
}

/**
 * What the page's main thread spends on small messages beyond what a bare WebSocket costs it, ours divided by that of
 * `nats.ws`. The sums are divided, not the cells: a difference near nothing would make a ratio of noise.
 */
export function mainThreadShare(cells) {
  const bare = new Map(cells.filter(({ work }) => work === "sub").map(({ size, best }) => [size, best.get(FLOOR)]));
  let ours = 0;
  let theirs = 0;
  for (const { work, size, best } of cells) {
    if (!work.startsWith("sub-") || size > SMALL_IN_BROWSER) continue;
    ours += best.get(OURS) - bare.get(size);
    theirs += best.get("nats.ws") - bare.get(size);
  }
  const share = ours / theirs;
  return Number.isFinite(share) && theirs > 0 ? Math.max(0, share) : undefined;
}

function speedUps(cells) {
  return cells.map((cell) => speedUp(cell)).filter((value) => value !== undefined);
}

/** The value that `pick` takes of all cells', and its cell's name. */
function worstCell(cells, value, pick, name) {
  const measured = cells.filter((cell) => value(cell) !== undefined);
  if (measured.length === 0) return { measured: undefined };
  const worst = pick(...measured.map((cell) => value(cell)));
  return { measured: worst, detail: name(measured.find((cell) => value(cell) === worst)) };
}

/** Network, processor and encoding of a cold page. */
export function coldName({ net, cpu, enc }) {
  return `${net}, ${cpu === 1 ? "full speed" : `${cpu}× slower`}, ${enc}`;
}

/** What is done with an object, and whether frames are compressed. */
export function objectName({ work, compressed }) {
  return compressed ? `${work}, compressed frames` : work;
}

export function cellName({ work, size, headers }) {
  const length = size === undefined ? "" : ` ${size >= 1024 ? `${size / 1024} KB` : `${size} B`}`;
  return `${work}${length}${headers ? ", headers" : ""}`;
}

function bounds(least, aim, unit) {
  return { least, aim, unit };
}
