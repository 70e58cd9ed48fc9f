/** Object stores, as programs have them. */
import { invalid } from "../../checks.js";
import { Empty } from "../../empty.js";
import type { NatsError } from "../../errors.js";
import { nuid } from "../../nuid.js";
import type { QueuedIterator } from "../../types/subscriptions.js";
import { ObjectStoreStatusImpl } from "../bucket_status.js";
import type {
  ObjectInfo,
  ObjectResult,
  ObjectStore,
  ObjectStoreMeta,
  ObjectStorePutOpts,
  ObjectStoreStatus,
} from "../types/object_store.js";
import type { PubAck } from "../types/publish.js";
import type { PurgeResponse, StreamInfoRequestOptions, StreamUpdateConfig } from "../types/streams.js";
import { purge, repeat } from "./again.js";
import { collect, get } from "./get.js";
import { isLink, ObjectInfoImpl, type StoredInfo, storedMeta } from "./info.js";
import { type DataSource, publishInfo, put } from "./put.js";
import { find, NOT_FOUND, type Store } from "./store.js";
import { list, type WatchOptions, watch } from "./watch.js";

export class ObjectStoreImpl implements ObjectStore {
  constructor(private readonly store: Store) {}

  async info(name: string): Promise<ObjectInfo | null> {
    const found = await find(this.store, name);
    return found && new ObjectInfoImpl(found.info, found.revision);
  }

  list(): Promise<ObjectInfo[]> {
    return list(this.store);
  }

  get(name: string): Promise<ObjectResult | null> {
    const { store } = this;
    const open = (bucket: string) => ({ ...store, bucket, stream: store.rules.streamConfig(bucket, {}).name });
    return get(store, open, name);
  }

  async getBlob(name: string): Promise<Uint8Array | null> {
    const result = await this.get(name);
    return result && collect(result);
  }

  async put(meta: ObjectStoreMeta, rs: ReadableStream<Uint8Array>, opts?: ObjectStorePutOpts): Promise<ObjectInfo> {
    return this.putData(meta, rs ? streamOf(rs) : dataOf(Empty), opts);
  }

  async putBlob(meta: ObjectStoreMeta, data: Uint8Array | null, opts?: ObjectStorePutOpts): Promise<ObjectInfo> {
    return this.putData(meta, dataOf(data ?? Empty), opts);
  }

  async delete(name: string): Promise<PurgeResponse> {
    const { store } = this;
    const found = await find(store, name);
    if (found === null) {
      return { purged: 0, success: false };
    }
    const { info, subject } = found;
    const deleted = { ...info, deleted: true, size: 0, chunks: 0, digest: "" };
    await repeat(store.rules, () => publishInfo(store, subject, deleted));
    if (!info.nuid) {
      return { purged: 0, success: true };
    }
    return purge(store, store.rules.chunks(store.bucket, info.nuid));
  }

  async update(name: string, meta: Partial<ObjectStoreMeta> = {}): Promise<PubAck> {
    const { store } = this;
    const found = await find(store, name);
    if (found === null) {
      throw invalid("object not found");
    }
    const { info } = found;
    if (info.deleted) {
      throw invalid("cannot update meta for a deleted object");
    }
    const next = meta.name ?? info.name;
    const { subject } = store.rules.meta(store.bucket, next);
    if (next !== name) {
      await this.mustBeFree(next);
    }
    // Only what is said changes how it was stored.
    const options = meta.options ? { options: { ...info.options, ...meta.options } } : {};
    const changed = storedMeta({ ...meta, name: next, ...options });
    const ack = await publishInfo(store, subject, { ...info, ...changed });
    if (found.subject !== subject) {
      await purge(store, found.subject);
    }
    return ack;
  }

  async link(name: string, source: ObjectInfo): Promise<ObjectInfo> {
    const { store } = this;
    const { rules, bucket } = store;
    const { subject } = rules.meta(bucket, name);
    rules.checkLink(source.deleted, isLink(source), false);
    await this.mustBeFree(name);
    const info: StoredInfo = {
      name,
      options: { link: { bucket: source.bucket, name: source.name } },
      bucket,
      nuid: nuid.next(),
      size: 0,
      chunks: 0,
      mtime: new Date().toISOString(),
      deleted: false,
    };
    const { seq } = await publishInfo(store, subject, info);
    return new ObjectInfoImpl(info, seq);
  }

  async linkStore(name: string, bucket: ObjectStore): Promise<ObjectInfo> {
    if (!(bucket instanceof ObjectStoreImpl)) {
      throw invalid("bucket required");
    }
    const link = { bucket: bucket.store.bucket };
    return put(this.store, { name, options: { link } }, dataOf(Empty));
  }

  watch(opts?: WatchOptions): Promise<QueuedIterator<ObjectInfo | null>> {
    return watch(this.store, opts);
  }

  async seal(): Promise<ObjectStoreStatus> {
    const { jsm, stream } = this.store;
    return new ObjectStoreStatusImpl(await existing(jsm.streams.update(stream, SEALED)));
  }

  async status(opts?: Partial<StreamInfoRequestOptions>): Promise<ObjectStoreStatus> {
    const { jsm, stream } = this.store;
    return new ObjectStoreStatusImpl(await existing(jsm.streams.info(stream, opts)));
  }

  async destroy(): Promise<boolean> {
    return this.store.jsm.streams.delete(this.store.stream);
  }

  private async putData(meta: ObjectStoreMeta, source: DataSource, opts?: ObjectStorePutOpts): Promise<ObjectInfo> {
    if (meta?.options?.link) {
      throw invalid("link cannot be set when putting the object in bucket");
    }
    return put(this.store, meta, source, opts);
  }

  /** @throws NatsError if an object has the name */
  private async mustBeFree(name: string): Promise<void> {
    const present = await find(this.store, name);
    this.store.rules.checkLink(false, false, present !== null && !present.info.deleted);
  }
}

/** The stream is locked once it is read. */
function streamOf(stream: ReadableStream<Uint8Array>): DataSource {
  let reader: ReadableStreamDefaultReader<Uint8Array> | undefined;
  return {
    read: () => {
      reader ??= stream.getReader();
      return reader.read();
    },
    cancel: async (reason) => reader?.cancel(reason),
  };
}

function dataOf(data: Uint8Array): DataSource {
  let value: Uint8Array | undefined = data;
  return {
    read: async () => {
      const piece = value;
      value = undefined;
      return { done: piece === undefined, value: piece };
    },
    cancel: async () => {},
  };
}

/** What a stream says that never changes again. */
const SEALED = { sealed: true } as Partial<StreamUpdateConfig>;

/** Rejects with the words of the API if there is no stream. */
async function existing<T>(answer: Promise<T>): Promise<T> {
  try {
    return await answer;
  } catch (err) {
    throw (err as NatsError).code === NOT_FOUND ? invalid("object store not found") : err;
  }
}
