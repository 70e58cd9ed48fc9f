/** What key-value buckets and object stores say of themselves: their streams' information, in their own terms. */
import { millis, type Nanos } from "../util.js";
import { type StorageType, StoreCompression } from "./enums.js";
import type { KvStatus } from "./types/kv.js";
import type { ObjectStoreStatus } from "./types/object_store.js";
import type { Placement, Republish, StreamInfo } from "./types/streams.js";

/** What the name of a key-value bucket's stream begins with. */
export const KV_PREFIX = "KV_";
/** What the name of an object store's stream begins with. */
export const OBJECT_STORE_PREFIX = "OBJ_";

export class KvStatusImpl implements KvStatus {
  constructor(
    private readonly si: StreamInfo,
    private readonly cluster = "",
  ) {}

  get bucket(): string {
    return without(KV_PREFIX, this.si);
  }

  get values(): number {
    return this.si.state.messages;
  }

  get history(): number {
    return this.si.config.max_msgs_per_subject;
  }

  get ttl(): number {
    return millis(this.si.config.max_age);
  }

  get bucket_location(): string {
    return this.cluster;
  }

  get backingStore(): StorageType {
    return this.storage;
  }

  get storage(): StorageType {
    return this.si.config.storage;
  }

  get replicas(): number {
    return this.si.config.num_replicas;
  }

  get description(): string {
    return this.si.config.description ?? "";
  }

  get maxBucketSize(): number {
    return this.max_bytes;
  }

  get maxValueSize(): number {
    return this.si.config.max_msg_size;
  }

  get max_bytes(): number {
    return this.si.config.max_bytes;
  }

  get placement(): Placement {
    return this.si.config.placement ?? { cluster: "", tags: [] };
  }

  get placementCluster(): string {
    return this.si.config.placement?.cluster ?? "";
  }

  get republish(): Republish {
    return this.si.config.republish ?? { src: "", dest: "" };
  }

  get streamInfo(): StreamInfo {
    return this.si;
  }

  get size(): number {
    return this.si.state.bytes;
  }

  get metadata(): Record<string, string> {
    return this.si.config.metadata ?? {};
  }

  get compression(): boolean {
    return isCompressed(this.si);
  }
}

export class ObjectStoreStatusImpl implements ObjectStoreStatus {
  readonly backingStore = "JetStream";

  constructor(private readonly si: StreamInfo) {}

  get bucket(): string {
    return without(OBJECT_STORE_PREFIX, this.si);
  }

  get description(): string {
    return this.si.config.description ?? "";
  }

  get ttl(): Nanos {
    return this.si.config.max_age;
  }

  get storage(): StorageType {
    return this.si.config.storage;
  }

  get replicas(): number {
    return this.si.config.num_replicas;
  }

  get sealed(): boolean {
    return this.si.config.sealed;
  }

  get size(): number {
    return this.si.state.bytes;
  }

  get streamInfo(): StreamInfo {
    return this.si;
  }

  get metadata(): Record<string, string> | undefined {
    return this.si.config.metadata;
  }

  get compression(): boolean {
    return isCompressed(this.si);
  }
}

function without(prefix: string, si: StreamInfo): string {
  const { name } = si.config;
  return name.startsWith(prefix) ? name.slice(prefix.length) : name;
}

function isCompressed(si: StreamInfo): boolean {
  return (si.config.compression ?? StoreCompression.None) !== StoreCompression.None;
}
