/** The connection with everything, as the user holds it. */
import { CoreConnectionImpl } from "../../core/connection.js";
import { JetStreamClientImpl, managerOf } from "../../jetstream/client.js";
import type { JetStreamHost } from "../../jetstream/context.js";
import { rulesOf } from "../../jetstream/core.js";
import { readersOf } from "../../jetstream/reading.js";
import type { JetStreamClient, JetStreamManager } from "../../jetstream/types/client.js";
import type { JetStreamManagerOptions, JetStreamOptions } from "../../jetstream/types/options.js";
import { ServicesImpl } from "../../services/client.js";
import type { ServicesAPI } from "../../services/types.js";
import type { Connection } from "../../types/connection.js";

/** A connection of core NATS, and what stands above it. */
export class NatsConnectionImpl extends CoreConnectionImpl implements Connection {
  private servicesApi: ServicesAPI | undefined;

  get services(): ServicesAPI {
    this.servicesApi ??= new ServicesImpl(this, this.driver);
    return this.servicesApi;
  }

  jetstream(opts?: JetStreamManagerOptions | JetStreamOptions): JetStreamClient {
    this.driver.mustBeOpen();
    return new JetStreamClientImpl(this.jetstreamHost, readersOf(this.driver), opts);
  }

  async jetstreamManager(opts?: JetStreamManagerOptions): Promise<JetStreamManager> {
    this.driver.mustBeOpen();
    return managerOf(this.jetstreamHost, readersOf(this.driver), opts);
  }

  private get jetstreamHost(): JetStreamHost {
    const { core, options } = this.driver;
    return { nc: this, core: rulesOf(core.wasm), inboxPrefix: options.inboxPrefix };
  }
}
