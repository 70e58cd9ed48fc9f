/** What those that own subscriptions of the core need of a connection: services, and flows of JetStream. */
import type { NatsError } from "../errors.js";
import type { Msg } from "../types/messages.js";
import type { EventReader } from "./boundary.js";
import type { CoreId, CoreSession } from "./core_session.js";

export interface OwnerHost {
  readonly core: CoreSession;
  /** Whether the connection is over, and its session gone. */
  readonly isOver: boolean;
  /** @throws NatsError if the connection is closed */
  mustBeOpen(): void;
  /** What to tell the user of an error. */
  reason(err: unknown): unknown;
  /** Calls into the core, then does what the core wants done. Once the connection is over, nothing. */
  enter<T>(call: () => T): T | undefined;
  /** After a command that may have written something. */
  settleUp(): void;
  /** Has `take` take the messages of a subscription that the core has made. */
  adopt(id: CoreId, subject: string, take: (msg: Msg) => void): void;
}

/** One that owns subscriptions. */
export interface Owner {
  /** Carries out its event of this kind, whose fields but the first `read` reads. */
  handleEvent(kind: number, read: EventReader): void;
  /** The core is gone. */
  lost(error: NatsError): void;
}
