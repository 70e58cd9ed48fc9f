/** The core's events, carried out. */
import { checkType } from "../checks.js";
import { ErrorCode, NatsError } from "../errors.js";
import { DebugEvents, Events } from "../events.js";
import type { ResolvedOptions } from "../options.js";
import { isThenable } from "../platform.js";
import type { Auth } from "../types/auth.js";
import type { Deferred } from "../util.js";
import {
  type ConnectionError,
  ConnectionErrorCode,
  CREDENTIALS,
  type EventHandler,
  type EventReader,
  type FlushFailureCode,
  type RequestFailureCode,
  type ServerError,
  SubscriptionEndCode,
} from "./boundary.js";
import { connectionError, flushFailure, requestFailure, serverError } from "./codes.js";
import { seemsStale } from "./compat.js";
import type { CoreSession } from "./core_session.js";
import type { Owner } from "./owner_host.js";
import type { Requests } from "./requests.js";
import type { Statuses } from "./statuses.js";
import type { Subscriptions } from "./subscription.js";

/** What the events need of a connection. */
export interface EventHost {
  readonly core: CoreSession;
  readonly options: ResolvedOptions;
  readonly statuses: Statuses;
  readonly subs: Subscriptions;
  readonly requests: Requests;
  readonly services: Map<number, Owner>;
  readonly flows: Map<number, Owner>;
  readonly flushes: Map<number, Deferred<void>>;
  /** What the last link came to its end by, where that was an error. */
  readonly linkError: Error | undefined;
  /** What an authenticator failed with. */
  credentialsError: Error | undefined;
  /** Calls into the core, then does what the core wants done. */
  enter<T>(call: () => T): T | undefined;
  /** Has a link to `url` for the core's dial of this number. */
  dial(dial: number, url: string): void;
  /** Lets go of the socket, within so many milliseconds. */
  hangUp(within: number): void;
  /** A server is about to be dialled. */
  dialling(server: string): void;
  /** A server has let us in. */
  linked(): void;
  /** The link is lost. */
  unlinked(): void;
  /** Whether the link to a server stands. */
  readonly isLinked: boolean;
  /** Takes the server's INFO. */
  informed(json: string): void;
  /** The session is over. */
  ended(error: Error | undefined): void;
}

/** Carries out the events of one session. */
export class EventReactions implements EventHandler {
  constructor(private readonly host: EventHost) {}

  onDial(dial: number, url: string): void {
    this.host.dial(dial, url);
  }

  onHangup(_dial: number, within: number): void {
    this.host.hangUp(within);
  }

  onCredentialsNeeded(dial: number, nonce: string | undefined): void {
    const { core, options } = this.host;
    const fail = (err: unknown) => {
      this.host.credentialsError = err as Error;
      this.host.enter(() => core.credentials(dial, false));
    };
    const give = (auth: Auth) => {
      const given = (auth ?? {}) as Record<string, string | undefined>;
      try {
        for (const name of CREDENTIALS) {
          checkType(name, given[name] || undefined, "string");
        }
      } catch (err) {
        return fail(err);
      }
      try {
        this.host.enter(() => {
          CREDENTIALS.forEach((name, key) => {
            if (given[name]) {
              core.credential(key, given[name]);
            }
          });
          core.credentials(dial, true);
        });
      } catch {
        fail(new NatsError("credentials are too long", ErrorCode.InvalidOption));
      }
    };
    let auth: Auth | Promise<Auth>;
    try {
      auth = options.authenticator(nonce);
    } catch (err) {
      return fail(err);
    }
    if (isThenable(auth)) {
      auth.then(give, fail);
    } else {
      give(auth);
    }
  }

  onReconnectDelayNeeded(): void {
    const { core, options } = this.host;
    let wait = -1;
    try {
      const answer = options.reconnectDelayHandler();
      wait = answer >= 0 ? answer : wait;
    } catch (err) {
      console.error("nats-web: reconnectDelayHandler threw", err);
    }
    this.host.enter(() => core.reconnectDelay(wait));
  }

  onConnected(server: string, again: boolean): void {
    this.host.linked();
    if (again) {
      this.host.statuses.report(Events.Reconnect, server);
    }
  }

  onDisconnected(server: string): void {
    this.host.unlinked();
    this.host.statuses.report(Events.Disconnect, server);
  }

  onReconnecting(server: string): void {
    this.host.dialling(server);
    this.host.statuses.report(DebugEvents.Reconnecting, server);
  }

  onInfo(json: string): void {
    this.host.informed(json);
  }

  onServersChanged(added: string[], deleted: string[]): void {
    this.host.statuses.report(Events.Update, { added, deleted });
  }

  onLameDuck(server: string): void {
    this.host.statuses.report(Events.LDM, server);
  }

  onServerError(reported: ServerError): void {
    const { isLinked, statuses } = this.host;
    const error = serverError(reported);
    statuses.report(Events.Error, error.code, error.permissionContext);
    if (isLinked && seemsStale(error)) {
      statuses.report(DebugEvents.StaleConnection);
    }
  }

  onProtocolBroken(broken: ConnectionError): void {
    const error = connectionError(broken, undefined);
    this.host.statuses.tell({ type: Events.Error, data: error.code, error });
  }

  onPingTimer(outstanding: number): void {
    this.host.statuses.report(DebugEvents.PingTimer, `${outstanding}`);
  }

  onStale(): void {
    this.host.statuses.report(DebugEvents.StaleConnection);
  }

  onReconnectRequested(): void {
    this.host.statuses.report(DebugEvents.ClientInitiatedReconnect);
  }

  onSubscriptionEnded(slot: number, end: SubscriptionEndCode, denial: ServerError | undefined): void {
    const sub = this.host.subs.at(slot);
    if (sub !== undefined) {
      const timeout = end === SubscriptionEndCode.TimedOut ? sub.timeoutError : undefined;
      this.host.subs.drop(sub, denial ? serverError(denial) : (timeout ?? sub.endError));
    }
  }

  onRequestOver(slot: number): void {
    this.host.requests.settle(slot, () => undefined);
  }

  onRequestFailed(slot: number, failure: RequestFailureCode, denial: ServerError | undefined): void {
    this.host.requests.settle(slot, () => requestFailure(failure, denial));
  }

  onFlushed(flush: number, failure: FlushFailureCode | 0): void {
    const { flushes } = this.host;
    const done = flushes.get(flush);
    flushes.delete(flush);
    if (failure === 0) {
      done?.resolve();
    } else {
      done?.reject(flushFailure(failure));
    }
  }

  onServiceEvent(service: number, kind: number, read: EventReader): void {
    this.host.services.get(service)?.handleEvent(kind, read);
  }

  onFlowEvent(flow: number, kind: number, read: EventReader): void {
    this.host.flows.get(flow)?.handleEvent(kind, read);
  }

  onClosed(error: ConnectionError | undefined): void {
    const { credentialsError, linkError } = this.host;
    // What an authenticator that was asked for an earlier socket failed with has ended nothing.
    const isTheirs = error?.code === ConnectionErrorCode.Credentials;
    this.host.ended(isTheirs ? credentialsError : error && connectionError(error, linkError));
  }
}
