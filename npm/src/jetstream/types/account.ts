/** What an account may use of JetStream, and what it does. Source: the `nats.ws` 1.30.3 API. */

/** The limits of an account. -1 is no limit. */
export interface AccountLimits {
  /** Bytes of memory for messages. */
  max_memory: number;
  /** Bytes of files for messages. */
  max_storage: number;
  /** Streams. */
  max_streams: number;
  /** Consumers. */
  max_consumers: number;
  /** Messages of one consumer that may wait for their acknowledgement. */
  max_ack_pending: number;
  /** Bytes of one stream in memory. */
  memory_max_stream_bytes: number;
  /** Bytes of one stream in files. */
  storage_max_stream_bytes: number;
  /** Whether each stream must have {@link StreamUpdateConfig.max_bytes}. */
  max_bytes_required: number;
}

/** What is used. */
export interface JetStreamUsage {
  /** Bytes of memory for messages. */
  memory: number;
  /** Bytes of files for messages. */
  storage: number;
  /** Streams. */
  streams: number;
  /** Consumers. */
  consumers: number;
}

/** What is used and may be. */
export interface JetStreamUsageAccountLimits extends JetStreamUsage {
  limits: AccountLimits;
}

/** What is used and may be, in all and by the number of replicas. */
export interface JetStreamAccountStats extends JetStreamUsageAccountLimits {
  api: JetStreamApiStats;
  /** The JetStream domain, if there is one. */
  domain?: string;
  /** By the number of replicas, where the limits are set like that. */
  tiers?: {
    R1?: JetStreamUsageAccountLimits;
    R3?: JetStreamUsageAccountLimits;
  };
}

/** Counts of requests. */
export interface JetStreamApiStats {
  /** All requests of the account. */
  total: number;
  /** Those that were answered with an error. */
  errors: number;
}
