/**
 * NATS over WebSocket.
 *
 * @packageDocumentation
 */
export * from "./common_mod.js";
export { connect } from "./entries/nats/connect.js";
export { ServiceResponseType, ServiceVerb } from "./events.js";
export * from "./jetstream/mod.js";
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
export type { Connection, NatsConnection } from "./types/connection.js";
