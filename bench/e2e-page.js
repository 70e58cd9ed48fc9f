/**
 * What `e2e.mjs` has a page do against a real nats-server. Each workload returns the milliseconds that its `count`
 * messages took; `ready` is called once a subscription stands, and starts the publisher.
 */

const encoder = new TextEncoder();
const decoder = new TextDecoder();

/** Leaves the workloads and the client where `e2e.mjs` calls them. */
export function start(connect) {
  globalThis.Workloads = { bare, subscribe, publish, request };
  globalThis.Client = { connect };
}

/** The floor: a WebSocket that only counts bytes, from the first frame after its PONG to the last byte expected. */
function bare(url, subject, totalBytes, ready) {
  const socket = new WebSocket(url);
  socket.binaryType = "arraybuffer";
  let bytes = 0;
  let started = 0;
  let standing = false;
  socket.onopen = () => {
    const connect = 'CONNECT {"verbose":false,"lang":"bare","protocol":1}';
    socket.send(encoder.encode(`${connect}\r\nSUB ${subject} 1\r\nPING\r\n`));
  };
  return new Promise((resolve) => {
    socket.onmessage = ({ data }) => {
      if (standing) {
        started ||= performance.now();
        bytes += data.byteLength;
        if (bytes < totalBytes) return;
        resolve(performance.now() - started);
        socket.close();
      } else if (decoder.decode(data).includes("PONG")) {
        standing = true;
        ready();
      }
    };
  });
}

/** Messages to one subscription, taken by a callback (`cb`) or an iterator (`iter`). */
async function subscribe(client, url, subject, count, mode, ready) {
  const connection = await client.connect({ servers: url });
  let seen = 0;
  let started = 0;
  let finish;
  const finished = new Promise((resolve) => {
    finish = resolve;
  });
  const take = () => {
    started ||= performance.now();
    if (++seen >= count) finish();
  };
  if (mode === "cb") connection.subscribe(subject, { callback: take });
  else iterate(connection.subscribe(subject), take);
  await connection.flush();
  ready();
  await finished;
  const elapsed = performance.now() - started;
  await connection.close();
  return elapsed;
}

/** Publishes, flushed every five thousand and at the end. */
async function publish(client, url, subject, size, count) {
  const connection = await client.connect({ servers: url });
  const payload = new Uint8Array(size).fill(120);
  const started = performance.now();
  for (let i = 0; i < count; i++) {
    connection.publish(subject, payload);
    if (i % 5000 === 4999) await connection.flush();
  }
  await connection.flush();
  const elapsed = performance.now() - started;
  await connection.close();
  return elapsed;
}

/** Requests, `inFlight` at a time, answered by a second connection of the same client. */
async function request(client, url, count, inFlight) {
  const connection = await client.connect({ servers: url });
  const service = await client.connect({ servers: url });
  service.subscribe("e2e.svc", { callback: (_error, message) => message.respond(message.data) });
  await service.flush();
  const payload = encoder.encode("hello");
  const one = () => connection.request("e2e.svc", payload, { timeout: 10_000 });
  const run = async (total) => {
    for (let i = 0; i < total; i += inFlight) await Promise.all(Array.from({ length: inFlight }, one));
  };
  await run(Math.min(200, count));
  const started = performance.now();
  await run(count);
  const elapsed = performance.now() - started;
  await connection.close();
  await service.close();
  return elapsed;
}

async function iterate(subscription, take) {
  for await (const _ of subscription) take();
}
