/** What is known of a key at one revision. */
import { JSONCodec } from "../../codecs.js";
import { decoder } from "../../text.js";
import type { MsgHdrs } from "../../types/messages.js";
import { millis } from "../../util.js";
import { JsHeaders } from "../enums.js";
import type { JsMsgImpl } from "../js_msg.js";
import type { KvCodec, KvEntry } from "../types/kv.js";
import type { StoredMsg } from "../types/messages.js";
import type { Keys } from "./keys.js";
import type { KvRules } from "./rules.js";

/** What entries of a bucket are read by. */
export interface EntryReader {
  readonly bucket: string;
  readonly rules: KvRules;
  readonly keys: Keys;
  readonly values: KvCodec<Uint8Array>;
}

/** Returns the entry that a message is which was read from the bucket's stream. */
export function storedEntry(reader: EntryReader, msg: StoredMsg): KvEntry {
  return new KvEntryImpl(reader, msg.subject, msg.seq, msg.time, 0, msg.header, msg.data);
}

/** Returns the entry that a message is which a consumer delivered. */
export function deliveredEntry(reader: EntryReader, msg: JsMsgImpl): KvEntry {
  const { pending, streamSequence, timestampNanos } = msg.position;
  const created = new Date(millis(timestampNanos));
  return new KvEntryImpl(reader, msg.subject, streamSequence, created, pending, msg.headers, msg.data);
}

class KvEntryImpl implements KvEntry {
  readonly bucket: string;
  readonly key: string;
  readonly operation: KvEntry["operation"];
  readonly length: number;
  /** What is stored, until its value was asked for. */
  private stored: Uint8Array | undefined;
  private decoded: Uint8Array;

  constructor(
    private readonly reader: EntryReader,
    subject: string,
    readonly revision: number,
    readonly created: Date,
    readonly delta: number,
    headers: MsgHdrs | undefined,
    data: Uint8Array,
  ) {
    this.bucket = reader.bucket;
    this.key = reader.keys.keyOf(subject);
    this.operation = reader.rules.operation(headers);
    // Only where the value was left out.
    const size = headers?.get(JsHeaders.MessageSizeHdr);
    this.length = size ? Number.parseInt(size, 10) : data.length;
    this.stored = size || this.operation !== "PUT" ? undefined : data;
    this.decoded = data;
  }

  get value(): Uint8Array {
    if (this.stored !== undefined) {
      this.decoded = this.reader.values.decode(this.stored);
      this.stored = undefined;
    }
    return this.decoded;
  }

  json<T>(): T {
    return JSONCodec<T>().decode(this.value);
  }

  string(): string {
    return decoder.decode(this.value);
  }
}
