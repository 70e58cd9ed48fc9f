/** Storing objects. */
import { ErrorCode, NatsError } from "../../errors.js";
import { headers } from "../../headers.js";
import { nuid } from "../../nuid.js";
import { JsHeaders } from "../enums.js";
import { publish } from "../publish.js";
import type { ObjectInfo, ObjectStoreMeta, ObjectStorePutOpts } from "../types/object_store.js";
import type { JetStreamPublishOptions, PubAck } from "../types/publish.js";
import { remove, repeat } from "./again.js";
import { ObjectInfoImpl, type StoredInfo, storedMeta } from "./info.js";
import { type Found, find, last, type Store } from "./store.js";
import { Upload } from "./upload.js";

/** Where an object's data comes from. */
export interface DataSource {
  read(): Promise<{ done: boolean; value?: Uint8Array | undefined }>;
  /** Nothing more is wanted. */
  cancel(reason: unknown): Promise<void>;
}

/** Stores what `source` yields, and what is said of it. What cannot be stored whole leaves nothing behind. */
export async function put(
  store: Store,
  meta: ObjectStoreMeta,
  source: DataSource,
  opts: ObjectStorePutOpts = {},
): Promise<ObjectInfo> {
  const { js, jsm, rules, bucket, stream } = store;
  const { subject } = rules.meta(bucket, meta?.name);
  const old = await find(store, meta.name);
  const timeout = opts.timeout || js.timeout;
  const chunkSize = rules.chunkSize(meta.options?.max_chunk_size || 0, js.nc.info?.max_payload ?? 0);
  const id = nuid.next();
  const chunks = rules.chunks(bucket, id);
  const upload = new Upload({ js, jsm, rules, stream, subject: chunks, timeout }, chunkSize);
  let info: StoredInfo | undefined;
  let revision: number;
  try {
    await copy(source, upload);
    const digest = await upload.finish();
    const { size, chunks: count } = upload;
    const stored = storedMeta({ ...meta, options: { ...meta.options, max_chunk_size: chunkSize } });
    const times = { mtime: new Date().toISOString(), digest, deleted: false };
    info = { bucket, nuid: id, size, chunks: count, ...stored, ...times } as StoredInfo;
    revision = await announce(store, subject, info, { ...opts, timeout });
  } catch (err) {
    source.cancel(err).catch(() => {});
    await upload.end();
    const there = info === undefined ? null : await standing(store, subject);
    if (there?.info.nuid !== id) {
      // Where nobody can tell whether the object is there, its chunks are kept.
      if (there !== undefined) {
        await remove(store, chunks);
      }
      throw err;
    }
    revision = there.revision;
  } finally {
    await upload.end();
  }
  await removeReplaced(store, old, subject);
  return new ObjectInfoImpl(info!, revision);
}

/** Says that an object is stored, until that is known to be said. Resolves with its revision. */
async function announce(
  store: Store,
  subject: string,
  info: StoredInfo,
  { previousRevision, timeout }: ObjectStorePutOpts,
): Promise<number> {
  const expect = typeof previousRevision === "number" ? { lastSubjectSequence: previousRevision } : {};
  // By its id the stream knows it if it is said again.
  const opts = { expect, timeout, msgID: info.nuid };
  return (await repeat(store.rules, () => publishInfo(store, subject, info, opts))).seq;
}

/** Resolves with what stands at a subject: null for nothing, `undefined` if nobody can tell. */
function standing(store: Store, subject: string): Promise<Found | null | undefined> {
  return repeat(store.rules, () => last(store, subject)).catch(() => undefined);
}

/** Stores what is known of an object, in the place of what was. */
export function publishInfo(
  store: Store,
  subject: string,
  info: StoredInfo,
  opts: Partial<JetStreamPublishOptions> = {},
): Promise<PubAck> {
  const rollup = headers();
  rollup.set(JsHeaders.RollupHdr, JsHeaders.RollupValueSubject);
  return publish(store.js, subject, JSON.stringify(info), { ...opts, headers: rollup });
}

async function copy(source: DataSource, upload: Upload): Promise<void> {
  for (;;) {
    const { done, value } = await source.read();
    if (done) {
      return;
    }
    if (value) {
      if (!(value instanceof Uint8Array)) {
        throw NatsError.errorForCode(ErrorCode.BadPayload);
      }
      await upload.write(value);
    }
  }
}

/** Removes what was stored under the name before. The object is stored whether that succeeds or not. */
async function removeReplaced(store: Store, old: Found | null, subject: string): Promise<void> {
  if (old === null) {
    return;
  }
  if (old.info.nuid) {
    await remove(store, store.rules.chunks(store.bucket, old.info.nuid));
  }
  if (old.subject !== subject) {
    await remove(store, old.subject);
  }
}
