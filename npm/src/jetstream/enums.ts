/**
 * The enums of JetStream. Their values are what servers say and read, and part of the API: programs compare them with
 * plain strings.
 *
 * Source: the `nats.ws` 1.30.3 API, ADR-8, ADR-13, ADR-28, ADR-31.
 */

/** Which messages a stream keeps. */
export enum RetentionPolicy {
  /** All of them, up to the stream's limits. */
  Limits = "limits",
  /** Those that a consumer which exists has still to deal with. */
  Interest = "interest",
  /** Each until one consumer has acknowledged it. */
  Workqueue = "workqueue",
}

/** What goes when a stream has reached a limit. */
export enum DiscardPolicy {
  /** The oldest messages. */
  Old = "old",
  /** The message that is published: it is refused. */
  New = "new",
}

/** Where a stream keeps its messages. */
export enum StorageType {
  /** In files. */
  File = "file",
  /** In the server's memory, until it ends. */
  Memory = "memory",
}

/** Which message a consumer begins with. */
export enum DeliverPolicy {
  /** The first that the stream has. */
  All = "all",
  /** The last that the stream has. */
  Last = "last",
  /** The first that comes after the consumer was made. */
  New = "new",
  /** That of {@link ConsumerConfig.opt_start_seq}. */
  StartSequence = "by_start_sequence",
  /** The first at or after {@link ConsumerConfig.opt_start_time}. */
  StartTime = "by_start_time",
  /** The last of each subject. */
  LastPerSubject = "last_per_subject",
}

/** What a consumer expects for its messages. */
export enum AckPolicy {
  /** Nothing. */
  None = "none",
  /** Acknowledgements, each of which stands for all messages before it, too. */
  All = "all",
  /** An acknowledgement of each message. */
  Explicit = "explicit",
  /** @ignore */
  NotSet = "",
}

/** How fast a consumer delivers what is stored already. */
export enum ReplayPolicy {
  /** As fast as it is taken. */
  Instant = "instant",
  /** At the intervals at which it was published. */
  Original = "original",
}

/** How a stream compresses what it stores. */
export enum StoreCompression {
  /** Not at all. */
  None = "none",
  /** With S2. */
  S2 = "s2",
}

/** What making a consumer may do. */
export enum ConsumerApiAction {
  /** Make it or change it. */
  CreateOrUpdate = "",
  /** Change one that exists. */
  Update = "update",
  /** Make one; that it exists with another configuration is an error. */
  Create = "create",
}

/** What an {@link Advisory} is about: the last word of its type. */
export enum AdvisoryKind {
  API = "api_audit",
  StreamAction = "stream_action",
  ConsumerAction = "consumer_action",
  SnapshotCreate = "snapshot_create",
  SnapshotComplete = "snapshot_complete",
  RestoreCreate = "restore_create",
  RestoreComplete = "restore_complete",
  MaxDeliver = "max_deliver",
  Terminated = "terminated",
  Ack = "consumer_ack",
  StreamLeaderElected = "stream_leader_elected",
  StreamQuorumLost = "stream_quorum_lost",
  ConsumerLeaderElected = "consumer_leader_elected",
  ConsumerQuorumLost = "consumer_quorum_lost",
}

/** Headers that servers and clients use with JetStream, and values of them. */
export enum JsHeaders {
  /** Where a message was copied from: the stream and the sequence there. */
  StreamSourceHdr = "Nats-Stream-Source",
  /** In heartbeats: the consumer sequence of the last message that was delivered. */
  LastConsumerSeqHdr = "Nats-Last-Consumer",
  /** In heartbeats: the stream sequence of the last message that was delivered. */
  LastStreamSeqHdr = "Nats-Last-Stream",
  /** In heartbeats: where to answer so that a consumer which waits for flow control goes on. */
  ConsumerStalledHdr = "Nats-Consumer-Stalled",
  /** Bytes of the payload, where {@link ConsumerConfig.headers_only} leaves it out. */
  MessageSizeHdr = "Nats-Msg-Size",
  /** Has a message take the place of earlier ones: {@link RollupValueSubject} or {@link RollupValueAll}. */
  RollupHdr = "Nats-Rollup",
  /** Those of its subject. */
  RollupValueSubject = "sub",
  /** All of the stream. */
  RollupValueAll = "all",
  /** In statuses: how many messages of what was asked for will not come. */
  PendingMessagesHdr = "Nats-Pending-Messages",
  /** In statuses: how many bytes of what was asked for will not come. */
  PendingBytesHdr = "Nats-Pending-Bytes",
}

/** Headers of messages that a stream publishes again, as {@link Republish} says. */
export enum RepublishHeaders {
  /** The stream. */
  Stream = "Nats-Stream",
  /** The subject under which the message is stored. */
  Subject = "Nats-Subject",
  /** The message's sequence. */
  Sequence = "Nats-Sequence",
  /** The sequence of the message before it on the same subject; 0 if there is none. */
  LastSequence = "Nats-Last-Sequence",
  /** Bytes of the payload, where {@link Republish.headers_only} leaves it out. */
  Size = "Nats-Msg-Size",
}

/** Headers of messages that are read directly, which say what they are. */
export enum DirectMsgHeaders {
  /** The stream. */
  Stream = "Nats-Stream",
  /** The message's sequence. */
  Sequence = "Nats-Sequence",
  /** When it was stored. */
  TimeStamp = "Nats-Time-Stamp",
  /** Its subject. */
  Subject = "Nats-Subject",
}

/** Headers of published messages by which servers tell duplicates and refuse what is not expected. */
export enum PubHeaders {
  MsgIdHdr = "Nats-Msg-Id",
  ExpectedStreamHdr = "Nats-Expected-Stream",
  ExpectedLastSeqHdr = "Nats-Expected-Last-Sequence",
  ExpectedLastMsgIdHdr = "Nats-Expected-Last-Msg-Id",
  ExpectedLastSubjectSequenceHdr = "Nats-Expected-Last-Subject-Sequence",
}

/** What the status of {@link ConsumerMessages} tells that a program may want to act on. */
export enum ConsumerEvents {
  /** The server fell silent; `data` is the number of heartbeats missed. There is no counting while there is no link. */
  HeartbeatsMissed = "heartbeats_missed",
  /** The consumer is gone; `data` is how often in a row it was not found. An ordered consumer is made anew. */
  ConsumerNotFound = "consumer_not_found",
  /** The stream is gone; `data` is how often in a row it was not found. */
  StreamNotFound = "stream_not_found",
  /** The consumer was deleted; `data` is the server's words. */
  ConsumerDeleted = "consumer_deleted",
  /** An ordered consumer was made anew; `data` is its new name. */
  OrderedConsumerRecreated = "ordered_consumer_recreated",
  /** Nobody answers: JetStream is not there, or neither stream nor consumer. */
  NoResponders = "no_responders",
}

/** Reports of {@link ConsumerMessages} about its own steps; safe to ignore. */
export enum ConsumerDebugEvents {
  /** A status of the server that changes nothing; `data` is its code and words. */
  DebugEvent = "debug",
  /** The server gave up on a request; `data` is `{ msgsLeft, bytesLeft }`, what will not come of it. */
  Discard = "discard",
  /** The consumer begins anew. */
  Reset = "reset",
  /** More messages are asked for; `data` is the {@link PullOptions}. */
  Next = "next",
}

/** What a watch of a key-value bucket begins with. */
export enum KvWatchInclude {
  /** The last value of each key. */
  LastValue = "",
  /** Everything that is stored of each key. */
  AllHistory = "history",
  /** Nothing: only what changes from now on. */
  UpdatesOnly = "updates",
}
