/** Opening buckets. */
import { invalid } from "../../checks.js";
import { Feature } from "../../core/boundary.js";
import type { NatsError } from "../../errors.js";
import { KV_PREFIX } from "../bucket_status.js";
import type { JetStreamContext } from "../context.js";
import { NoopKvCodecs } from "../kv_codecs.js";
import type { ReadOrdered } from "../read_ordered.js";
import type { JetStreamClient, JetStreamManager } from "../types/client.js";
import type { KvOptions } from "../types/kv.js";
import type { StreamInfo, StreamSource } from "../types/streams.js";
import { Bucket } from "./bucket.js";
import { Keys } from "./keys.js";
import { KvRules, type ServerAbilities } from "./rules.js";

/** See {@link Views.kv}. */
export async function openBucket(
  js: JetStreamContext,
  client: JetStreamClient,
  readOrdered: ReadOrdered,
  bucket: string,
  opts: Partial<KvOptions> = {},
): Promise<Bucket> {
  js.mustHave(Feature.KeyValue, (version) => `kv is only supported on servers ${version} or better`);
  const rules = new KvRules(js.core.session);
  // That the name is fit, before anything is asked.
  rules.keyspace(bucket, js.prefix);
  const jsm = await client.jetstreamManager();
  const { stream, isDirect, mirror } = opts.bindOnly ? bound(bucket, opts) : await opened(js, jsm, rules, bucket, opts);
  const codec = opts.codec ?? NoopKvCodecs();
  const keys = new Keys(rules, codec.key, rules.keyspace(bucket, js.prefix, mirror));
  return new Bucket({ js, jsm, rules, keys, values: codec.value, readOrdered, bucket, stream, isDirect });
}

/** What is known of a bucket's stream. */
interface BucketStream {
  stream: string;
  isDirect: boolean;
  mirror?: StreamSource;
}

/** What the options say of the stream is taken for true. */
function bound(bucket: string, { allow_direct, streamName }: Partial<KvOptions>): BucketStream {
  return { stream: streamName ?? `${KV_PREFIX}${bucket}`, isDirect: allow_direct ?? false };
}

/** A bucket that exists is taken as it is. */
async function opened(
  js: JetStreamContext,
  jsm: JetStreamManager,
  rules: KvRules,
  bucket: string,
  opts: Partial<KvOptions>,
): Promise<BucketStream> {
  const config = rules.streamConfig(bucket, opts, abilities(js, opts));
  const stream = config.name!;
  const info = (await existing(jsm, stream)) ?? (await jsm.streams.add(config));
  const isDirect = config.allow_direct === true && info.config.allow_direct === true;
  return { stream, isDirect, mirror: info.config.mirror };
}

/** @throws NatsError if the options ask for what the server has not */
function abilities(js: JetStreamContext, { allow_direct }: Partial<KvOptions>): ServerAbilities {
  const version = js.nc.info?.version ?? "";
  const directSince = js.core.missing(Feature.DirectGet, version);
  if (directSince !== undefined && allow_direct === true) {
    throw invalid(`allow_direct is not available on server version ${version} - requires ${directSince}`);
  }
  return {
    discardNew: js.core.missing(Feature.DiscardNew, version) === undefined,
    directGet: directSince === undefined,
  };
}

async function existing(jsm: JetStreamManager, stream: string): Promise<StreamInfo | undefined> {
  try {
    return await jsm.streams.info(stream);
  } catch (err) {
    if ((err as NatsError).api_error?.err_code === STREAM_NOT_FOUND) {
      return undefined;
    }
    throw err;
  }
}

/** The number of the API's error. */
const STREAM_NOT_FOUND = 10059;
