/** A bucket: reading its keys and changing them. Source: the `nats.ws` 1.30.3 API, ADR-8. */
import { invalid } from "../../checks.js";
import { Empty } from "../../empty.js";
import { ErrorCode, type NatsError } from "../../errors.js";
import { MsgHdrsImpl } from "../../headers.js";
import { encoder } from "../../text.js";
import type { Payload } from "../../types/messages.js";
import type { QueuedIterator } from "../../types/subscriptions.js";
import { KvStatusImpl } from "../bucket_status.js";
import { JsHeaders, KvWatchInclude } from "../enums.js";
import { publish } from "../publish.js";
import type { JetStreamManager } from "../types/client.js";
import type { KV, KvDeleteOptions, KvEntry, KvPutOptions, KvRemove, KvStatus, KvWatchOptions } from "../types/kv.js";
import type { PurgeOpts, PurgeResponse } from "../types/streams.js";
import { storedEntry } from "./entry.js";
import { OPERATION } from "./rules.js";
import { type EntrySource, keys, present, watch } from "./watch.js";

/** What a bucket is reached by. */
export interface BucketParts extends EntrySource {
  readonly jsm: JetStreamManager;
  /** Whether values are read from any replica. */
  readonly isDirect: boolean;
}

export class Bucket implements KV, KvRemove {
  constructor(private readonly parts: BucketParts) {}

  async get(k: string, opts?: { revision: number }): Promise<KvEntry | null> {
    const { isDirect, jsm, keys, stream } = this.parts;
    const subject = keys.readSubject(k);
    const query = opts && opts.revision > 0 ? { seq: opts.revision } : { last_by_subj: subject };
    try {
      const msg = await (isDirect ? jsm.direct.getMessage(stream, query) : jsm.streams.getMessage(stream, query));
      return msg.subject === subject ? storedEntry(this.parts, msg) : null;
    } catch (err) {
      if ((err as NatsError).code === ErrorCode.JetStream404NoMessages) {
        return null;
      }
      throw err;
    }
  }

  async create(k: string, data: Payload): Promise<number> {
    let refusal: unknown;
    let revision = 0;
    for (let tries = 1; ; tries++) {
      try {
        return await this.put(k, data, { previousSeq: revision });
      } catch (err) {
        if (!isOfOtherRevision(err)) {
          throw err;
        }
        refusal ??= err;
      }
      const last = await this.get(k);
      if (!this.parts.rules.mayCreate(last, tries)) {
        throw refusal;
      }
      revision = last?.revision ?? 0;
    }
  }

  update(k: string, data: Payload, version: number): Promise<number> {
    if (!(version > 0)) {
      throw invalid("version must be greater than 0");
    }
    return this.put(k, data, { previousSeq: version });
  }

  async put(k: string, data: Payload = Empty, opts: Partial<KvPutOptions> = {}): Promise<number> {
    const { js, keys, values } = this.parts;
    const subject = keys.writeSubject(k);
    const value = values.encode(typeof data === "string" ? encoder.encode(data) : data);
    try {
      return (await publish(js, subject, value, { expect: { lastSubjectSequence: opts.previousSeq } })).seq;
    } catch (err) {
      throw inServersWords(err as NatsError);
    }
  }

  delete(k: string, opts?: Partial<KvDeleteOptions>): Promise<void> {
    return this.markAll(k, "DEL", opts);
  }

  purge(k: string, opts?: Partial<KvDeleteOptions>): Promise<void> {
    return this.markAll(k, "PURGE", opts);
  }

  /** See {@link KvRemove.remove}. */
  remove(k: string): Promise<void> {
    return this.purge(k);
  }

  /**
   * Takes what deletions have left away: what was there before them, and those themselves that are older than
   * `olderMillis`, so that watches which come back by then are told.
   *
   * @returns how many messages went
   */
  async purgeDeletes(olderMillis: number = 30 * 60 * 1000): Promise<PurgeResponse> {
    const oldest = Date.now() - olderMillis;
    const deletions = await this.deletions();
    let purged = 0;
    await inBatches(deletions, async ({ created, key, revision }) => {
      const filter = this.parts.keys.readSubject(key);
      // By its revision, as the key may have a value again.
      const seq = created.getTime() < oldest ? revision + 1 : revision;
      const response = await this.purgeBucket({ filter, seq });
      purged += response.purged;
    });
    return { success: true, purged };
  }

  /** Takes entries away, as if they never were. */
  purgeBucket(opts?: PurgeOpts): Promise<PurgeResponse> {
    return this.parts.jsm.streams.purge(this.parts.stream, opts);
  }

  watch(opts?: KvWatchOptions): Promise<QueuedIterator<KvEntry>> {
    return watch(this.parts, opts);
  }

  history(opts?: { key?: string | string[]; headers_only?: boolean }): Promise<QueuedIterator<KvEntry>> {
    return present(this.parts, { ...opts, include: KvWatchInclude.AllHistory });
  }

  keys(filter?: string | string[]): Promise<QueuedIterator<string>> {
    return keys(this.parts, filter);
  }

  async status(): Promise<KvStatus> {
    const { js, jsm, stream } = this.parts;
    return new KvStatusImpl(await jsm.streams.info(stream), js.nc.info?.cluster);
  }

  destroy(): Promise<boolean> {
    return this.parts.jsm.streams.delete(this.parts.stream);
  }

  close(): Promise<void> {
    return Promise.resolve();
  }

  private async deletions(): Promise<KvEntry[]> {
    const deletions: KvEntry[] = [];
    for await (const entry of await present(this.parts, { headers_only: true })) {
      if (entry.operation !== "PUT") {
        deletions.push(entry);
      }
    }
    return deletions;
  }

  private async markAll(k: string, operation: "DEL" | "PURGE", opts?: Partial<KvDeleteOptions>): Promise<void> {
    if (!this.parts.keys.hasWildcards(k)) {
      return this.mark(k, operation, opts);
    }
    const found: string[] = [];
    for await (const key of await this.keys(k)) {
      found.push(key);
    }
    await inBatches(found, (key) => this.mark(key, operation));
  }

  private async mark(k: string, operation: "DEL" | "PURGE", opts?: Partial<KvDeleteOptions>): Promise<void> {
    const { js, keys } = this.parts;
    const headers = new MsgHdrsImpl();
    headers.set(OPERATION, operation);
    if (operation === "PURGE") {
      headers.set(JsHeaders.RollupHdr, JsHeaders.RollupValueSubject);
    }
    const expect = { lastSubjectSequence: opts?.previousSeq || undefined };
    await publish(js, keys.writeSubject(k), Empty, { headers, expect });
  }
}

function isOfOtherRevision(err: unknown): boolean {
  return (err as NatsError).api_error?.err_code === WRONG_LAST_SEQUENCE;
}

/** What the server says was wrong, as it says it. */
function inServersWords(err: NatsError): NatsError {
  if (err.api_error !== undefined) {
    err.message = err.api_error.description;
    err.code = `${err.api_error.code}`;
  }
  return err;
}

/** Does something with each, with so many at a time. */
async function inBatches<T>(all: T[], work: (one: T) => Promise<void>): Promise<void> {
  for (let at = 0; at < all.length; at += AT_A_TIME) {
    await Promise.all(all.slice(at, at + AT_A_TIME).map(work));
  }
}

/** The number of the API's error. */
const WRONG_LAST_SEQUENCE = 10071;
const AT_A_TIME = 100;
