// A live chart of what is in a key-value bucket. A page that measures puts values, and all pages watch the bucket. It keeps
// the last values of each key, so that a page that comes later plots what went before as well.
import { connect, KvWatchInclude } from "nats-web";
import { attempt, element, rowOf, serverAddress, showStatus } from "./page.js";
import { plot } from "./plot.js";

/** Values of a key that the bucket keeps, and the chart shows; 64 is the most that there can be. */
const HISTORY = 64;
/** What a page measures. */
const SENSORS = ["harbour", "north", "south"];
/** Milliseconds between two measurements. */
const PAUSE = 500;

/** The points of each series, oldest first: a value, and when it was stored. */
const series = new Map();
const measureButton = document.getElementById("measure");
const rows = document.getElementById("rows");
/** Ends the measuring, if there is any. */
let measuring = null;
let isDue = false;

await attempt("connect", start);

async function start() {
  const nc = await connect({ servers: await serverAddress(), name: "chart", maxReconnectAttempts: -1 });
  showStatus(nc);
  // Opens the bucket, and makes it if there is none.
  const kv = await nc.jetstream().views.kv("chart", { history: HISTORY });
  attempt("watch the values", () => watch(kv));
  measureButton.addEventListener("click", () => {
    if (measuring === null) {
      measuring = new AbortController();
      measure(kv, measuring.signal);
    } else {
      measuring.abort();
      measuring = null;
    }
    measureButton.setAttribute("aria-pressed", measuring !== null);
  });
  document.getElementById("form").addEventListener("submit", (event) => {
    event.preventDefault();
    attempt("put the value", () => putByHand(kv));
  });
}

/** Tells what is in the bucket, oldest first, and then what changes, for as long as the page is open. */
async function watch(kv) {
  for await (const entry of await kv.watch({ include: KvWatchInclude.AllHistory })) {
    if (entry.operation === "PUT") {
      add(entry);
    } else {
      series.delete(entry.key);
    }
    showSoon(kv);
  }
}

function add(entry) {
  const value = Number(entry.string());
  if (!Number.isFinite(value)) {
    return;
  }
  const points = series.get(entry.key) ?? [];
  points.push({ value, at: entry.created.getTime() });
  // The bucket has forgotten as many: all pages have the same points, whenever they came.
  series.set(entry.key, points.slice(-HISTORY));
}

/** Puts a value of each sensor, again and again: whatever it was last, and a bit more or less. */
async function measure(kv, signal) {
  while (!signal.aborted) {
    await attempt("store what was measured", async () => {
      for (const name of SENSORS) {
        const last = series.get(name)?.at(-1).value ?? 20;
        await kv.put(name, (last + Math.random() * 2 - 1).toFixed(2));
      }
    });
    await new Promise((resolve) => setTimeout(resolve, PAUSE));
  }
}

async function putByHand(kv) {
  await kv.put(document.getElementById("key").value, document.getElementById("value").value);
}

/** Shows what has changed: once for all that came since the browser last drew. */
function showSoon(kv) {
  if (!isDue) {
    isDue = true;
    requestAnimationFrame(() => {
      isDue = false;
      show(kv);
    });
  }
}

function show(kv) {
  const sorted = [...series].sort(([a], [b]) => (a < b ? -1 : 1));
  plot(sorted, colour);
  for (const row of [...rows.children]) {
    if (!series.has(row.dataset.key)) {
      row.remove();
    }
  }
  for (const [name, points] of sorted) {
    const row = rowOf(rows, name, () => makeRow(kv, name));
    const { value, at } = points.at(-1);
    row.querySelector(".value").textContent = value;
    row.querySelector("time").textContent = new Date(at).toLocaleTimeString();
  }
}

function makeRow(kv, name) {
  const swatch = element("span", { className: "swatch" });
  swatch.style.background = colour(name);
  const remove = element("button", { type: "button", ariaLabel: `Remove ${name}` }, "Remove");
  remove.addEventListener("click", () => attempt(`remove ${name}`, () => kv.purge(name)));
  const value = element("span", { className: "value" });
  return element("li", {}, swatch, element("strong", {}, name), value, element("time"), remove);
}

/** Returns a series' colour. It is made from the name, and so the same on all pages. */
function colour(name) {
  const hue = [...name].reduce((sum, letter) => (sum * 297 + letter.codePointAt(0)) % 360, 0);
  return `light-dark(hsl(${hue} 70% 38%), hsl(${hue} 70% 65%))`;
}
