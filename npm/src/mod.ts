/**
 * NATS over WebSocket.
 *
 * @packageDocumentation
 */
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
export { connect } from "./core/connect.js";
export { Empty } from "./empty.js";
export { type ApiError, ErrorCode, NatsError } from "./errors.js";
export { DebugEvents, Events, Match, RequestStrategy, ServiceResponseType, ServiceVerb } from "./events.js";
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
export { ServiceError, ServiceErrorCodeHeader, ServiceErrorHeader } from "./services/error.js";
export type {
  Endpoint,
  EndpointInfo,
  EndpointOptions,
  EndpointStats,
  NamedEndpointStats,
  Service,
  ServiceClient,
  ServiceConfig,
  ServiceGroup,
  ServiceHandler,
  ServiceIdentity,
  ServiceInfo,
  ServiceMetadata,
  ServiceMsg,
  ServiceResponse,
  ServiceStats,
  ServicesAPI,
} from "./services/types.js";
export type { MsgAdapter, TypedCallback, TypedSubscriptionOptions } from "./typed_subscription.js";
export type {
  AbortOptions,
  AsyncAuthenticator,
  Auth,
  Authenticator,
  BoundedSubscription,
  Connection,
  ConnectionOptions,
  JwtAuth,
  Msg,
  MsgHdrs,
  NatsConnection,
  NKeyAuth,
  NoAuth,
  Payload,
  PendingLimits,
  Publisher,
  PublishOptions,
  QueuedIterator,
  RequestManyOptions,
  RequestOptions,
  ReviverFn,
  ServerInfo,
  ServersChanged,
  SlowConsumer,
  Stats,
  Status,
  Sub,
  SubOpts,
  Subscription,
  SubscriptionOptions,
  TlsOptions,
  TokenAuth,
  UserPass,
  WebSocketLike,
  WsSocketFactory,
} from "./types.js";
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
