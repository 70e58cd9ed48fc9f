/** From measured rows to the figures that the project holds itself to. Nothing here measures. */

/** Our own client's label, and the peers it is compared with. */
export const OURS = "nats-web";
export const PEERS = ["nats.ws", "nats-core"];
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

const SMALL = 1024;
const LARGE = 16_384;
const SMALL_IN_BROWSER = 128;
const KILOBYTE = 1000;

/**
 * The best round of every cell: `[{ work, size, headers, best: Map(label → value of field) }]`, in order of measuring.
 * A round that something else disturbed is slower, never faster, so the best is the closest to the truth.
 */
export function bestCells(rows, field) {
  const cells = new Map();
  for (const { work, size, headers, sut, [field]: value } of rows) {
    const key = [work, size, headers].join("|");
    if (!cells.has(key)) cells.set(key, { work, size, headers, best: new Map() });
    const { best } = cells.get(key);
    best.set(sut, Math.min(value, best.get(sut) ?? Number.POSITIVE_INFINITY));
  }
  return [...cells.values()];
}

/** How many times faster than the faster peer we are in a cell; `undefined` where someone did not run. */
export function speedUp({ best }) {
  const peers = PEERS.map((label) => best.get(label)).filter((value) => value !== undefined);
  const ours = best.get(OURS);
  return ours === undefined || peers.length === 0 ? undefined : Math.min(...peers) / ours;
}

export function geometricMean(values) {
  if (values.length === 0) return undefined;
  return Math.exp(values.reduce((sum, value) => sum + Math.log(value), 0) / values.length);
}

/** The figures with what is asked of them: `[{ name, least, aim, measured, unit, lowerIsBetter, detail }]`. */
export function figures({ replay, e2e, sizes }) {
  const cells = bestCells(replay, "ns");
  const small = (prefix) => cells.filter(({ work, size }) => work.startsWith(prefix) && size <= SMALL);
  const worst = worstCell(cells.filter(({ size }) => size === LARGE));
  return [
    {
      name: "subscription cells up to 1 KB, geometric mean against the faster peer in each",
      ...bounds(2.5, 4, "×"),
      measured: geometricMean(speedUps(small("sub-"))),
    },
    {
      name: "publish cells up to 1 KB, the same",
      ...bounds(3, 5, "×"),
      measured: geometricMean(speedUps(small("pub"))),
    },
    { name: "worst 16 KB cell", ...bounds(1, undefined, "×"), ...worst },
    {
      name: "request, 100 in flight",
      ...bounds(12, 20, "×"),
      measured: speedUps(cells.filter(({ work }) => work === "request-100"))[0],
    },
    {
      name: "Chromium, main-thread time above a bare WebSocket, small messages, as a share of nats.ws",
      ...bounds(0.4, 0.15, ""),
      lowerIsBetter: true,
      measured: mainThreadShare(bestCells(e2e, "task_ns")),
    },
    sizeFigure(
      "all of the package, minified and gzipped, wasm and crypto included",
      bounds(50, 42, " KB"),
      sizes[OURS],
    ),
    sizeFigure(
      `what a program bundles of it that imports ${PLAIN.join(", ")}`,
      bounds(36, 28, " KB"),
      sizes[plain(OURS)],
    ),
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
  return cells.map(speedUp).filter((value) => value !== undefined);
}

function worstCell(cells) {
  const measured = cells.filter((cell) => speedUp(cell) !== undefined);
  if (measured.length === 0) return { measured: undefined };
  const worst = measured.reduce((a, b) => (speedUp(b) < speedUp(a) ? b : a));
  return { measured: speedUp(worst), detail: cellName(worst) };
}

export function cellName({ work, size, headers }) {
  const length = size === undefined ? "" : ` ${size >= 1024 ? `${size / 1024} KB` : `${size} B`}`;
  return `${work}${length}${headers ? ", headers" : ""}`;
}

function bounds(least, aim, unit) {
  return { least, aim, unit };
}
