/** What the build puts in the place of two imports; see `build.mjs`. */

declare module "virtual:wasm" {
  /** The wasm module in hexadecimal. */
  const hex: string;
  export default hex;
}

declare module "virtual:glue" {
  /** See `crates/wasm/src/config.rs`. */
  export class Config {
    constructor(seed_high: number, seed_low: number);
    free(): void;
    identity(name: string | undefined, lang: string, version: string): void;
    inbox_prefix(prefix: string): boolean;
    limits(ping_out: number, attempts: number, pending: number): void;
    server(address: string): number;
    switches(bits: number): void;
    times(connect: number, ping: number, wait: number, jitter: number): void;
  }

  /** See `crates/wasm/src/session.rs`. */
  export class Session {
    constructor(config: Config);
    free(): void;
    status(): number;
    reserve_scratch(len: number): void;
    reserve_input(len: number): void;
    reset_input(): void;
    start(now: number): void;
    opened(now: number, dial: number): void;
    closed(now: number, dial: number, why: string): void;
    payload(dial: number, available: number): number;
    bytes(now: number, dial: number, len: number): number;
    keep(len: number): void;
    timeout(now: number): void;
    credentials(
      now: number,
      dial: number,
      ok: boolean,
      user?: string,
      pass?: string,
      token?: string,
      jwt?: string,
      nkey?: string,
      sig?: string,
    ): void;
    reconnect_delay(now: number, wait: number): void;
    publish(subject: number, reply: number, headers: number, payload: number): number;
    publish_again(headers: number, payload: number): number;
    request(
      now: number,
      subject: number,
      reply: number,
      headers: number,
      payload: number,
      inbox: number,
      timeout: number,
    ): number;
    cancel_request(slot: number): void;
    subscribe(now: number, subject: number, queue: number, max: number, timeout: number): number;
    unsubscribe(slot: number, max: number): number;
    drain_subscription(slot: number): number;
    flush(): number;
    drain(): number;
    reconnect(now: number): number;
    close(): void;
    transmit(): number;
    event(): number;
    text(index: number): string | undefined;
    server(): string;
    stat(which: number): number;
  }

  /** Starts the instance, or gives the present one if it was started. */
  export function initSync(module: { module: BufferSource }): { memory: WebAssembly.Memory };

  /** Makes the instance anew. */
  export function __wbg_reset_state(): void;
}
