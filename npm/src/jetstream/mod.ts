/** What of JetStream is part of the API. */
export { consumerOpts } from "./consumer_opts.js";
export {
  AckPolicy,
  AdvisoryKind,
  ConsumerDebugEvents,
  ConsumerEvents,
  DeliverPolicy,
  DirectMsgHeaders,
  DiscardPolicy,
  JsHeaders,
  KvWatchInclude,
  ReplayPolicy,
  RepublishHeaders,
  RetentionPolicy,
  StorageType,
  StoreCompression,
} from "./enums.js";
export { checkJsError, isFlowControlMsg, isHeartbeatMsg } from "./errors.js";
export type {
  AccountLimits,
  JetStreamAccountStats,
  JetStreamApiStats,
  JetStreamUsageAccountLimits,
} from "./types/account.js";
export type { Advisory } from "./types/advisories.js";
export type { ApiPagedRequest, Lister } from "./types/api.js";
export type { Consumers, JetStreamClient, JetStreamManager, Streams, Views } from "./types/client.js";
export type {
  AbortOnMissingResource,
  Bind,
  ConsumeBytes,
  ConsumeCallback,
  ConsumeMessages,
  ConsumeOptions,
  Consumer,
  ConsumerCallbackFn,
  ConsumerMessages,
  ConsumerStatus,
  Expires,
  FetchBytes,
  FetchMessages,
  FetchOptions,
  IdleHeartbeat,
  MaxBytes,
  MaxMessages,
  NextOptions,
  OrderedConsumerOptions,
  ThresholdBytes,
  ThresholdMessages,
} from "./types/consumer_messages.js";
export type {
  ConsumerConfig,
  ConsumerInfo,
  ConsumerInfoable,
  ConsumerUpdateConfig,
  SequenceInfo,
} from "./types/consumers.js";
export type {
  KV,
  KvCodec,
  KvCodecs,
  KvDeleteOptions,
  KvEntry,
  KvLimits,
  KvOptions,
  KvPutOptions,
  KvStatus,
  KvWatchOptions,
  RoKV,
} from "./types/kv.js";
export type { ConsumerAPI, DirectStreamAPI, Stream, StreamAPI } from "./types/manager.js";
export type { DeliveryInfo, DirectMsg, JsMsg, MsgDeleteRequest, StoredMsg } from "./types/messages.js";
export type {
  ObjectInfo,
  ObjectResult,
  ObjectStore,
  ObjectStoreLink,
  ObjectStoreMeta,
  ObjectStoreMetaOptions,
  ObjectStoreOptions,
  ObjectStorePutOpts,
  ObjectStoreStatus,
} from "./types/object_store.js";
export type { JetStreamManagerOptions, JetStreamOptions } from "./types/options.js";
export type { JetStreamPublishOptions, PubAck } from "./types/publish.js";
export type {
  DirectBatchOptions,
  DirectMsgRequest,
  LastForMsgRequest,
  MsgRequest,
  NextMsgRequest,
  PullOptions,
  SeqMsgRequest,
} from "./types/requests.js";
export type {
  ClusterInfo,
  ExternalStream,
  LostStreamData,
  PeerInfo,
  Placement,
  PurgeBySeq,
  PurgeBySubject,
  PurgeOpts,
  PurgeResponse,
  PurgeTrimOpts,
  Republish,
  StreamAlternate,
  StreamConfig,
  StreamConsumerLimits,
  StreamInfo,
  StreamInfoRequestOptions,
  StreamNames,
  StreamSource,
  StreamSourceInfo,
  StreamState,
  StreamUpdateConfig,
  SubjectTransformConfig,
} from "./types/streams.js";
export type {
  Closed,
  ConsumerOpts,
  ConsumerOptsBuilder,
  Destroyable,
  JetStreamPullSubscription,
  JetStreamSubscription,
  JetStreamSubscriptionOptions,
  JsMsgCallback,
  Pullable,
} from "./types/subscriptions.js";
