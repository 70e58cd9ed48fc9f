/**
 * What `replay.mjs` has a client do over the scripted socket. Each workload warms up with a quarter of its messages,
 * then returns `{ msgs, ns, cpu_ns }`: the messages counted, and wall and CPU time a message.
 */
import { cut, FRAME, measure, tick, until } from "./measuring.mjs";
import { ScriptedSocket } from "./scripted_socket.mjs";

const encoder = new TextEncoder();
const SUBJECT = "bench.orders.eu.42";
const HEADERS = "NATS/1.0\r\nNats-Msg-Id: abc-123\r\nTraceparent: 00-4bf92f3577b34da6\r\n\r\n";
const ADDRESS = { servers: "ws://127.0.0.1:1", pingInterval: 1e9 };

const FRAMES_A_ROUND = 64;
const IN_FLIGHT = 100;

/** Messages to one subscription; `mode` says who takes them: `cb`, `cb-full` (reads all of each) or `iter`. */
export async function subscribe({ connect }, mode, size, withHeaders, total) {
  const connection = await connect(ADDRESS);
  const socket = ScriptedSocket.last;
  const seen = { messages: 0, bytes: 0 };
  take(connection, mode, seen);
  await connection.flush();
  const script = frames(socket.subscriptions.at(-1).sid, size, withHeaders, total);
  const round = async (rounds) => {
    seen.messages = 0;
    await playAll(socket, script.frames, rounds);
    await until(() => seen.messages >= script.messages * rounds);
  };
  await round(Math.ceil(script.rounds / 4));
  const measured = await measure(script.messages * script.rounds, () => round(script.rounds));
  await connection.close();
  return measured;
}

/** The floor under every subscription: a socket whose frames are looked at once and no more. */
export async function frameFloor(size, withHeaders, total) {
  const socket = new ScriptedSocket("floor");
  let bytes = 0;
  socket.onmessage = ({ data }) => {
    const frame = new Uint8Array(data);
    bytes += frame.length + frame[0];
  };
  await tick();
  const script = frames("1", size, withHeaders, total);
  await playAll(socket, script.frames, Math.ceil(script.rounds / 4));
  const measured = await measure(script.messages * script.rounds, () => playAll(socket, script.frames, script.rounds));
  if (bytes === 0) throw new Error("the floor saw no frame");
  return measured;
}

/** Publishes to a subject without a subscriber, a thousand a turn, ended by a flush. */
export async function publish({ connect, module }, size, withHeaders, total) {
  const connection = await connect(ADDRESS);
  const payload = new Uint8Array(size).fill(120);
  const options = withHeaders ? { headers: module.headers() } : undefined;
  options?.headers.set("Nats-Msg-Id", "abc-123");
  const run = async (count) => {
    for (let i = 0; i < count; i++) {
      connection.publish(SUBJECT, payload, options);
      if (i % 1000 === 999) await tick();
    }
    await connection.flush();
  };
  await run(total / 4);
  const measured = await measure(total, () => run(total));
  const { sends } = ScriptedSocket.last;
  await connection.close();
  return { ...measured, sends };
}

/** Requests, a hundred in flight, each answered by the script. */
export async function request({ connect }, total) {
  const connection = await connect(ADDRESS);
  ScriptedSocket.last.responder = responder();
  const payload = encoder.encode("hello world");
  const one = () => connection.request("svc.add", payload, { timeout: 5000 });
  const run = async (count) => {
    for (let i = 0; i < count; i += IN_FLIGHT) await Promise.all(Array.from({ length: IN_FLIGHT }, one));
  };
  await run(total / 4);
  const measured = await measure(total, () => run(total));
  await connection.close();
  return measured;
}

function take(connection, mode, seen) {
  const count = (message) => {
    seen.bytes += message.data.length;
    seen.messages += 1;
  };
  const readAll = (message) => {
    seen.bytes += message.subject.length + (message.headers?.get("Nats-Msg-Id").length ?? 0);
    count(message);
  };
  if (mode === "cb") connection.subscribe("bench.>", { callback: (_error, message) => count(message) });
  else if (mode === "cb-full") connection.subscribe("bench.>", { callback: (_error, message) => readAll(message) });
  else iterate(connection.subscribe("bench.>"), count);
}

async function iterate(subscription, count) {
  for await (const message of subscription) count(message);
}

/** Whole messages in a row, cut into frames; `messages` of them a round, and how many rounds make `total`. */
function frames(sid, size, withHeaders, total) {
  const body = "x".repeat(size);
  const one = encoder.encode(
    withHeaders
      ? `HMSG ${SUBJECT} ${sid} ${HEADERS.length} ${HEADERS.length + size}\r\n${HEADERS}${body}\r\n`
      : `MSG ${SUBJECT} ${sid} ${size}\r\n${body}\r\n`,
  );
  const messages = Math.max(1, Math.ceil((FRAME * FRAMES_A_ROUND) / one.length));
  const stream = new Uint8Array(one.length * messages);
  for (let i = 0; i < messages; i++) stream.set(one, i * one.length);
  return { frames: cut(stream), messages, rounds: Math.ceil(total / messages) };
}

async function playAll(socket, pieces, rounds) {
  for (let i = 0; i < rounds; i++) {
    for (const frame of pieces) socket.play(frame);
    await tick();
  }
}

/** Answers every request in a batch of sends, once the inbox subscription has been seen. */
function responder() {
  let sid;
  return (text) => {
    sid ??= text.match(/SUB (_INBOX\S*) (\S+)\r\n/)?.[2];
    let replies = "";
    for (const found of text.matchAll(/H?PUB svc\.add (_INBOX\S+) /g)) replies += `MSG ${found[1]} ${sid} 2\r\nok\r\n`;
    return replies === "" ? undefined : encoder.encode(replies);
  };
}
