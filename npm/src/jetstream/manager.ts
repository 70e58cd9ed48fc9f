/** Looking after JetStream. */

import { ApiVerb } from "../core/boundary.js";
import { QueuedIteratorImpl } from "../queued_iterator.js";
import { ConsumerAPIImpl } from "./consumers.js";
import { JetStreamContext, type JetStreamHost } from "./context.js";
import { DirectStreamAPIImpl } from "./direct.js";
import type { AdvisoryKind } from "./enums.js";
import { ConsumersImpl, type Readers } from "./readers.js";
import { StreamAPIImpl } from "./streams.js";
import type { JetStreamAccountStats } from "./types/account.js";
import type { Advisory } from "./types/advisories.js";
import type { ApiResponse } from "./types/api.js";
import type { JetStreamClient, JetStreamManager } from "./types/client.js";
import type { ConsumerAPI, DirectStreamAPI, StreamAPI } from "./types/manager.js";
import type { JetStreamManagerOptions, JetStreamOptions } from "./types/options.js";

/** Makes a client with the options of a manager. */
export type ClientMaker = (opts: JetStreamOptions) => JetStreamClient;

/**
 * Returns a manager, once the server has said that the account has JetStream, unless
 * {@link JetStreamManagerOptions.checkAPI} is false.
 */
export async function jetstreamManager(
  host: JetStreamHost,
  readers: Readers,
  makeClient: ClientMaker,
  opts?: JetStreamManagerOptions,
): Promise<JetStreamManager> {
  const manager = new JetStreamManagerImpl(new JetStreamContext(host, opts), readers, makeClient);
  if (opts?.checkAPI !== false) {
    await manager.getAccountInfo();
  }
  return manager;
}

export class JetStreamManagerImpl implements JetStreamManager {
  readonly consumers: ConsumerAPI;
  readonly streams: StreamAPI;
  readonly direct: DirectStreamAPI;

  constructor(
    private readonly js: JetStreamContext,
    readers: Readers,
    private readonly makeClient: ClientMaker,
  ) {
    this.consumers = new ConsumerAPIImpl(js);
    this.streams = new StreamAPIImpl(js, new ConsumersImpl(js, this.consumers, readers));
    this.direct = new DirectStreamAPIImpl(js);
  }

  getAccountInfo(): Promise<JetStreamAccountStats> {
    return this.js.request(ApiVerb.AccountInfo);
  }

  advisories(): AsyncIterable<Advisory> {
    const advisories = new QueuedIteratorImpl<Advisory>();
    const sub = this.js.nc.subscribe(ADVISORIES, {
      callback: (err, msg) => {
        try {
          if (err !== null) {
            throw err;
          }
          advisories.push(advisoryOf(msg.json<ApiResponse>()));
        } catch (reason) {
          advisories.push(() => advisories.stop(reason as Error));
        }
      },
    });
    // Whichever ends first takes the other along.
    advisories.iterClosed.then(() => sub.unsubscribe());
    sub.closed.then(() => advisories.push(() => advisories.stop()));
    return advisories;
  }

  getOptions(): JetStreamOptions {
    return this.js.options();
  }

  jetstream(): JetStreamClient {
    return this.makeClient(this.getOptions());
  }
}

function advisoryOf(data: ApiResponse): Advisory {
  const type = data.type ?? "";
  return { kind: type.slice(type.lastIndexOf(".") + 1) as AdvisoryKind, data };
}

/** Advisories come under this subject whatever the prefix of requests is. */
const ADVISORIES = "$JS.EVENT.ADVISORY.>";
