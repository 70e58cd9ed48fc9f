/** What a connection tells of itself and of its server. Source: the `nats.ws` 1.30.3 API; what goes beyond it says so. */
import type { NatsError } from "../errors.js";
import type { DebugEvents, Events } from "../events.js";
import type { SlowConsumer } from "./subscriptions.js";

/** What happened to a connection. */
export interface Status {
  type: Events | DebugEvents;
  /** A server, an error code, a count, or what changed in the cluster; see {@link Events} and {@link DebugEvents}. */
  data: string | ServersChanged | number;
  /** What was refused, if something was. */
  permissionContext?: { operation: string; subject: string };
  /** What the server did that made the connection give up its link; the type is then `"error"`. Beyond `nats.ws`. */
  error?: NatsError;
  /** Which subscription is too slow; the type is then `"slowConsumer"`. Beyond `nats.ws`. */
  slowConsumer?: SlowConsumer;
}

/** Which servers of the cluster came and went. */
export interface ServersChanged {
  readonly added: string[];
  readonly deleted: string[];
}

/** Counts since the connection was made. Bytes are those of headers and payloads. */
export interface Stats {
  inBytes: number;
  outBytes: number;
  inMsgs: number;
  outMsgs: number;
}

/** What the server says of itself when a client connects. Source: the INFO message of the NATS protocol. */
export interface ServerInfo {
  /** Whether credentials are needed. */
  auth_required?: boolean;
  /** The server's number for this client. */
  client_id: number;
  /** The client's address as the server sees it. */
  client_ip?: string;
  /** The name of the cluster. */
  cluster?: string;
  /** Other servers of the cluster. */
  connect_urls?: string[];
  /** The commit the server was built from. */
  git_commit?: string;
  /** The version of Go the server was built with. */
  go: string;
  /** Whether messages may have headers. */
  headers?: boolean;
  /** Where the server listens. */
  host: string;
  /** Whether JetStream is on. */
  jetstream?: boolean;
  /** Whether the server is about to shut down. */
  ldm?: boolean;
  /** Bytes that headers and payload of a message may have together. */
  max_payload: number;
  /** What to sign, where authentication asks for a signature. */
  nonce?: string;
  /** Where the server listens. */
  port: number;
  /** The version of the protocol. */
  proto: number;
  server_id: string;
  server_name: string;
  tls_available?: boolean;
  tls_required?: boolean;
  tls_verify?: boolean;
  /** The server's version. */
  version: string;
}
