/** What `objects.mjs` has a page do against a real nats-server. Times are milliseconds. */

/** Leaves the workloads where `objects.mjs` calls them. */
export function start(client) {
  globalThis.Workloads = { hash, store: (url, name, size) => store(client, url, name, size) };
}

/** The floor: the browser's own SHA-256 of as many bytes. */
async function hash(size) {
  const data = content(size);
  await crypto.subtle.digest("SHA-256", data.subarray(0, PIECE));
  const started = performance.now();
  await crypto.subtle.digest("SHA-256", data);
  return performance.now() - started;
}

/** Stores an object, and reads it: `{ put, get }`. A small one goes first. */
async function store(client, url, name, size) {
  const connection = await client.connect({ servers: url });
  const bucket = await client.store(client.jetstream(connection), name, { storage: "memory" });
  const data = content(size);
  await putAndGet(bucket, "warm", data.subarray(0, size / 8));
  const times = await putAndGet(bucket, "object", data);
  await bucket.destroy();
  await connection.close();
  return times;
}

async function putAndGet(bucket, name, data) {
  const begun = performance.now();
  const info = await bucket.put({ name }, pieces(data));
  const stored = performance.now();
  check("stored bytes", info.size, data.length);
  const object = await bucket.get(name);
  let at = 0;
  for await (const chunk of chunks(object.data)) {
    check(`the byte at ${at}`, chunk[0], data[at]);
    at += chunk.length;
  }
  check("what went wrong", (await object.error) ?? undefined, undefined);
  const read = performance.now();
  check("read bytes", at, data.length);
  check("the digest", info.digest, `SHA-256=${await digest(data)}`);
  return { put: stored - begun, get: read - stored };
}

/** The data in pieces as a file's stream has them. */
function pieces(data) {
  let at = 0;
  return new ReadableStream({
    pull(controller) {
      if (at === data.length) return controller.close();
      controller.enqueue(data.slice(at, at + PIECE));
      at += PIECE;
    },
  });
}

async function* chunks(stream) {
  const reader = stream.getReader();
  for (let next = await reader.read(); !next.done; next = await reader.read()) yield next.value;
}

/** Bytes that no compression makes smaller, the same in every page. */
function content(size) {
  const words = new Uint32Array(size / 4);
  let state = 2463534242;
  for (let i = 0; i < words.length; i++) {
    state ^= state << 13;
    state ^= state >>> 17;
    state ^= state << 5;
    words[i] = state;
  }
  return new Uint8Array(words.buffer);
}

/** As base64url, which is how digests of objects are written. */
async function digest(data) {
  const bytes = new Uint8Array(await crypto.subtle.digest("SHA-256", data));
  return btoa(String.fromCharCode(...bytes))
    .replaceAll("+", "-")
    .replaceAll("/", "_");
}

function check(what, found, expected) {
  if (found !== expected) throw new Error(`${what}: ${found} instead of ${expected}`);
}

const PIECE = 64 * 1024;
