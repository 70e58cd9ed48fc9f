// Steps about object stores.
import { createReadStream, createWriteStream } from "node:fs";
import { Readable } from "node:stream";
import { pipeline } from "node:stream/promises";
import { describeHeaders, headersOf } from "./streams.mjs";

export const objectSteps = {
  "object.add": async ({ js }, { bucket, description, ttl, maxBytes, compression, metadata }) => {
    const limits = { max_bytes: maxBytes, ttl: ttl && ttl * 1e6 };
    await js.views.os(bucket, { storage: "memory", description, compression, metadata, ...limits });
  },
  "object.put": inStore(async (os, args, client) => {
    const data = Readable.toWeb(createReadStream(args.file));
    return describeObject(await os.put(metaOf(client, args, args.name), data));
  }),
  "object.get": inStore(async (os, { name, file }) => {
    const result = await os.get(name);
    if (result === null) {
      return null;
    }
    await pipeline(Readable.fromWeb(result.data), createWriteStream(file));
    const wrong = await result.error;
    if (wrong) {
      throw wrong;
    }
    return describeObject(result.info);
  }),
  "object.info": inStore(async (os, { name }) => {
    const info = await os.info(name);
    return info && describeObject(info);
  }),
  "object.list": inStore(async (os) => {
    const found = (await os.list()).map(describeObject);
    return found.sort((a, b) => Buffer.compare(Buffer.from(a.name), Buffer.from(b.name)));
  }),
  "object.delete": inStore(async (os, { name }) => {
    await os.delete(name);
  }),
  "object.update": inStore(async (os, args, client) => {
    await os.update(args.name, metaOf(client, args, args.newName || args.name));
  }),
  "object.link": inStore(async (os, { name, target }, { js }) => {
    const source = await js.views.os(target.bucket);
    await os.link(name, await source.info(target.name));
  }),
  "object.linkStore": inStore(async (os, { name, target }, { js }) => {
    await os.linkStore(name, await js.views.os(target.bucket));
  }),
  "object.seal": inStore(async (os) => {
    await os.seal();
  }),
  "object.status": inStore(async (os) => {
    const { bucket, description, ttl, size, sealed, compression, metadata } = await os.status();
    return { bucket, description, ttl: ttl / 1e6, bytes: size, sealed, compression, metadata };
  }),
};

/** Returns what is known of an object, as all clients describe it. In lists and watches of nats.ws it is bare JSON. */
export function describeObject(info) {
  const { bucket, name, headers, options } = info;
  return {
    bucket,
    name,
    description: info.description ?? "",
    headers: typeof headers?.keys === "function" ? describeHeaders(headers) : (headers ?? {}),
    metadata: info.metadata ?? {},
    chunkSize: options?.max_chunk_size ?? 0,
    link: options?.link ?? null,
    id: info.nuid ?? "",
    size: info.size ?? 0,
    chunks: info.chunks ?? 0,
    digest: info.digest ?? "",
    deleted: info.deleted ?? false,
  };
}

function metaOf(client, { description, headers, metadata, chunkSize }, name) {
  const meta = { name, description, metadata, headers: headersOf(client, headers) };
  return chunkSize ? { ...meta, options: { max_chunk_size: chunkSize } } : meta;
}

function inStore(work) {
  return async (client, args) => work(await client.js.views.os(args.bucket), args, client);
}
