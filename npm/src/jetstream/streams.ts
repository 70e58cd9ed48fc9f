/** Looking after streams. */
import { invalid } from "../checks.js";
import { ApiVerb, Body } from "../core/boundary.js";
import { KV_PREFIX, KvStatusImpl, OBJECT_STORE_PREFIX, ObjectStoreStatusImpl } from "./bucket_status.js";
import { checkStreamFeatures, knownOf, merged, withSources } from "./configs.js";
import type { JetStreamContext } from "./context.js";
import { ListerImpl, type Page } from "./listers.js";
import { checkStream } from "./names.js";
import { StoredMsgImpl } from "./stored_msg.js";
import { StreamImpl } from "./stream.js";
import type { ApiResponse, Lister, Success } from "./types/api.js";
import type { Consumers } from "./types/client.js";
import type { KvStatus } from "./types/kv.js";
import type { Stream, StreamAPI } from "./types/manager.js";
import type { StoredMsg, StreamMsgResponse } from "./types/messages.js";
import type { ObjectStoreStatus } from "./types/object_store.js";
import type { MsgRequest } from "./types/requests.js";
import type {
  PurgeOpts,
  PurgeResponse,
  StreamConfig,
  StreamInfo,
  StreamInfoRequestOptions,
  StreamUpdateConfig,
} from "./types/streams.js";

export class StreamAPIImpl implements StreamAPI {
  constructor(
    private readonly js: JetStreamContext,
    private readonly consumers: Consumers,
  ) {}

  async add(cfg: Partial<StreamConfig> = {}): Promise<StreamInfo> {
    checkStreamFeatures(this.js, cfg);
    checkStream(this.js.core, cfg.name);
    const config = knownOf(this.js, Body.StreamConfig, withSources(this.js.core, cfg));
    return filled(await this.js.request<StreamInfo>(ApiVerb.StreamCreate, [cfg.name], config));
  }

  async update(name: string, cfg: Partial<StreamUpdateConfig> = {}): Promise<StreamInfo> {
    // Programs of long ago pass the configuration alone.
    const [stream, changes] = typeof name === "object" ? [(name as StreamConfig).name, name] : [name, cfg];
    checkStreamFeatures(this.js, changes);
    checkStream(this.js.core, stream);
    const { config } = await this.info(stream);
    const next = merged<StreamConfig>(this.js, Body.StreamConfig, config, withSources(this.js.core, changes));
    return filled(await this.js.request<StreamInfo>(ApiVerb.StreamUpdate, [stream], next));
  }

  async info(name: string, opts?: Partial<StreamInfoRequestOptions>): Promise<StreamInfo> {
    checkStream(this.js.core, name);
    const first = await this.page(name, opts);
    return filled(await this.withAllSubjects(name, first, opts));
  }

  async delete(stream: string): Promise<boolean> {
    checkStream(this.js.core, stream);
    return (await this.js.request<Success>(ApiVerb.StreamDelete, [stream])).success;
  }

  async purge(name: string, opts?: PurgeOpts): Promise<PurgeResponse> {
    const { keep, seq } = (opts ?? {}) as { keep?: number; seq?: number };
    if (typeof keep === "number" && typeof seq === "number") {
      throw invalid("can specify one of keep or seq");
    }
    checkStream(this.js.core, name);
    return this.js.request(ApiVerb.StreamPurge, [name], opts && this.js.known(Body.Purge, opts));
  }

  async deleteMessage(stream: string, seq: number, erase = true): Promise<boolean> {
    checkStream(this.js.core, stream);
    const body = erase ? { seq } : { seq, no_erase: true };
    return (await this.js.request<Success>(ApiVerb.MsgDelete, [stream], body)).success;
  }

