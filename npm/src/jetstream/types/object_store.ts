/** Object stores. Source: the `nats.ws` 1.30.3 API, ADR-20. */
import type { MsgHdrs } from "../../types/messages.js";
import type { QueuedIterator } from "../../types/subscriptions.js";
import type { Nanos } from "../../util.js";
import type { StorageType } from "../enums.js";
import type { PubAck } from "./publish.js";
import type { Placement, PurgeResponse, StreamInfo, StreamInfoRequestOptions } from "./streams.js";

/** What an object refers to. */
export type ObjectStoreLink = {
  /** The other store. */
  bucket: string;
  /** The object there; the whole store if absent. */
  name?: string;
};

/** What an object refers to. */
export interface ObjectLink {
  /** The other store. */
  bucket: string;
  /** The object there; the whole store if absent. */
  name?: string;
}

/** How an object is stored. */
export type ObjectStoreMetaOptions = {
  /** What it refers to, if it has no data itself. */
  link?: ObjectStoreLink;
  /** Bytes of each chunk. Default 128 KiB, and no more than a message may have. */
  max_chunk_size?: number;
};

/** What the user says of an object. */
export type ObjectStoreMeta = {
  name: string;
  description?: string;
  headers?: MsgHdrs;
  options?: ObjectStoreMetaOptions;
  metadata?: Record<string, string>;
};

/** What is known of an object. */
export interface ObjectInfo extends ObjectStoreMeta {
  /** The store. */
  bucket: string;
  /** What tells its chunks from those of other objects. */
  nuid: string;
  /** Bytes. */
  size: number;
  /** How many chunks the data is in. */
  chunks: number;
  /** The SHA-256 of its data: `SHA-256=` and base64url. */
  digest: string;
  /** Whether it was deleted. */
  deleted: boolean;
  /** When it was stored, in ISO form. */
  mtime: string;
  /** The sequence of this information in the stream. */
  revision: number;
}

/** What a store says of itself. */
export type ObjectStoreStatus = {
  /** The store's name. */
  bucket: string;
  /** What the store is for. */
  description: string;
  /** Nanoseconds after which objects go; 0 for never. */
  ttl: Nanos;
  /** Where objects are kept. */
  storage: StorageType;
  /** How many servers keep it. */
  replicas: number;
  /** Whether nothing can be changed any more. */
  sealed: boolean;
  /** How many bytes there are. */
  size: number;
  /** Always `JetStream`. */
  backingStore: string;
  /** The stream that has the objects. */
  streamInfo: StreamInfo;
  /** Whatever the user noted. Servers from 2.10. */
  metadata?: Record<string, string> | undefined;
  /** Whether objects are compressed. Servers from 2.10. */
  compression: boolean;
};

/** @deprecated {@link ObjectStoreStatus} */
export type ObjectStoreInfo = ObjectStoreStatus;

/** How a store is made if it does not exist. */
export type ObjectStoreOptions = {
  /** What the store is for. */
  description?: string;
  /** Nanoseconds after which objects go; 0 for never. */
  ttl?: Nanos;
  /** Where objects are kept. */
  storage: StorageType;
  /** How many servers keep it. */
  replicas: number;
  /** How many bytes the store may have; -1 for no limit. */
  max_bytes: number;
  /** Which servers. */
  placement: Placement;
  /** Whatever the user wants to note. Keys that begin with `_nats` are the server's. Servers from 2.10. */
  metadata?: Record<string, string>;
  /** Whether objects are compressed. Servers from 2.10. */
  compression?: boolean;
};

/** An object that is read. */
export type ObjectResult = {
  info: ObjectInfo;
  data: ReadableStream<Uint8Array>;
  /** Resolves when the data has been read: with null, or with what was wrong with it. */
  error: Promise<Error | null>;
};

/** How to store an object. */
export type ObjectStorePutOpts = {
  /** Milliseconds to wait for each answer. */
  timeout?: number;
  /** The {@link ObjectInfo.revision} that the object must have; 0 if there must be none. */
  previousRevision?: number;
};

/** A store of objects. */
export interface ObjectStore {
  /** What is known of an object; null if there is none. One that was deleted says so. */
  info(name: string): Promise<ObjectInfo | null>;
  /** All objects that were not deleted. */
  list(): Promise<ObjectInfo[]>;
  /** An object and its data, as a stream; null if there is none. */
  get(name: string): Promise<ObjectResult | null>;
  /** The data of an object; null if there is none. */
  getBlob(name: string): Promise<Uint8Array | null>;
  /** Stores what the stream `rs` yields. An object of that name is replaced once all is stored. */
  put(meta: ObjectStoreMeta, rs: ReadableStream<Uint8Array>, opts?: ObjectStorePutOpts): Promise<ObjectInfo>;
  /** Stores `data`. An object of that name is replaced once all is stored. */
  putBlob(meta: ObjectStoreMeta, data: Uint8Array | null, opts?: ObjectStorePutOpts): Promise<ObjectInfo>;
  /** Deletes an object. */
  delete(name: string): Promise<PurgeResponse>;
  /** Has `name` refer to another object, of this store or another one, which is no reference itself. */
  link(name: string, meta: ObjectInfo): Promise<ObjectInfo>;
  /** Has `name` refer to another store. */
  linkStore(name: string, bucket: ObjectStore): Promise<ObjectInfo>;
  /**
   * What changes from now on, with `includeHistory` after what is there. A null says that all that was there has been told;
   * without `includeHistory` it comes only if there was nothing.
   */
  watch(
    opts?: Partial<{
      /** Whether deletes are left out. */
      ignoreDeletes?: boolean;
      /** Whether what is there is told first. Default false. */
      includeHistory?: boolean;
    }>,
  ): Promise<QueuedIterator<ObjectInfo | null>>;
  /** Has the store never change again. */
  seal(): Promise<ObjectStoreStatus>;
  /** What the store says of itself. */
  status(opts?: Partial<StreamInfoRequestOptions>): Promise<ObjectStoreStatus>;
  /** Changes what is said of an object; with another name it is found under that one only. */
  update(name: string, meta: Partial<ObjectStoreMeta>): Promise<PubAck>;
  /** Deletes the store with all that it has. */
  destroy(): Promise<boolean>;
}
