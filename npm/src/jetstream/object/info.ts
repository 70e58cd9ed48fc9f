/** What is known of objects: as the stream has it, and as programs do. */
import { MsgHdrsImpl } from "../../headers.js";
import type { MsgHdrs } from "../../types/messages.js";
import type { ObjectInfo, ObjectStoreMeta, ObjectStoreMetaOptions } from "../types/object_store.js";

/** What the stream has of an object. */
export interface StoredInfo {
  name: string;
  description?: string;
  headers?: Record<string, string[]>;
  options?: ObjectStoreMetaOptions;
  metadata?: Record<string, string>;
  bucket: string;
  /** Links have none, as some clients store them. */
  nuid?: string;
  size: number;
  chunks: number;
  digest?: string;
  deleted?: boolean;
  mtime?: string;
}

export class ObjectInfoImpl implements ObjectInfo {
  private parsed: MsgHdrs | undefined;

  constructor(
    private readonly info: StoredInfo,
    readonly revision: number,
  ) {}

  get name(): string {
    return this.info.name;
  }

  get description(): string {
    return this.info.description ?? "";
  }

  get headers(): MsgHdrs {
    this.parsed ??= MsgHdrsImpl.fromRecord(listsOf(this.info.headers ?? {}));
    return this.parsed;
  }

  get options(): ObjectStoreMetaOptions {
    return this.info.options!;
  }

  get bucket(): string {
    return this.info.bucket;
  }

  get chunks(): number {
    return this.info.chunks;
  }

  get deleted(): boolean {
    return this.info.deleted ?? false;
  }

  get digest(): string {
    return this.info.digest!;
  }

  get mtime(): string {
    return this.info.mtime!;
  }

  get nuid(): string {
    return this.info.nuid!;
  }

  get size(): number {
    return this.info.size;
  }

  get metadata(): Record<string, string> {
    return this.info.metadata ?? {};
  }

  /** Whether it refers to another object or a store. */
  isLink(): boolean {
    return isLink(this.info);
  }
}

/** Returns whether an object refers to another one or to a store. */
export function isLink({ options }: { options?: ObjectStoreMetaOptions | undefined }): boolean {
  return (options?.link ?? null) !== null;
}

/** Returns what the user says of an object, as it is stored. */
export function storedMeta(meta: Partial<ObjectStoreMeta>): Partial<StoredInfo> {
  const stored: Partial<StoredInfo> = { name: meta.name!, description: meta.description ?? "" };
  if (meta.options) {
    stored.options = meta.options;
  }
  stored.metadata = meta.metadata!;
  if (meta.headers) {
    stored.headers = (meta.headers as MsgHdrsImpl).toRecord();
  }
  return stored;
}

/** Some clients store a single value without a list. */
function listsOf(headers: Record<string, string | string[]>): Record<string, string[]> {
  return Object.fromEntries(
    Object.entries(headers).map(([name, values]) => [name, Array.isArray(values) ? values : [`${values}`]]),
  );
}