  async getMessage(stream: string, query: MsgRequest): Promise<StoredMsg> {
    checkStream(this.js.core, stream);
    const body = this.js.known(Body.MessageGet, typeof query === "number" ? { seq: query } : query);
    return new StoredMsgImpl(await this.js.request<StreamMsgResponse>(ApiVerb.MsgGet, [stream], body));
  }

  find(subject: string): Promise<string> {
    return findStream(this.js, subject);
  }

  names(subject = ""): Lister<string> {
    return new ListerImpl<NamesPage, string, string>(this.js, {
      verb: ApiVerb.StreamNames,
      parts: [],
      filter: subject ? { subject } : {},
      entries: (page) => page.streams,
      pick: (names) => names,
    });
  }

  list(subject = ""): Lister<StreamInfo> {
    return this.listed(subject, (streams) => streams);
  }

  listKvs(): Lister<KvStatus> {
    return this.listed("", (streams) => {
      const cluster = this.js.nc.info?.cluster;
      return named(KV_PREFIX, streams).map((si) => new KvStatusImpl(si, cluster));
    });
  }

  listObjectStores(): Lister<ObjectStoreStatus> {
    return this.listed("", (streams) => named(OBJECT_STORE_PREFIX, streams).map((si) => new ObjectStoreStatusImpl(si)));
  }

  async get(name: string): Promise<Stream> {
    return new StreamImpl(this, this.consumers, await this.info(name));
  }

  private listed<T>(subject: string, pick: (streams: StreamInfo[]) => T[]): Lister<T> {
    return new ListerImpl<StreamsPage, StreamInfo, T>(this.js, {
      verb: ApiVerb.StreamList,
      parts: [],
      filter: subject ? { subject } : {},
      entries: (page) => page.streams,
      pick: (streams) => pick(streams.map(filled)),
    });
  }

  /** Reads further pages of subjects, until all are there or one is empty: how many there are changes meanwhile. */
  private async withAllSubjects(
    name: string,
    first: StreamInfo,
    opts: Partial<StreamInfoRequestOptions> | undefined,
  ): Promise<StreamInfo> {
    const subjects = { ...first.state.subjects };
    let info = first;
    let offset = opts?.offset ?? 0;
    let count = subjectCount(info);
    while (count > 0 && offset + count < info.total) {
      offset += count;
      info = await this.page(name, { ...opts, offset });
      Object.assign(subjects, info.state.subjects);
      count = subjectCount(info);
    }
    return info === first ? first : { ...info, ...WHOLE, state: { ...info.state, subjects } };
  }

  private page(name: string, opts: Partial<StreamInfoRequestOptions> | undefined): Promise<StreamInfo> {
    return this.js.request<StreamInfo>(ApiVerb.StreamInfo, [name], opts && this.js.known(Body.StreamInfo, opts));
  }
}

/** What servers leave out where it is false, the types say is there. */
function filled(si: StreamInfo): StreamInfo {
  const { config } = si;
  config.sealed ||= false;
  config.deny_delete ||= false;
  config.deny_purge ||= false;
  config.allow_rollup_hdrs ||= false;
  return si;
}

function subjectCount(si: StreamInfo): number {
  return Object.keys(si.state.subjects ?? {}).length;
}

function named(prefix: string, streams: StreamInfo[]): StreamInfo[] {
  return streams.filter((si) => si.config.name.startsWith(prefix));
}

/** Returns the name of the stream that stores `subject`. @throws NatsError if there is none, or several */
export async function findStream(js: JetStreamContext, subject: string): Promise<string> {
  const { streams } = await js.request<NamesPage>(ApiVerb.StreamNames, [], { subject });
  if (streams?.length !== 1) {
    throw invalid("no stream matches subject");
  }
  return streams[0]!;
}

interface NamesPage extends Page, ApiResponse {
  streams: string[] | null;
}

interface StreamsPage extends Page, ApiResponse {
  streams: StreamInfo[] | null;
}

/** The pages of what has been put together. */
const WHOLE = { offset: 0, total: 0, limit: 0 };
