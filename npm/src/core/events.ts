/** The core's events, carried out. */
import { checkType } from "../checks.js";
import { ErrorCode, NatsError } from "../errors.js";
import { DebugEvents, Events } from "../events.js";
import { isThenable } from "../platform.js";
import { decoder } from "../text.js";
import type { Auth } from "../types.js";
import {
  CLOSED,
  CONNECTED,
  CREDENTIALS_NEEDED,
  connectionError,
  DIAL,
  DISCONNECTED,
  END_DENIED,
  END_TIMED_OUT,
  FLUSHED,
  flushFailure,
  HANGUP,
  INFO,
  LAME_DUCK,
  NO_CREDENTIALS,
  PING_TIMER,
  PROTOCOL_BROKEN,
  RECONNECT_DELAY_NEEDED,
  RECONNECT_REQUESTED,
  RECONNECTING,
  REQUEST_ENDED,
  requestFailure,
  SERVER_ERROR,
  SERVERS_CHANGED,
  STALE,
  SUBSCRIPTION_ENDED,
  serverError,
} from "./codes.js";
import type { Driver } from "./driver.js";
import { EVENT_A, EVENT_B, TEXT, TEXT_LEN } from "./layout.js";

/** Carries out what waits in the driver's session. */
export function carryOut(driver: Driver): void {
  const { session, status, wasm } = driver;
  while (!driver.isOver) {
    const kind = wasm.core.event(session);
    if (kind === 0) {
      return;
    }
    const { u32 } = wasm.fresh();
    react(driver, kind, u32[status + EVENT_A]!, u32[status + EVENT_B]!, texts(driver));
  }
}

/** The texts that the core has just given. */
export function texts({ session, status, wasm }: Driver): string[] {
  const all: string[] = [];
  while (wasm.core.text_of(session, all.length)) {
    const start = wasm.u32[status + TEXT]!;
    all.push(decoder.decode(wasm.u8.subarray(start, start + wasm.u32[status + TEXT_LEN]!)));
  }
  return all;
}

/** What is done about an event of `kind` with its numbers and texts. */
function react(driver: Driver, kind: number, a: number, b: number, texts: string[]): void {
  const { statuses } = driver;
  const [text = ""] = texts;
  switch (kind) {
    case DIAL:
      return driver.dial(a, text);
    case HANGUP:
      return driver.hangUp();
    case CREDENTIALS_NEEDED:
      return giveCredentials(driver, a, texts[0]);
    case RECONNECT_DELAY_NEEDED:
      return giveReconnectDelay(driver);
    case CONNECTED:
      return connected(driver, a === 1, text);
    case DISCONNECTED:
      driver.isLinked = false;
      return statuses.report(Events.Disconnect, text);
    case RECONNECTING:
      driver.server = text;
      return statuses.report(DebugEvents.Reconnecting, text);
    case INFO:
      return driver.informed(text);
    case SERVERS_CHANGED:
      return statuses.report(Events.Update, { added: texts.slice(0, a), deleted: texts.slice(a, a + b) });
    case LAME_DUCK:
      return statuses.report(Events.LDM, text);
    case SERVER_ERROR: {
      const error = serverError(a, texts);
      statuses.report(Events.Error, error.code, error.permissionContext);
      // What `nats.ws` says of every link that it gives up by itself. Observed.
      return driver.isLinked && error.isAuthError() ? statuses.report(DebugEvents.StaleConnection) : undefined;
    }
    case PROTOCOL_BROKEN: {
      const error = connectionError(a, b, texts, undefined)!;
      return statuses.tell({ type: Events.Error, data: error.code, error });
    }
    case PING_TIMER:
      return statuses.report(DebugEvents.PingTimer, `${a}`);
    case STALE:
      return statuses.report(DebugEvents.StaleConnection);
    case RECONNECT_REQUESTED:
      return statuses.report(DebugEvents.ClientInitiatedReconnect);
    case SUBSCRIPTION_ENDED:
      return subscriptionEnded(driver, a, b, texts);
    case REQUEST_ENDED:
      return driver.requests.settle(a, () => requestFailure(b, texts));
    case FLUSHED:
      return flushed(driver, a, b);
    case CLOSED:
      // What an authenticator that was asked for an earlier socket failed with has ended nothing.
      return driver.ended(
        a === NO_CREDENTIALS ? driver.credentialsError : connectionError(a, b, texts, driver.linkError),
      );
  }
}

function giveCredentials(driver: Driver, dial: number, nonce: string | undefined): void {
  const { core } = driver.wasm;
  const answer = (ok: boolean) => core.credentials(driver.session, Date.now(), dial, ok);
  const give = (auth: Auth) => {
    const given = (auth ?? {}) as Record<string, string | undefined>;
    try {
      CREDENTIALS.forEach((name) => checkType(name, given[name] || undefined, "string"));
    } catch (err) {
      return fail(err);
    }
    try {
      driver.enter(() => {
        CREDENTIALS.forEach((name, which) => {
          if (given[name]) {
            core.credential(driver.session, which, driver.outbound.text(given[name]));
          }
        });
        answer(true);
      });
    } catch {
      fail(new NatsError("credentials are too long", ErrorCode.InvalidOption));
    }
  };
  const fail = (err: unknown) => {
    driver.credentialsError = err as Error;
    driver.enter(() => answer(false));
  };
  let auth: Auth | Promise<Auth>;
  try {
    auth = driver.options.authenticator(nonce);
  } catch (err) {
    return fail(err);
  }
  if (isThenable(auth)) {
    auth.then(give, fail);
  } else {
    give(auth);
  }
}

function giveReconnectDelay(driver: Driver): void {
  const { options, session, wasm } = driver;
  let wait = options.reconnectTimeWait;
  try {
    const answer = options.reconnectDelayHandler();
    wait = answer >= 0 ? answer : wait;
  } catch (err) {
    console.error("nats-web: reconnectDelayHandler threw", err);
  }
  driver.enter(() => wasm.core.reconnect_delay(session, Date.now(), wait));
}

function connected(driver: Driver, again: boolean, server: string): void {
  driver.isLinked = true;
  if (again) {
    driver.statuses.report(Events.Reconnect, server);
  } else {
    driver.first.resolve();
  }
}

function subscriptionEnded(driver: Driver, slot: number, end: number, texts: string[]): void {
  const sub = driver.subs.at(slot);
  if (sub !== undefined) {
    const error = end === END_DENIED ? serverError(1, texts) : end === END_TIMED_OUT ? sub.timeoutError : undefined;
    driver.subs.drop(sub, error);
  }
}

function flushed({ flushes }: Driver, flush: number, failure: number): void {
  const done = flushes.get(flush);
  flushes.delete(flush);
  if (failure === 0) {
    done?.resolve();
  } else {
    done?.reject(flushFailure(failure));
  }
}

/** The fields of credentials, as the core numbers them. */
const CREDENTIALS = ["user", "pass", "auth_token", "jwt", "nkey", "sig"];
