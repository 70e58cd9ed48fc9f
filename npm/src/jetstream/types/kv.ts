/** Key-value buckets. Source: the `nats.ws` 1.30.3 API, ADR-8. */
import type { Payload } from "../../types/messages.js";
import type { QueuedIterator } from "../../types/subscriptions.js";
import type { KvWatchInclude, StorageType } from "../enums.js";
import type { Placement, Republish, StreamInfo, StreamSource } from "./streams.js";

/** What is known of a key at one revision. */
export interface KvEntry {
  bucket: string;
  key: string;
  value: Uint8Array;
  /** When it was stored. */
  created: Date;
  /** Counted by the bucket. */
  revision: number;
  /** How many entries had still to come then, in a watch. */
  delta?: number;
  /** What was done: the key has a value, or none any more; after a purge its history is gone, too. */
  operation: "PUT" | "DEL" | "PURGE";
  /** Bytes of the value, also where it was left out. */
  length: number;
  /** The value that {@link value} holds as JSON. */
  json<T>(): T;
  /** {@link value} as text. */
  string(): string;
}

/** Turns what is stored into what the program sees, and back. */
export interface KvCodec<T> {
  /** What is stored for `k`. */
  encode(k: T): T;
  /** What `k`, as it is stored, stands for. */
  decode(k: T): T;
}

/** How keys and values are stored. */
export interface KvCodecs {
  key: KvCodec<string>;
  value: KvCodec<Uint8Array>;
}

/** What a bucket is like. */
export interface KvLimits {
  /** What the bucket is for. */
  description: string;
  /** How many servers keep it: 1, 3 or 5. */
  replicas: number;
  /** How many entries of each key are kept, 1 to 64. */
  history: number;
  /** How many bytes the bucket may have; -1 for no limit. */
  max_bytes: number;
  /** @deprecated use {@link max_bytes} */
  maxBucketSize: number;
  /** How many bytes a value may have; -1 for no limit. */
  maxValueSize: number;
  /** Milliseconds after which an entry goes; 0 for never. */
  ttl: number;
  /** Where entries are kept. */
  storage: StorageType;
  /** Which servers. */
  placement: Placement;
  /** Under which subjects entries are published again. */
  republish: Republish;
  /** The bucket that this one is a copy of. */
  mirror?: StreamSource;
  /** Buckets whose entries are copied into this one. */
  sources?: StreamSource[];
  /** @deprecated use {@link placement} */
  placementCluster: string;
  /** @deprecated use {@link storage} */
  backingStore: StorageType;
  /** Whether entries are compressed. Servers from 2.10. */
  compression?: boolean;
}

/** What a bucket says of itself. */
export interface KvStatus extends KvLimits {
  /** The bucket's name. */
  bucket: string;
  /** How many entries there are, all revisions counted. */
  values: number;
  /** @deprecated the cluster is in {@link streamInfo} */
  bucket_location: string;
  /** The stream that has the entries. */
  streamInfo: StreamInfo;
  /** How many bytes there are. */
  size: number;
  /** Whatever the user noted. Servers from 2.10. */
  metadata?: Record<string, string>;
}

/** How a bucket is opened, and made if it does not exist. */
export interface KvOptions extends KvLimits {
  /** Milliseconds to wait for answers. */
  timeout: number;
  /** The stream, where its name is not `KV_` and the bucket's. */
  streamName: string;
  /** How keys and values are stored. */
  codec: KvCodecs;
  /** Whether the bucket must exist, and is not asked for. */
  bindOnly: boolean;
  /** Whether values may be read from any replica: faster, and perhaps not the latest. */
  allow_direct: boolean;
  /** Whatever the user wants to note. Keys that begin with `_nats` are the server's. Servers from 2.10. */
  metadata?: Record<string, string>;
}

/** @deprecated use {@link KV.purge} */
export interface KvRemove {
  remove(k: string): Promise<void>;
}

/** What a watch tells. */
export type KvWatchOptions = {
  /** Which keys, with wildcards as in subjects. Several of them for servers from 2.10. Default all. */
  key?: string | string[];
  /** Whether values are left out. */
  headers_only?: boolean;
  /**
   * Called once everything that was there has been told, and changes follow. Changes that others make meanwhile may be
   * told before.
   */
  initializedFn?: () => void;
  /** Whether deletes are left out. Default false. */
  ignoreDeletes?: boolean;
  /** What to begin with. Default {@link KvWatchInclude.LastValue}. */
  include?: KvWatchInclude;
  /** The revision to begin with: for a watch that goes on where another ended. */
  resumeFromRevision?: number;
};

/** A bucket to read from. */
export interface RoKV {
  /**
   * The entry of `k`, or null if there is none. An entry may say that the key was deleted.
   *
   * @param opts - which revision; null if that is another key's
   */
  get(k: string, opts?: { revision: number }): Promise<KvEntry | null>;
  /** All entries that are kept, of all keys or those asked for. */
  history(opts?: { key?: string | string[] }): Promise<QueuedIterator<KvEntry>>;
  /** What is there and what changes. */
  watch(opts?: KvWatchOptions): Promise<QueuedIterator<KvEntry>>;
  /** @deprecated does nothing */
  close(): Promise<void>;
  /** What the bucket says of itself. */
  status(): Promise<KvStatus>;
  /**
   * The keys that have values, each once.
   *
   * @param filter - which keys, with wildcards as in subjects; default all
   */
  keys(filter?: string | string[]): Promise<QueuedIterator<string>>;
}

/** A bucket. What changes it resolves with the new entry's revision. */
export interface KV extends RoKV {
  /** Gives `k` a value; fails if it has one. */
  create(k: string, data: Payload): Promise<number>;
  /** Gives `k` another value; fails if its revision is not `version`. */
  update(k: string, data: Payload, version: number): Promise<number>;
  /** Gives `k` a value. */
  put(k: string, data: Payload, opts?: Partial<KvPutOptions>): Promise<number>;
  /** Notes that `k` has no value any more. Watches are told; what was there before is kept. */
  delete(k: string, opts?: Partial<KvDeleteOptions>): Promise<void>;
  /** Notes that `k` has no value any more, and forgets what was there before. */
  purge(k: string, opts?: Partial<KvDeleteOptions>): Promise<void>;
  /** Deletes the bucket with all that it has. */
  destroy(): Promise<boolean>;
}

/** What must hold for a value to be stored. */
export interface KvPutOptions {
  /** The revision that the key must have. */
  previousSeq: number;
}

/** What must hold for a key to be deleted. */
export interface KvDeleteOptions {
  /** The revision that the key must have. */
  previousSeq: number;
}
