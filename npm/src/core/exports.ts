/**
 * What the wasm module exports. The Rust side of this, with the meaning of each, is `crates/wasm/src/exports.rs`. The build
 * shortens these names, there and here.
 */

/** The module's functions take and give numbers; `session` is what {@link Exports.session} gave. */
export interface Exports {
  readonly memory: WebAssembly.Memory;
  draft(seedHigh: number, seedLow: number): number;
  draft_text(draft: number, length: number): number;
  draft_server(draft: number, length: number): number;
  draft_name(draft: number, length: number): void;
  draft_inbox(draft: number, length: number): number;
  draft_times(draft: number, connect: number, ping: number, wait: number, jitter: number, renewal: number): void;
  draft_limits(draft: number, pingOut: number, attempts: number, pending: number): void;
  draft_switches(draft: number, bits: number): void;
  draft_release(draft: number): void;
  session(draft: number): number;
  release(session: number): void;
  status(session: number): number;
  reserve_scratch(session: number, length: number): boolean;
  reserve_input(session: number, length: number): void;
  reset_input(session: number): void;
  start(session: number, now: number): void;
  opened(session: number, now: number, dial: number): void;
  closed(session: number, now: number, dial: number, why: number): void;
  payload(session: number, dial: number, available: number): number;
  bytes(session: number, now: number, dial: number, length: number): number;
  no_room(session: number, now: number, dial: number): void;
  keep(session: number, length: number): void;
  timeout(session: number, now: number, due: number): void;
  credential(session: number, which: number, length: number): void;
  credentials(session: number, now: number, dial: number, ok: boolean): void;
  reconnect_delay(session: number, now: number, wait: number): void;
  publish(session: number, subject: number, reply: number, headers: number, payload: number): number;
  publish_again(session: number, headers: number, payload: number): number;
  request(
    session: number,
    now: number,
    subject: number,
    reply: number,
    headers: number,
    payload: number,
    inbox: number,
    timeout: number,
    until: number,
    amount: number,
  ): number;
  cancel_request(session: number, slot: number): void;
  subscribe(session: number, now: number, subject: number, queue: number, max: number, timeout: number): number;
  unsubscribe(session: number, slot: number, max: number): number;
  drain_subscription(session: number, slot: number): number;
  flush(session: number): number;
  drain(session: number, now: number): number;
  reconnect(session: number, now: number): number;
  probe(session: number, now: number): void;
  close(session: number): void;
  service_check(session: number, ...lengths: number[]): number;
  service_place(session: number, ...lengths: number[]): number;
  service_subject(session: number, verb: number, scope: number, ...lengths: number[]): number;
  transmit(session: number): number;
  event(session: number): number;
  text_of(session: number, index: number): number;
  stat(session: number, which: number): number;
}
