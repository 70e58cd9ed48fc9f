/**
 * NATS over WebSocket: core NATS alone, smaller than `nats-web`.
 *
 * @packageDocumentation
 */
export * from "./common_mod.js";
export { connect } from "./entries/core/connect.js";
export type { CoreConnection } from "./types/connection.js";
