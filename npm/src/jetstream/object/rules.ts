/** The rules of object stores, which stand in the core. */
import { invalid } from "../../checks.js";
import { DigestFault, LinkFault, ObjectFault, type ObjectReading } from "../../core/boundary.js";
import type { CoreSession } from "../../core/core_session.js";
import { textsOf, withBytes, withTexts } from "../../core/scratch.js";
import type { NatsError } from "../../errors.js";
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

  pace(chunkSize: number): Pace {
    return new Pace(this.session, chunkSize);
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

/** How many chunks are on their way at a time, and when refused ones are sent again. It must be dropped. */
export class Pace {
  private readonly number: number;

  constructor(
    private readonly session: CoreSession,
    chunkSize: number,
  ) {
    this.number = withTexts(session, [], (calls, address) => calls.pace(address, chunkSize));
  }

  get window(): number {
    return withTexts(this.session, [], (calls, address) => calls.pace_window(address, this.number));
  }

  acknowledged(): void {
    withTexts(this.session, [], (calls, address) => calls.pace_acknowledged(address, this.number));
  }

  /** Returns whether what was refused so may be sent again. */
  isPassing(error: NatsError): boolean {
    const { status, code } = refusalOf(error);
    return withTexts(this.session, [], (calls, address) => calls.pace_is_passing(address, status, code)) === 1;
  }

  /** Returns whether a request that was refused so may be made again, as it has no other effect when it is done twice. */
  mayRepeat(error: NatsError): boolean {
    const { status, code } = refusalOf(error);
    return withTexts(this.session, [], (calls, address) => calls.pace_may_repeat(address, status, code)) === 1;
  }

  /** Returns after how many milliseconds to send a refused chunk again; `undefined` to give up. */
  refused(error: NatsError): number | undefined {
    const { status, code } = refusalOf(error);
    const wait = withTexts(this.session, [], (calls, address) =>
      calls.pace_refused(address, this.number, status, code),
    );
    return wait < 0 ? undefined : wait;
  }

  drop(): void {
    withTexts(this.session, [], (calls, address) => calls.pace_drop(address, this.number));
  }
}

function refusalOf({ code, api_error }: NatsError): { status: number; code: number } {
  return { status: api_error?.code ?? (Number(code) || 0), code: api_error?.err_code ?? 0 };
}
