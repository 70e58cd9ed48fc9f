// A drawing that all open pages share. Each piece of a line is a message of a stream, which keeps it: who comes later
// reads the stream from its beginning, and then has the same picture.
//
// Nothing is drawn before it comes out of the stream, also not by the page where it was drawn. So all pages draw the
// same lines in the same order, wherever lines cross.
import { connect, DiscardPolicy } from "nats-web";
import { attempt, parse, serverAddress, showStatus } from "./page.js";
import { usePen } from "./pen.js";

/** The stream is made by the page that needs it first. When it is full, it takes no more, rather than forget a line. */
const STREAM = { name: "drawing", subjects: ["drawing.*"], max_bytes: 8 * 1024 * 1024, discard: DiscardPolicy.New };
const COLOURS = ["black", "red", "green", "blue", "white"];

const canvas = document.getElementById("canvas");
const tools = document.getElementById("tools");
const paper = canvas.getContext("2d");

blank();
await attempt("connect", start);

async function start() {
  const nc = await connect({ servers: await serverAddress(), name: "drawing", maxReconnectAttempts: -1 });
  showStatus(nc);
  const jsm = await nc.jetstreamManager();
  await jsm.streams.add(STREAM);
  const js = nc.jetstream();
  attempt("read the picture", () => readLines(js));
  usePen(canvas, document.getElementById("pen"), (points) => attempt("draw", () => publish(js, points)));
  document.getElementById("clear").addEventListener("click", () => attempt("clear the picture", () => clear(js, jsm)));
}

/** Stores a piece of a line. `js.publish` waits until the stream has it, and fails if it has not. */
async function publish(js, points) {
  const { colour, width } = Object.fromEntries(new FormData(tools));
  await js.publish("drawing.line", JSON.stringify({ colour, width: Number(width), points }));
}

/** Empties the stream, and tells the pages that are open. */
async function clear(js, jsm) {
  await jsm.streams.purge(STREAM.name);
  await js.publish("drawing.clear");
}

/**
 * Draws what is in the stream, and then what is added. A consumer without a name reads in order, and begins anew where it
 * was when the link was lost.
 */
async function readLines(js) {
  const consumer = await js.consumers.get(STREAM.name);
  let pieces = 0;
  for await (const msg of await consumer.consume()) {
    if (msg.subject === "drawing.clear") {
      pieces = 0;
      blank();
    } else if (draw(parse(msg) ?? {})) {
      pieces += 1;
    }
    document.getElementById("pieces").textContent = pieces;
  }
}

/** Draws a piece of a line, if it is one. The canvas has the same pixels in all windows, however large it is shown. */
function draw({ colour, width, points }) {
  const isLine = Array.isArray(points) && points.length >= 2 && points.every(Number.isFinite);
  if (!isLine || !COLOURS.includes(colour) || !Number.isFinite(width)) {
    return false;
  }
  paper.strokeStyle = colour;
  paper.lineWidth = width;
  paper.lineCap = "round";
  paper.lineJoin = "round";
  paper.beginPath();
  paper.moveTo(points[0], points[1]);
  // Also the first point again: a line to where it begins is a dot.
  for (let i = 0; i + 1 < points.length; i += 2) {
    paper.lineTo(points[i], points[i + 1]);
  }
  paper.stroke();
  return true;
}

function blank() {
  paper.fillStyle = "white";
  paper.fillRect(0, 0, canvas.width, canvas.height);
}
