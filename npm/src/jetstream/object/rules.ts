/** The rules of object stores, which stand in the core. */
import { invalid } from "../../checks.js";
import { DigestFault, LinkFault, ObjectFault, type ObjectReading, type UploadStep } from "../../core/boundary.js";
import type { CoreSession } from "../../core/core_session.js";
import { textsOf, withBytes, withTexts } from "../../core/scratch.js";
import { ErrorCode, type NatsError } from "../../errors.js";
import type { ObjectStoreOptions } from "../types/object_store.js";
import type { StreamConfig } from "../types/streams.js";

/** Chunks, and bytes in them. */
export interface Extent {
  chunks: number;
  bytes: number;
}

export class ObjectRules {
  constructor(private readonly session: CoreSession) {}

  /** Returns the configuration of a store's stream. @throws NatsError if the store's name is not fit */
  streamConfig(bucket: string, options: Partial<ObjectStoreOptions>): Partial<StreamConfig> & { name: string } {
    const fault = withTexts(this.session, [`${bucket}`, JSON.stringify(options)], (calls, session, [a, b]) =>
      calls.object_config(session, a!, b!),
    );
    if (fault !== ObjectFault.Nothing) {
      throw invalid(fault === ObjectFault.Bucket ? `invalid bucket name: ${bucket}` : "options should be an object");
    }
    return JSON.parse(this.text());
  }

  /** Returns the subject of an object's chunks. */
  chunks(bucket: string, nuid: string): string {
    withTexts(this.session, [bucket, nuid], (calls, session, [a, b]) => calls.object_chunks(session, a!, b!));
    return this.text();
  }

  /**
   * Returns the subject of what is known of an object, and the one by which clients in JavaScript store it if that is another.
   *
   * @throws NatsError if there is no name
   */
  meta(bucket: string, name: string): { subject: string; latin1: string | undefined } {
    const fault = withTexts(this.session, [bucket, name ? `${name}` : ""], (calls, session, [a, b]) =>
      calls.object_meta(session, a!, b!),
    );
    if (fault !== ObjectFault.Nothing) {
      throw invalid("name cannot be empty");
    }
    const [subject, latin1] = textsOf(this.session) as [string, string | undefined];
    return { subject, latin1: latin1 || undefined };
  }

  /** Returns the subjects of what is known of all objects. */
  allMeta(bucket: string): string {
    withTexts(this.session, [bucket], (calls, session, [a]) => calls.object_all_meta(session, a!));
    return this.text();
  }

  /** Returns the bytes of a chunk; 0 is for what is not said. */
  chunkSize(wanted: number, maxPayload: number): number {
    return withTexts(this.session, [], (calls, session) => calls.object_chunk_size(session, wanted, maxPayload));
  }

  /** @throws NatsError if no link may refer to such an object, or there is one of its name */
  checkLink(isDeleted: boolean, isLink: boolean, isTaken: boolean): void {
    switch (
      withTexts(this.session, [], (calls, session) => calls.object_link_fault(session, +isDeleted, +isLink, +isTaken))
    ) {
      case LinkFault.Deleted:
        throw invalid("src object is deleted");
      case LinkFault.Link:
        throw invalid("src object is a link");
      case LinkFault.Taken:
        throw invalid("an object already exists with that name");
    }
  }

  /** Returns how far the reading of `object` is once `taken` is there, and `pending` chunks follow. */
  reading(object: Extent, taken: Extent, pending: number): ObjectReading {
    return withTexts(this.session, [], (calls, session) =>
      calls.object_reading(session, object.chunks, object.bytes, taken.chunks, taken.bytes, pending),
    );
  }

  /** @throws NatsError if `digest` is none */
  checkDigest(digest: string): void {
    switch (withTexts(this.session, [`${digest}`], (calls, session, [a]) => calls.digest_fault(session, a!))) {
      case DigestFault.Kind:
        throw invalid(`unknown digest type: ${digest}`);
      case DigestFault.Value:
        throw invalid(`unable to parse digest: ${digest}`);
    }
  }

