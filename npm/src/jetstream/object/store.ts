/** A store, as its parts have it, and finding objects in it. */
import type { FlowHost } from "../../core/flows.js";
import type { NatsError } from "../../errors.js";
import type { JetStreamContext } from "../context.js";
import type { ReadOrdered } from "../read_ordered.js";
import type { JetStreamManager } from "../types/client.js";
import type { StoredInfo } from "./info.js";
import type { ObjectRules } from "./rules.js";

export interface Store {
  readonly js: JetStreamContext;
  readonly jsm: JetStreamManager;
  readonly rules: ObjectRules;
  readonly flows: FlowHost;
  readonly readOrdered: ReadOrdered;
  readonly bucket: string;
  readonly stream: string;
}

/** What is known of an object, and where that stands. */
export interface Found {
  info: StoredInfo;
  subject: string;
  revision: number;
}

/** Finds an object; null if there is none. One that was deleted says so. */
export async function find(store: Store, name: string): Promise<Found | null> {
  const { subject, latin1 } = store.rules.meta(store.bucket, name);
  const found = await last(store, subject);
  return found === null && latin1 !== undefined ? last(store, latin1) : found;
}

/** Finds what stands at a subject; null if there is nothing. */
export async function last(store: Store, subject: string): Promise<Found | null> {
  try {
    const msg = await store.jsm.streams.getMessage(store.stream, { last_by_subj: subject });
    return { info: msg.json<StoredInfo>(), subject, revision: msg.seq };
  } catch (err) {
    if ((err as NatsError).code === NOT_FOUND) {
      return null;
    }
    throw err;
  }
}

/** The status of an error that says there is no such message, or stream. */
export const NOT_FOUND = "404";
