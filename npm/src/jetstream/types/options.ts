/** Options of JetStream as a whole. Source: the `nats.ws` 1.30.3 API. */

/** How JetStream is reached. */
export interface JetStreamOptions {
  /** What the subjects of requests begin with, where it is not the default, `$JS.API`. A final dot is left out. */
  apiPrefix?: string;
  /** Milliseconds to wait for the answer to a request. Default 5000. */
  timeout?: number;
  /** The JetStream domain. With it the prefix is `$JS.<domain>.API`, whatever {@link apiPrefix} is. */
  domain?: string;
}

/** How a {@link JetStreamManager} is made. */
export interface JetStreamManagerOptions extends JetStreamOptions {
  /** Whether to ask first whether the account has JetStream. Default true. */
  checkAPI?: boolean;
}
