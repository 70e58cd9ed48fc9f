/** Streams: how they are configured and what they say of themselves. Source: the `nats.ws` 1.30.3 API. */
import type { ApiError } from "../../errors.js";
import type { Nanos } from "../../util.js";
import type { DiscardPolicy, RetentionPolicy, StorageType, StoreCompression } from "../enums.js";
import type { ApiPaged, ApiPagedRequest, Success } from "./api.js";

/** What of a stream can be changed. */
export interface StreamUpdateConfig {
  /** What the stream stores, with wildcards. None for a mirror. */
  subjects: string[];
  /** What the stream is for. */
  description?: string;
  /** How many messages of each subject are kept; -1 for no limit. */
  max_msgs_per_subject: number;
  /** How many messages are kept; -1 for no limit. */
  max_msgs: number;
  /** Nanoseconds for which a message is kept; 0 for no limit. */
  max_age: Nanos;
  /** How many bytes are kept; -1 for no limit. */
  max_bytes: number;
  /** Bytes that one message may have; -1 for no limit. */
  max_msg_size: number;
  /** What goes at a limit. */
  discard: DiscardPolicy;
  /** Whether {@link DiscardPolicy.New} holds for each subject's own limit, too. */
  discard_new_per_subject: boolean;
  /** Whether publishers get no answer. */
  no_ack?: boolean;
  /** Nanoseconds for which {@link JetStreamPublishOptions.msgID} is remembered; 0 for the server's default. */
  duplicate_window: Nanos;
  /** Streams whose messages are copied into this one. */
  sources?: StreamSource[];
  /** Whether messages may take the place of earlier ones ({@link JsHeaders.RollupHdr}). */
  allow_rollup_hdrs: boolean;
  /** How many servers have each message, 1 to 5. Default 1. */
  num_replicas: number;
  /** Which servers. Any of them if absent. */
  placement?: Placement;
  /** Whether no message may be deleted by request. Once true, it stays. */
  deny_delete: boolean;
  /** Whether nothing may be purged by request. Once true, it stays. */
  deny_purge: boolean;
  /** Whether messages may be read directly, from any replica. */
  allow_direct: boolean;
  /** Whether this mirror answers, too, where messages of its origin are read directly. */
  mirror_direct: boolean;
  /** Under which subjects messages are published again once stored. */
  republish?: Republish;
  /** Whatever the user wants to note. Keys that begin with `_nats` are the server's. Servers from 2.10. */
  metadata?: Record<string, string>;
  /** How subjects are changed before messages are stored. Servers from 2.10. */
  subject_transform?: SubjectTransformConfig;
  /** How messages are compressed. Servers from 2.10. */
  compression?: StoreCompression;
  /** What holds for consumers that do not say otherwise, and what they may say at most. Servers from 2.10. */
  consumer_limits?: StreamConsumerLimits;
}

/** A stream's configuration. */
export interface StreamConfig extends StreamUpdateConfig {
  /** The stream's name: no blanks, dots, wildcards or slashes. */
  name: string;
  /** Which messages are kept. */
  retention: RetentionPolicy;
  /** Where they are kept. */
  storage: StorageType;
  /** How many consumers there may be; -1 for no limit. */
  max_consumers: number;
  /** The stream that this one is a copy of. It has no subjects then, and no sources. */
  mirror?: StreamSource;
  /** Whether nothing can be added or deleted any more. Only an update can set it, and none unset it. */
  sealed: boolean;
  /** The sequence of the first message. Only where a stream is made. Servers from 2.10. */
  first_seq: number;
}

/** How a subject is changed. */
export interface SubjectTransformConfig {
  /** Which subjects, with wildcards. */
  src?: string;
  /** What they become. */
  dest: string;
}

/** What holds for a stream's consumers that do not say otherwise. */
export interface StreamConsumerLimits {
  /** Nanoseconds; see {@link ConsumerUpdateConfig.inactive_threshold}. */
  inactive_threshold?: Nanos;
  /** See {@link ConsumerUpdateConfig.max_ack_pending}. */
  max_ack_pending?: number;
}

/** Publishing stored messages again. */
export interface Republish {
  /** Which subjects, with wildcards. */
  src: string;
  /** What they become. */
  dest: string;
  /** Whether payloads are left out. */
  headers_only?: boolean;
}

/** The way to a stream in another account or domain. */
export type ExternalStream = {
  /** What the subjects of requests begin with there, for instance `$JS.<domain>.API`. */
  api: string;
  /** What the subjects of deliveries begin with. */
  deliver?: string;
};

