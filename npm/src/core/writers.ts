/** Publishers that wait until less is left to be sent. */
import { type Deferred, deferred } from "../util.js";
import type { Driver } from "./driver.js";

/**
 * What waits in the core and in the socket together has a mark. What the core lets go is known at once; of what leaves the
 * socket no platform tells, so that is looked at, ever less often, and only while somebody waits.
 */
export class Writers {
  /** What all that wait have been given. */
  private waiting: Deferred<void> | undefined;
  private timer: ReturnType<typeof setTimeout> | undefined;
  private pause = 0;

  constructor(private readonly driver: Driver) {}

  /** Resolves once no more than the mark is left to be sent. */
  wait(): Promise<void> {
    if (this.isFree()) {
      return Promise.resolve();
    }
    this.pause = SHORTEST;
    this.waiting ??= deferred();
    const { waiting } = this;
    this.look();
    return waiting;
  }

  /** Something may have been sent, or there is another link. */
  look(): void {
    const { waiting } = this;
    if (waiting === undefined) {
      return;
    }
    if (this.isFree()) {
      this.stop();
      waiting.resolve();
    } else if (this.timer === undefined && (this.driver.link?.buffered ?? 0) > 0) {
      this.timer = setTimeout(() => {
        this.timer = undefined;
        this.driver.enter(() => {});
      }, this.pause);
      this.pause = Math.min(2 * this.pause, LONGEST);
    }
  }

  /** Nothing will be sent any more. */
  end(error: Error): void {
    const { waiting } = this;
    this.stop();
    waiting?.reject(error);
  }

  private stop(): void {
    clearTimeout(this.timer);
    this.timer = undefined;
    this.waiting = undefined;
  }

  private isFree(): boolean {
    const { link, options, session, wasm } = this.driver;
    return wasm.core.stat(session, PENDING) + (link?.buffered ?? 0) <= options.highWaterMark;
  }
}

/** The number of bytes that wait in the core, as the wasm module numbers its figures. */
const PENDING = 4;
/** Milliseconds between two looks at the socket. */
const SHORTEST = 1;
const LONGEST = 64;
