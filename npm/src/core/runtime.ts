/**
 * The wasm instances of the realm, one of each module, and what happens when one traps.
 *
 * A trap leaves the instance in no known state. Every connection that lived in it then ends with a typed error, and the
 * next `connect()` gets a new one. Calls that were under way return into the dead instance, where they can do no harm.
 */
import { ErrorCode, NatsError } from "../errors.js";
import { isTrap } from "../platform.js";
import type { Exports } from "./boundary.js";

/** Something that ends when its instance traps. */
export interface Tenant {
  trapped(error: NatsError): void;
}

/** An instance of the core and the views of its memory. */
export class Instance {
  readonly core: Exports;
  u8!: Uint8Array<ArrayBuffer>;
  u32!: Uint32Array;
  f64!: Float64Array;
  /** Who is to be told of a trap. */
  readonly tenants = new Set<Tenant>();
  /** Whether it has trapped. */
  isDead = false;

  /** @param forget - has its runtime make another one for who comes next */
  constructor(
    { exports }: WebAssembly.Instance,
    readonly forget: () => void,
  ) {
    this.core = exports as unknown as Exports;
    this.refresh();
  }

  /** This, with views that a growing memory has not detached. To be asked after every call that may allocate. */
  fresh(): this {
    if (this.u32.length === 0) {
      this.refresh();
    }
    return this;
  }

  private refresh(): void {
    const buffer = this.core.memory.buffer as ArrayBuffer;
    this.u8 = new Uint8Array(buffer);
    this.u32 = new Uint32Array(buffer);
    this.f64 = new Float64Array(buffer);
  }
}

/** The instance that the realm has of one module of the core. */
export class Runtime {
  private module: WebAssembly.Module | undefined;
  private current: Promise<Instance> | undefined;

  /** @param compile - has the module compiled */
  constructor(private readonly compile: () => Promise<WebAssembly.Module>) {}

  /**
   * Returns the instance, compiled on first use.
   *
   * It is made asynchronously, also because engines of before mid-2023 compile no more than 4 KB on a page's main thread
   * otherwise. Rejects with a NatsError if the page's Content-Security-Policy, or the platform, does not allow WebAssembly;
   * the next call tries again then.
   */
  instance(): Promise<Instance> {
    this.current ??= this.start();
    return this.current;
  }

  private async start(): Promise<Instance> {
    try {
      this.module ??= await this.compile();
      return new Instance(await WebAssembly.instantiate(this.module), () => this.forget());
    } catch (err) {
      this.forget();
      throw explain(err as Error);
    }
  }

  /** The next call makes another instance. */
  private forget(): void {
    this.current = undefined;
  }
}

/**
 * What to tell the user if `error`, thrown by a call into `instance`, is a trap; `null` if it is not. All that lived in
 * the instance has ended then.
 */
export function recover(error: unknown, instance: Instance): NatsError | null {
  if (!isTrap(error)) {
    return null;
  }
  const failure = new NatsError(`the protocol core failed: ${error.message}`, ErrorCode.Unknown, error);
  if (!instance.isDead) {
    instance.isDead = true;
    instance.forget();
  }
  const ended = [...instance.tenants];
  instance.tenants.clear();
  for (const tenant of ended) {
    tenant.trapped(failure);
  }
  return failure;
}

/** Why the core cannot be compiled, as the user is to read it. */
export function explain(err: Error): NatsError {
  if (typeof WebAssembly !== "object") {
    return new NatsError("this platform has no WebAssembly", ErrorCode.Unknown, err);
  }
  const refused =
    err.name === "CompileError" && /unsafe-eval|Content Security Policy|blocked by CSP/i.test(err.message);
  const message = refused
    ? "the page's Content-Security-Policy refuses WebAssembly: add 'wasm-unsafe-eval' to its script-src"
    : `the protocol core does not start: ${err.message}`;
  return new NatsError(message, ErrorCode.Unknown, err);
}
