/** The rules of buckets, which stand in the core. */
import { invalid } from "../../checks.js";
import { KvFault, type KvInclude, KvOperation } from "../../core/boundary.js";
import type { CoreSession } from "../../core/core_session.js";
import { textsOf, withTexts } from "../../core/scratch.js";
import type { MsgHdrs } from "../../types/messages.js";
import type { ConsumerConfig } from "../types/consumers.js";
import type { KvEntry, KvOptions } from "../types/kv.js";
import type { StreamConfig, StreamSource } from "../types/streams.js";

/** What the subjects of a bucket's keys begin with. */
export interface Keyspace {
  /** In the bucket's stream. */
  readonly read: string;
  /** Where values are published. */
  readonly write: string;
}

/** What a server can, of what a bucket's stream depends on. */
export interface ServerAbilities {
  discardNew: boolean;
  directGet: boolean;
}

export class KvRules {
  constructor(private readonly session: CoreSession) {}

  /**
   * Returns the subjects of a bucket, which is reached by requests that begin with `prefix`.
   *
   * @throws NatsError if the bucket's name is not fit
   */
  keyspace(bucket: string, prefix: string, mirror?: StreamSource): Keyspace {
    const texts = [`${bucket}`, prefix, mirror?.name ?? "", mirror?.external?.api ?? ""];
    if (!withTexts(this.session, texts, (calls, session, [a, b, c, d]) => calls.kv_keyspace(session, a!, b!, c!, d!))) {
      throw invalid(`invalid bucket name: ${bucket}`);
    }
    const [read, write] = textsOf(this.session) as [string, string];
    return { read, write };
  }

  /** Returns what `key` is: a key, a filter of keys, or neither. */
  kind(key: string): "key" | "filter" | undefined {
    switch (withTexts(this.session, [key], (calls, session, [a]) => calls.kv_fault(session, a!))) {
      case KvFault.Nothing:
        return "key";
      case KvFault.Key:
        return "filter";
      default:
        return undefined;
    }
  }

  /**
   * Returns the configuration of a bucket's stream.
   *
   * @throws NatsError if the options make no bucket
   */
  streamConfig(bucket: string, options: Partial<KvOptions>, server: ServerAbilities): Partial<StreamConfig> {
    const { codec: _codec, ...rest } = options;
    const fault = withTexts(this.session, [`${bucket}`, JSON.stringify(rest)], (calls, session, [a, b]) =>
      calls.kv_config(session, a!, b!, +server.discardNew, +server.directGet),
    );
    switch (fault) {
      case KvFault.Nothing:
        return JSON.parse(textsOf(this.session)[0]!);
      case KvFault.History:
        throw invalid("history must be 1 to 64");
      case KvFault.Source:
        throw invalid("mirror and sources must name buckets");
      default:
        throw invalid(`invalid bucket name: ${bucket}`);
    }
  }

  /**
   * Returns the configuration of the consumer of a watch.
   *
   * @param filters - as they are stored, and fit, as {@link kind} tells
   * @throws NatsError if there are none
   */
  watchConfig(
    read: string,
    filters: string[],
    include: KvInclude,
    revision: number,
    headersOnly: boolean,
  ): Partial<ConsumerConfig> {
    const fault = withTexts(this.session, [read, JSON.stringify(filters)], (calls, session, [a, b]) =>
      calls.kv_watch(session, a!, b!, include, revision, +headersOnly),
    );
    if (fault !== KvFault.Nothing) {
      throw invalid(`invalid key: ${filters}`);
    }
    return JSON.parse(textsOf(this.session)[0]!);
  }

  /** Returns what an entry with these headers does to its key. Most have none. */
  operation(headers: MsgHdrs | undefined): KvEntry["operation"] {
    const said = headers?.get(OPERATION) ?? "";
    const reason = headers?.get(MARKER_REASON) ?? "";
    if (said === "" && reason === "") {
      return "PUT";
    }
    const number = withTexts(this.session, [said, reason], (calls, session, [a, b]) =>
      calls.kv_operation(session, a!, b!),
    );
    return OPERATIONS[number]!;
  }

  /** Returns whether to try once more to create a key, which has been tried `tries` times; `last` is its last entry. */
  mayCreate(last: KvEntry | null, tries: number): boolean {
    const operation = last === null ? KvOperation.None : OPERATIONS.indexOf(last.operation);
    return withTexts(this.session, [], (calls, session) => calls.kv_may_create(session, operation, tries)) === 1;
  }
}

/** The header that says what an entry does. */
export const OPERATION = "KV-Operation";
/** The header by which a server says why it deleted a key. */
const MARKER_REASON = "Nats-Marker-Reason";
/** The words by their numbers in the core. */
const OPERATIONS: KvEntry["operation"][] = ["PUT", "DEL", "PURGE"];