/** A stream that messages are copied from. */
export interface StreamSource {
  /** Its name. */
  name: string;
  /** The sequence to begin with. */
  opt_start_seq?: number;
  /** The time to begin with, in ISO form. */
  opt_start_time?: string;
  /** Which subjects are copied, with wildcards. */
  filter_subject?: string;
  /** The way there. Not together with {@link domain}. */
  external?: ExternalStream;
  /** Its JetStream domain: stands for the {@link external} that leads there, and is not sent. */
  domain?: string;
  /** How subjects are changed. Servers from 2.10. */
  subject_transforms?: SubjectTransformConfig[];
}

/** Which servers a stream is kept on. */
export interface Placement {
  /** The cluster. */
  cluster: string;
  /** Tags that the servers have. */
  tags: string[];
}

/** What a stream says of itself. */
export interface StreamInfo extends ApiPaged {
  config: StreamConfig;
  /** When it was made, in ISO form. */
  created: string;
  state: StreamState;
  /** The servers that keep it, in a cluster. */
  cluster?: ClusterInfo;
  /** How its mirror does, if it is one. */
  mirror?: StreamSourceInfo;
  /** How its sources do. */
  sources?: StreamSourceInfo[];
  /** Where else its messages may be read; the nearest first. */
  alternates?: StreamAlternate[];
  /** When this was said, in ISO form. Servers from 2.10. */
  ts?: string;
}

/** What a stream has. */
export interface StreamState {
  /** How many messages. */
  messages: number;
  /** How many bytes. */
  bytes: number;
  /** The first message's sequence. */
  first_seq: number;
  /** The first message's time, in ISO form. */
  first_ts: string;
  /** The last message's sequence. */
  last_seq: number;
  /** The last message's time, in ISO form. */
  last_ts: string;
  /** How many messages between the first and the last are gone. */
  num_deleted: number;
  /** Which ones, where {@link StreamInfoRequestOptions.deleted_details} asks for it. */
  deleted: number[];
  /** What was lost by damage. */
  lost: LostStreamData;
  /** How many consumers there are. */
  consumer_count: number;
  /** How many subjects there are. */
  num_subjects?: number;
  /** How many messages each subject has, where {@link StreamInfoRequestOptions.subjects_filter} asks for it. */
  subjects?: Record<string, number>;
}

/** What of a stream was lost by damage. */
export interface LostStreamData {
  /** Sequences. */
  msgs: number[] | null;
  /** How many bytes. */
  bytes: number;
}

/** The servers that keep a stream or a consumer. */
export interface ClusterInfo {
  /** The cluster. */
  name?: string;
  /** The server that leads. */
  leader?: string;
  /** The others. */
  replicas?: PeerInfo[];
}

/** One of several servers that keep the same. */
export interface PeerInfo {
  /** The server's name. */
  name: string;
  /** Whether it has everything. */
  current: boolean;
  /** Whether the others take it for gone. */
  offline: boolean;
  /** Nanoseconds since something was heard of it. */
  active: Nanos;
  /** How many operations it is behind. */
  lag: number;
}

/** How copying from another stream does. */
export interface StreamSourceInfo {
  /** The other stream. */
  name: string;
  /** How many messages are still to be copied. */
  lag: number;
  /** Nanoseconds since something came from there; -1 if nothing has yet. */
  active: Nanos;
  /** What is wrong. */
  error?: ApiError;
  /** How subjects are changed. Servers from 2.10. */
  subject_transforms?: SubjectTransformConfig[];
}

/** Another stream that has the same messages. */
export interface StreamAlternate {
  name: string;
  /** The cluster that keeps it. */
  cluster: string;
  /** The JetStream domain that it is in. */
  domain: string;
}

/** What to say of a stream. */
export type StreamInfoRequestOptions = {
  /** Whether to name the sequences that are gone. */
  deleted_details: boolean;
  /** Which subjects to name with their counts, with wildcards. */
  subjects_filter: string;
} & ApiPagedRequest;

/** Which messages to purge. */
export type PurgeOpts = PurgeBySeq | PurgeTrimOpts | PurgeBySubject;

/** Those before a sequence. */
export type PurgeBySeq = {
  /** Of these subjects only, with wildcards. */
  filter?: string;
  /** The first one that stays. */
  seq: number;
};

/** All but the last. */
export type PurgeTrimOpts = {
  /** Of these subjects only, with wildcards. */
  filter?: string;
  /** How many stay. */
  keep: number;
};

/** All of some subjects. */
export type PurgeBySubject = {
  /** These subjects, with wildcards. */
  filter: string;
};

/** What a purge did. */
export interface PurgeResponse extends Success {
  /** How many messages went. */
  purged: number;
}

/** Names of streams. */
export interface StreamNames {
  streams: string[];
}