  hash(): Hash {
    return new Hash(this.session);
  }

  upload(chunkSize: number): UploadRules {
    return new UploadRules(this.session, chunkSize);
  }

  /** Returns whether a request that failed so may be made again, as it has no other effect when it is done twice. */
  mayRepeat(error: NatsError): boolean {
    const { status, code } = refusalOf(error);
    return withTexts(this.session, [], (calls, address) => calls.may_repeat(address, status, code)) === 1;
  }

  private text(): string {
    return textsOf(this.session)[0]!;
  }
}

/** The SHA-256 of data that comes piece by piece. It must be finished or dropped. */
export class Hash {
  private readonly number: number;
  private isOver = false;

  constructor(private readonly session: CoreSession) {
    this.number = withTexts(session, [], (calls, address) => calls.hash(address));
  }

  update(bytes: Uint8Array): void {
    withBytes(this.session, bytes, (calls, address, length) => calls.hash_update(address, this.number, length));
  }

  /** Returns the digest, and whether it is the same as `expected`. */
  finish(expected = ""): { digest: string; isExpected: boolean } {
    this.isOver = true;
    const isExpected = withTexts(this.session, [expected], (calls, address, [a]) =>
      calls.hash_finish(address, this.number, a!),
    );
    return { digest: textsOf(this.session)[0]!, isExpected: isExpected === 1 };
  }

  drop(): void {
    if (!this.isOver) {
      this.isOver = true;
      withTexts(this.session, [], (calls, address) => calls.hash_drop(address, this.number));
    }
  }
}

/** What is to be done next, and the chunk, the sequence or the milliseconds that it is about. */
export interface Step {
  kind: UploadStep;
  number: number;
}

/** Which chunks of an object are sent when. It must be dropped. */
export class UploadRules {
  private readonly number: number;

  constructor(
    private readonly session: CoreSession,
    chunkSize: number,
  ) {
    this.number = withTexts(session, [], (calls, address) => calls.upload(address, chunkSize));
  }

  /** There is one more chunk. */
  add(): void {
    withTexts(this.session, [], (calls, address) => calls.upload_add(address, this.number));
  }

  step(): Step {
    return withTexts(this.session, [], (calls, address) => {
      const kind = calls.upload_step(address, this.number);
      return { kind, number: calls.upload_number(address) };
    });
  }

  /** The number of the first chunk that may have to be sent. */
  get first(): number {
    return withTexts(this.session, [], (calls, address) => calls.upload_first(address, this.number));
  }

  get hasUnsent(): boolean {
    return withTexts(this.session, [], (calls, address) => calls.upload_has_unsent(address, this.number)) === 1;
  }

  stored(chunk: number, sequence: number): void {
    withTexts(this.session, [], (calls, address) => calls.upload_stored(address, this.number, chunk, sequence));
  }

  failed(chunk: number, error: NatsError): void {
    const { status, code } = refusalOf(error);
    withTexts(this.session, [], (calls, address) => calls.upload_failed(address, this.number, chunk, status, code));
  }

  /** The last message of the chunks stands at this sequence; 0 if there is none. */
  found(sequence: number): void {
    withTexts(this.session, [], (calls, address) => calls.upload_found(address, this.number, sequence));
  }

  /** Nobody has said that a message was deleted. */
  notDeleted(): void {
    withTexts(this.session, [], (calls, address) => calls.upload_not_deleted(address, this.number));
  }

  drop(): void {
    withTexts(this.session, [], (calls, address) => calls.upload_drop(address, this.number));
  }
}

function refusalOf({ code, api_error }: NatsError): { status: number; code: number } {
  const status = code === ErrorCode.Timeout ? NO_ANSWER : Number(code) || 0;
  return { status: api_error?.code ?? status, code: api_error?.err_code ?? 0 };
}

/** What the rules are told where an answer did not come in time. */
const NO_ANSWER = 408;
