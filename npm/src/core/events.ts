/** The core's events, carried out: each kind is one line here and one method of the connection. */
import { decoder } from "../text.js";
import * as code from "./codes.js";
import { EVENT_A, EVENT_B, TEXT, TEXT_LEN } from "./layout.js";
import { core, heap, refresh } from "./runtime.js";

/** What a connection does about the core's events. */
export interface EventHandler {
  dial(dial: number, url: string): void;
  hangUp(): void;
  giveCredentials(dial: number, nonce: string | undefined): void;
  giveReconnectDelay(): void;
  connected(again: boolean, server: string): void;
  disconnected(server: string): void;
  reconnecting(server: string): void;
  informed(json: string): void;
  serversChanged(added: string[], deleted: string[]): void;
  lameDuck(server: string): void;
  serverError(kind: number, texts: string[]): void;
  pingTimer(outstanding: number): void;
  stale(): void;
  reconnectRequested(): void;
  subscriptionEnded(slot: number, end: number, texts: string[]): void;
  requestFailed(slot: number, failure: number, texts: string[]): void;
  flushed(flush: number, failure: number): void;
  ended(error: number, detail: number, texts: string[]): void;
}

/** Carries out what waits in `session`, whose status words begin at index `status`. */
export function carryOut(session: number, status: number, handler: EventHandler): void {
  for (let kind = core.event(session); kind !== 0; kind = core.event(session)) {
    if (heap.u32.length === 0) {
      refresh();
    }
    dispatch(kind, heap.u32[status + EVENT_A]!, heap.u32[status + EVENT_B]!, texts(session, status), handler);
    if (kind === code.CLOSED) {
      return;
    }
  }
}

function texts(session: number, status: number): string[] {
  const all: string[] = [];
  while (core.text_of(session, all.length)) {
    const start = heap.u32[status + TEXT]!;
    all.push(decoder.decode(heap.u8.subarray(start, start + heap.u32[status + TEXT_LEN]!)));
  }
  return all;
}

function dispatch(kind: number, a: number, b: number, texts: string[], handler: EventHandler): void {
  const [text = ""] = texts;
  switch (kind) {
    case code.DIAL:
      return handler.dial(a, text);
    case code.HANGUP:
      return handler.hangUp();
    case code.CREDENTIALS_NEEDED:
      return handler.giveCredentials(a, texts[0]);
    case code.RECONNECT_DELAY_NEEDED:
      return handler.giveReconnectDelay();
    case code.CONNECTED:
      return handler.connected(a === 1, text);
    case code.DISCONNECTED:
      return handler.disconnected(text);
    case code.RECONNECTING:
      return handler.reconnecting(text);
    case code.INFO:
      return handler.informed(text);
    case code.SERVERS_CHANGED:
      return handler.serversChanged(texts.slice(0, a), texts.slice(a, a + b));
    case code.LAME_DUCK:
      return handler.lameDuck(text);
    case code.SERVER_ERROR:
      return handler.serverError(a, texts);
    case code.PING_TIMER:
      return handler.pingTimer(a);
    case code.STALE:
      return handler.stale();
    case code.RECONNECT_REQUESTED:
      return handler.reconnectRequested();
    case code.SUBSCRIPTION_ENDED:
      return handler.subscriptionEnded(a, b, texts);
    case code.REQUEST_FAILED:
      return handler.requestFailed(a, b, texts);
    case code.FLUSHED:
      return handler.flushed(a, b);
    case code.CLOSED:
      return handler.ended(a, b, texts);
  }
}
