/** The way in for programs of core NATS alone: a smaller module. */
import { connectBy } from "../../core/connect.js";
import { CoreConnectionImpl } from "../../core/connection.js";
import { Runtime } from "../../core/runtime.js";
import type { CoreConnection } from "../../types/connection.js";
import type { ConnectionOptions } from "../../types/options.js";
import { coreModule } from "./module_embedded.js";

/**
 * Connects to a server of a NATS system over WebSocket: publish and subscribe, requests, queue groups. It does and rejects
 * as `connect` of `nats-web`, whose connections have services besides.
 *
 * @example
 * ```ts
 * import { connect } from "nats-web/core";
 *
 * const nc = await connect({ servers: "wss://demo.nats.io:8443" });
 * ```
 */
export function connect(opts: ConnectionOptions = {}): Promise<CoreConnection> {
  return connectBy(runtime, opts, (driver) => new CoreConnectionImpl(driver));
}

const runtime = /* @__PURE__ */ new Runtime(coreModule);
