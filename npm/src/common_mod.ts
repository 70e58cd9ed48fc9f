/** What the entries of the package have in common: all that core NATS needs but the way in. */
export {
  buildAuthenticator,
  credsAuthenticator,
  jwtAuthenticator,
  nkeyAuthenticator,
  tokenAuthenticator,
  usernamePasswordAuthenticator,
} from "./authenticator.js";
export { Bench, type BenchOpts } from "./bench/bench.js";
export { Metric } from "./bench/metric.js";
export type { Perf } from "./bench/perf.js";
export { type Codec, JSONCodec, StringCodec } from "./codecs.js";
export { Empty } from "./empty.js";
export { type ApiError, ErrorCode, NatsError } from "./errors.js";
export { DebugEvents, Events, Match, RequestStrategy } from "./events.js";
export { canonicalMIMEHeaderKey, headers, MsgHdrsImpl } from "./headers.js";
export { createInbox } from "./inbox.js";
export { nkeys } from "./nkeys/mod.js";
export { Nuid, nuid } from "./nuid.js";
export type {
  DispatchedFn,
  IngestionFilterFn,
  IngestionFilterFnResult,
  ProtocolFilterFn,
} from "./queued_iterator.js";
export type { MsgAdapter, TypedCallback, TypedSubscriptionOptions } from "./typed_subscription.js";
export type {
  AsyncAuthenticator,
  Auth,
  Authenticator,
  JwtAuth,
  NKeyAuth,
  NoAuth,
  TokenAuth,
  UserPass,
} from "./types/auth.js";
export type { Msg, MsgHdrs, Payload, Publisher, PublishOptions, ReviverFn } from "./types/messages.js";
export type { ConnectionOptions, TlsOptions, WebSocketLike, WsSocketFactory } from "./types/options.js";
export type { AbortOptions, RequestManyOptions, RequestOptions } from "./types/requests.js";
export type { ServerInfo, ServersChanged, Stats, Status } from "./types/status.js";
export type {
  BoundedSubscription,
  PendingLimits,
  QueuedIterator,
  SlowConsumer,
  Sub,
  SubOpts,
  Subscription,
  SubscriptionOptions,
} from "./types/subscriptions.js";
export {
  type Backoff,
  backoff,
  type Deferred,
  type Delay,
  deadline,
  deferred,
  delay,
  millis,
  type Nanos,
  nanos,
  type SyncIterator,
  syncIterator,
  type Timeout,
} from "./util.js";
