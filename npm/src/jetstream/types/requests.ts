/** Which messages to read, and how many. Source: the `nats.ws` 1.30.3 API. */

/** The last one of a subject. */
export interface LastForMsgRequest {
  /** The subject, with wildcards. */
  last_by_subj: string;
}

/** That of a sequence. */
export interface SeqMsgRequest {
  /** The sequence in the stream. */
  seq: number;
}

/** Which message to read. */
export type MsgRequest = SeqMsgRequest | LastForMsgRequest | number;

/** The first of a subject at or after a sequence. */
export type NextMsgRequest = {
  /** The sequence. */
  seq: number;
  /** The subject, with wildcards. */
  next_by_subj: string;
};

/** Which message to read directly. */
export type DirectMsgRequest = SeqMsgRequest | LastForMsgRequest | NextMsgRequest;

/** Which messages to read directly, all at once: the last one of each subject. */
export type DirectBatchOptions = {
  /** How many at most. */
  batch?: number;
  /** How many bytes at most. */
  max_bytes?: number;
  /** The subjects, with wildcards. */
  multi_last: string[];
  /** Leave aside what came after this sequence. */
  up_to_seq?: number;
  /** Leave aside what came after this time. */
  up_to_time?: Date | string;
};

/** How many messages to ask for, and for how long. */
export interface PullOptions {
  /** How many messages at most. */
  batch: number;
  /** Whether to do without those that are not there yet. */
  no_wait: boolean;
  /** Milliseconds to wait for them. */
  expires: number;
  /** How many bytes at most. */
  max_bytes: number;
  /** Milliseconds after which the server says that it is still there, if no message is. */
  idle_heartbeat: number;
}
