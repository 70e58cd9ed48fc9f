// Steps about key-value buckets.
import { fromBase64, toBase64 } from "./streams.mjs";

export const kvSteps = {
  "kv.add": async (client, args) => {
    await client.js.views.kv(args.bucket, {
      storage: "memory",
      description: args.description,
      history: args.history,
      ttl: args.ttl,
      max_bytes: args.maxBytes,
      maxValueSize: args.maxValueSize,
      compression: args.compression,
      metadata: args.metadata,
      republish: args.republish,
      mirror: args.mirror,
      sources: args.sources,
    });
  },
  "kv.put": inBucket((kv, { key, value }) => kv.put(key, fromBase64(value))),
  "kv.create": inBucket((kv, { key, value }) => kv.create(key, fromBase64(value))),
  "kv.update": inBucket((kv, { key, value, revision }) => kv.update(key, fromBase64(value), revision)),
  "kv.delete": inBucket((kv, { key, revision }) => kv.delete(key, { previousSeq: revision })),
  "kv.purge": inBucket((kv, { key, revision }) => kv.purge(key, { previousSeq: revision })),
  "kv.get": inBucket(async (kv, { key, revision }) => {
    const entry = await kv.get(key, revision && { revision });
    return entry?.operation === "PUT" ? describeEntry(entry) : null;
  }),
  "kv.history": inBucket(async (kv, { key }) => (await all(await kv.history({ key }))).map(describeEntry)),
  "kv.keys": inBucket(async (kv, { filters }) => (await all(await kv.keys(filters))).sort()),
  "kv.purgeDeletes": inBucket(async (kv) => {
    // Below zero is whatever its age.
    await kv.purgeDeletes(-1000);
  }),
  "kv.status": inBucket(async (kv) => {
    const status = await kv.status();
    return {
      bucket: status.bucket,
      description: status.description,
      values: status.values,
      bytes: status.size,
      history: status.history,
      ttl: status.ttl,
      maxBytes: status.max_bytes,
      maxValueSize: status.maxValueSize,
      compression: status.compression,
      metadata: status.metadata,
    };
  }),
};

/** Returns an entry as all clients describe it. */
export function describeEntry({ key, value, revision, operation, created }) {
  return { key, value: toBase64(value), revision, operation, time: created.getTime() };
}

function inBucket(work) {
  return async ({ js }, args) => work(await js.views.kv(args.bucket), args);
}

async function all(iterable) {
  const values = [];
  for await (const value of iterable) {
    values.push(value);
  }
  return values;
}
